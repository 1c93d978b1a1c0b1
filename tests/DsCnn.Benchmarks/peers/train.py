"""Debian's PyTorch as a peer of the training comparison: speaks the lines of JSON that EngineMessages.cs describes."""

import argparse
import json
import sys
import time
from pathlib import Path

import torch
from torch.nn import functional

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2] / "reference")]
import dscnn_reference as reference  # noqa: E402
from torch_activations import ACTIVATIONS  # noqa: E402

WARM_UP = 3
IMAGE_BYTES = 1 << 26

reference.Activation = lambda name, swish_beta=1.0: ACTIVATIONS[name]()


def classes_of(spec):
    shape = reference.input_shape(spec)
    for layer in spec["layers"]:
        shape = reference.output_shape(layer, shape)
    return shape[0]


class Engine:
    def __init__(self, spec, batch, channels_last):
        self.batch = batch
        self.format = torch.channels_last if channels_last else torch.contiguous_format
        torch.manual_seed(1)
        self.network = reference.Network(spec).to(memory_format=self.format).train()
        self.optimizer = torch.optim.SGD(self.network.parameters(), lr=0.01, momentum=0.9)
        shape = reference.input_shape(self.network.spec)
        count = min(max(IMAGE_BYTES // (shape[0] * shape[1] * shape[2]), 8 * batch), 64 * batch)
        self.images = torch.randint(0, 256, (count, *shape), dtype=torch.uint8)
        self.labels = torch.randint(0, classes_of(self.network.spec), (count,))

    def step(self):
        index = torch.randint(0, len(self.images), (self.batch,))
        images = ((self.images[index].float() / 255 - 0.5) / 0.29).to(memory_format=self.format)
        self.optimizer.zero_grad()
        loss = functional.cross_entropy(self.network.logits(images), self.labels[index])
        loss.backward()
        self.optimizer.step()
        return loss.item()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--batch", type=int, required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--channels-last", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    spec = json.loads(sys.stdin.readline())
    start = time.perf_counter()
    engine = Engine(spec, options.batch, options.channels_last)
    parameters = sum(p.numel() for p in engine.network.parameters())
    engine.step()
    ready = {"version": f"PyTorch {torch.__version__}", "parameters": parameters, "startSeconds": time.perf_counter() - start}
    print(json.dumps(ready), flush=True)
    for number, line in enumerate(sys.stdin):
        for _ in range(WARM_UP if number == 0 else 0):
            engine.step()
        seconds, steps, start = float(line), 0, time.perf_counter()
        while steps < 2 or time.perf_counter() - start < seconds:
            engine.step()
            steps += 1
        print(json.dumps({"steps": steps, "seconds": time.perf_counter() - start}), flush=True)


if __name__ == "__main__":
    main()
