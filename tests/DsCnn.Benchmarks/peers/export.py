"""Exports a DsCnn model file to ONNX the way PyTorch's users do: torch.onnx.export, any batch size, everything else as it comes."""

import sys
from pathlib import Path

import torch

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2] / "reference")]
import dscnn_reference as reference  # noqa: E402
from torch_activations import ACTIVATIONS  # noqa: E402

reference.Activation = lambda name, swish_beta=1.0: ACTIVATIONS[name]()


def main():
    network = reference.load_model(Path(sys.argv[1]), torch.float32)
    image = torch.zeros(1, *reference.input_shape(network.spec))
    torch.onnx.export(
        network, image, sys.argv[2], opset_version=16, input_names=["input"], output_names=["output"],
        dynamic_axes={"input": {0: "batch"}, "output": {0: "batch"}})


if __name__ == "__main__":
    main()
