"""Loads a model file strictly into the PyTorch reference and runs it once.

    python3 check_model.py MODEL.safetensors [--batch N] [--values N]

Every tensor of the file must be placed and none may be missing. The input needs no random generator, so that any
program can make the same one: element i (counted over N x C x H x W in row-major order) is sin(i), as float32.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import torch

from dscnn_reference import input_shape, load_model


def main() -> int:
    parser = argparse.ArgumentParser(description="Checks a DsCnn model file against the PyTorch reference.")
    parser.add_argument("model", type=Path)
    parser.add_argument("--batch", type=int, default=2)
    parser.add_argument("--values", type=int, default=10, help="how many of the logits to print")
    arguments = parser.parse_args()
    try:
        network = load_model(arguments.model)
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    shape = (arguments.batch, *input_shape(network.spec))
    count = arguments.batch * shape[1] * shape[2] * shape[3]
    x = torch.arange(count, dtype=torch.float64).sin().to(torch.float32).to(torch.float64).reshape(shape)
    with torch.no_grad():
        logits = network.logits(x)
    print(f"parameters {sum(p.numel() for p in network.parameters())}")
    print(f"tensors {len(network.weights())}")
    print(f"logits shape {'x'.join(str(size) for size in logits.shape)}")
    print("logits " + " ".join(f"{value:.7g}" for value in logits.flatten()[: arguments.values].tolist()))
    print(f"logits sum {logits.sum().item():.9g}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
