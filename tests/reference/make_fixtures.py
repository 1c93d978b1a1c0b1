"""Writes the fixture files that the C# tests compare with. See README.md for what they hold.

    python3 make_fixtures.py [--output DIR]
"""

from __future__ import annotations

import argparse
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from dscnn_reference import (
    Activation, GlobalMaxPool, Json, Network, input_shape, load_model, save_model)
from safetensors_file import write_safetensors

# A float32 engine must land on the same side of every kink (relu at 0, ...) and pick the same maximum, or gradients
# jump. Seeds with values that come closer than this are passed over; float32 differs by about 1e-6 here.
KINK_MARGIN = 2e-5
FLOAT32_ERROR = 5e-6  # seeds where float32 is further off are passed over too (a nearly dead channel, say)
KINKS = {"relu": (0.0,), "relu6": (0.0, 6.0), "hardSwish": (-3.0, 3.0), "hardSigmoid": (-3.0, 3.0)}


@dataclass(frozen=True)
class Case:
    name: str
    spec: Json
    batch: int
    complete: bool  # whether the model file spells out the defaults
    shift: float  # standard deviation of every bias and of batch norm's beta


def case(name: str, image: tuple[int, int, int], *layers: Json, batch: int = 2, complete: bool = False,
         shift: float = 0.3, **members: Any) -> Case:
    channels, height, width = image
    spec = {"version": 1, "name": name, "input": {"channels": channels, "height": height, "width": width},
            **members, "layers": list(layers)}
    return Case(name, spec, batch, complete, shift)


def block(conv1_filters: int | None, out_channels: int, **members: Any) -> Json:
    return {"type": "dsBlock", "conv1Filters": conv1_filters, "outChannels": out_channels, **members}


def conv(filters: int, **members: Any) -> Json:
    written = {"kernel": 3, "stride": 1, "bias": False, "batchNorm": True, "activation": "swish", **members}
    return {"type": "conv", "filters": filters, **written}


def layer(kind: str, **members: Any) -> Json:
    return {"type": kind, **members}


def head(classes: int) -> tuple[Json, ...]:
    return layer("globalAveragePool"), layer("fullyConnected", units=classes), layer("softmax")


CASES = [
    # The block as the patent has it.
    case("block-conv1-kernel-3", (3, 9, 7), block(12, 5, conv1Kernel=3), batch=3, complete=True),
    case("block-conv1-kernel-1", (4, 7, 6), block(8, 3)),
    case("block-conv1-stride-2-kernel-5", (3, 13, 9), block(8, 4, conv1Kernel=3, conv1Stride=2, kernel=5)),
    case("block-conv1-kernel-5-both-strides-2", (3, 13, 11), block(6, 4, conv1Kernel=5, conv1Stride=2, stride=2), batch=3),
    case("block-stride-2", (3, 9, 7), block(6, 3, conv1Kernel=3), block(18, 4, stride=2), complete=True),
    case("block-squeeze-excite-two-filters", (4, 7, 5), block(6, 8), block(48, 4)),
    # The block's options.
    case("block-residual", (3, 8, 7), block(8, 4, conv1Kernel=3), block(24, 4, residual=True, dropPath=0.0)),
    case("block-no-conv1", (6, 9, 7), block(None, 4), complete=True),
    case("block-no-pointwise", (3, 9, 7), block(12, 5, conv1Kernel=3, pointwise=None), complete=True),
    case("block-no-conv1-no-pointwise-residual", (8, 7, 9), block(None, 8, pointwise=None, residual=True)),
    case("block-no-squeeze-excite", (3, 9, 7), block(12, 5, squeezeExcite=None)),
    case("block-squeeze-excite-filters", (4, 8, 7), block(12, 5, squeezeExcite={"filters": 3})),
    case("block-pointwise-rank", (3, 9, 7), block(12, 5, conv1Kernel=3, pointwise={"rank": 5})),
    case("block-pointwise-groups", (3, 9, 7), block(12, 5, conv1Kernel=3, pointwise={"groups": 3})),
    case("block-pointwise-rank-and-groups", (3, 9, 7), block(12, 5, pointwise={"rank": 4, "groups": 2}), complete=True),
    case("block-no-conv1-rank", (6, 7, 8), block(None, 5, pointwise={"rank": 2, "groups": 1}, kernel=5, stride=2)),
    case("block-relu", (3, 9, 7), block(12, 5, activation="relu", squeezeExcite={"filters": 4})),
    case("block-relu6", (3, 9, 7), block(12, 5, activation="relu6", squeezeExcite={"filters": 4}), complete=True, shift=2.5),
    case("block-hard-swish", (3, 9, 7), block(12, 5, activation="hardSwish", squeezeExcite={"filters": 4}), shift=2),
    case("block-sigmoid", (3, 7, 6), block(8, 5, activation="sigmoid")),
    case("block-no-activation", (3, 7, 6), block(8, 5, activation="none")),
    case("block-swish-beta", (3, 9, 7), block(12, 5, swishBeta=1.7, squeezeExcite={"filters": 2})),
    case("block-squeeze-excite-relu", (3, 9, 7), block(12, 5, squeezeExcite={"filters": 4, "activation": "relu"})),
    case("block-hard-sigmoid", (3, 9, 7), block(12, 5, activation="hardSwish", pointwise=None,
         squeezeExcite={"filters": 8, "activation": "relu", "gate": "hardSigmoid"}), shift=2.5, complete=True),
    case("block-conv2-activation", (3, 9, 7), block(None, 6, activation="relu6", conv2Activation="relu6", pointwise=None, squeezeExcite=None), shift=2.5),
    case("block-conv2-swish", (3, 9, 7), block(12, 3, conv2Activation="swish", swishBeta=1.7, residual=True)),
    case("conv-hard-sigmoid", (3, 7, 6), conv(5, activation="hardSigmoid"), shift=2),
    case("batch-norm-settings", (3, 7, 9), block(8, 4), conv(5), batch=3, batchNorm={"epsilon": 1e-3, "momentum": 0.01}),
    case("batch-norm-epsilon-only", (3, 7, 6), block(8, 4), batchNorm={"epsilon": 0.1}),
    case("block-pruned", (3, 9, 8), block(9, 4, conv1Kernel=3, squeezeExcite={"filters": 1}),
         block(7, 4, residual=True, squeezeExcite={"filters": 2}), block(5, 3, stride=2, squeezeExcite={"filters": 3})),
    # Batch norms folded: the convolution before each has a bias instead.
    case("folded-block", (3, 9, 7), block(8, 4, conv1Kernel=3), block(24, 4, residual=True), batchNorm=None),
    case("folded-network", (3, 9, 8), conv(6, stride=2), conv(5, batchNorm=False), block(None, 4, pointwise={"rank": 2}, squeezeExcite=None),
         *head(4), batchNorm=None, complete=True),
    # Plain convolutions.
    case("conv-bias-relu", (3, 9, 7), conv(5, bias=True, batchNorm=False, activation="relu")),
    case("conv-no-bias-no-batch-norm", (3, 8, 5), conv(5, batchNorm=False, activation="hardSwish")),
    case("conv-batch-norm-stride-2", (3, 9, 8), conv(6, stride=2), conv(4, kernel=5, activation="relu"), batch=3),
    case("conv-bias-and-batch-norm", (3, 7, 6), conv(5, bias=True, activation="sigmoid")),
    case("conv-kernel-1-no-activation", (5, 7, 6), conv(4, kernel=1, bias=True, batchNorm=False, activation="none")),
    case("conv-defaults", (3, 7, 9), layer("conv", filters=5)),
    # Pools.
    case("max-pool", (3, 9, 7), conv(4), layer("maxPool", kernel=2, stride=2)),
    case("max-pool-overlapping", (3, 10, 7), conv(4), layer("maxPool", kernel=3, stride=2)),
    case("max-pool-default-stride", (3, 11, 7), conv(4), layer("maxPool", kernel=3)),
    case("average-pool", (3, 9, 7), conv(4), layer("averagePool", kernel=2, stride=2)),
    case("average-pool-overlapping", (3, 9, 7), conv(4), layer("averagePool", kernel=3, stride=1)),
    case("global-average-pool", (3, 8, 7), conv(4), layer("globalAveragePool")),
    case("global-max-pool", (3, 8, 7), conv(4), layer("globalMaxPool"), batch=3),
    # Whole networks.
    case("fully-connected-from-map", (3, 6, 5), conv(4), layer("fullyConnected", units=7, activation="relu"),
         layer("fullyConnected", units=5), batch=3),
    case("fully-connected-from-input", (2, 5, 6), layer("fullyConnected", units=6, activation="swish"),
         layer("fullyConnected", units=4), layer("softmax"), batch=3),
    case("feature-extractor", (1, 13, 12), block(8, 4, conv1Kernel=3), layer("maxPool", kernel=2, stride=2),
         block(24, 6, stride=2), block(36, 6, residual=True)),
    case("classifier", (1, 13, 11), block(8, 4, conv1Kernel=3), block(24, 4, stride=2), block(24, 4, residual=True),
         block(24, 6, stride=2, kernel=5), layer("globalAveragePool"), layer("dropout", rate=0.0),
         layer("fullyConnected", units=10), layer("softmax"), batch=3),
    case("classifier-complete", (3, 12, 13), conv(6, stride=2), block(None, 4, pointwise=None), block(24, 5, kernel=5),
         block(30, 5, pointwise={"rank": 6}, residual=True), conv(8, kernel=1), *head(4), batch=3, complete=True),
    case("classifier-hidden", (3, 12, 11), conv(6, stride=2, activation="hardSwish"),
         block(None, 6, pointwise=None, activation="relu", residual=True, squeezeExcite={"filters": 3, "activation": "relu", "gate": "hardSigmoid"}),
         block(18, 5, pointwise=None, activation="hardSwish", squeezeExcite=None), layer("globalAveragePool"),
         layer("fullyConnected", units=7, activation="hardSwish"), layer("fullyConnected", units=5), layer("softmax"), shift=2.5, batch=3),
    case("classifier-sigmoid", (1, 12, 11), block(8, 4, conv1Kernel=3), block(24, 6, stride=2), layer("globalAveragePool"),
         layer("fullyConnected", units=5), layer("sigmoid"), batch=3),
    case("pooled-sigmoid", (2, 9, 8), conv(6, stride=2), layer("globalAveragePool"), layer("sigmoid")),
]


# ------------------------------------------------------------------------------------------------------------- values


def randomise(network: Network, shift: float, generator: torch.Generator) -> None:
    """Weights that keep activations near 1, and batch norms that do something."""
    for name, tensor in network.weights().items():
        noise = torch.randn(tensor.shape, generator=generator, dtype=torch.float64)
        uniform = torch.rand(tensor.shape, generator=generator, dtype=torch.float64)
        is_batch_norm = name.split(".")[-2].startswith("bn")
        if name.endswith("running_var"):
            value = 0.5 + 1.5 * uniform
        elif name.endswith("running_mean") or name.endswith("bias"):
            value = shift * noise
        elif is_batch_norm:
            value = 0.5 + uniform
        else:
            value = noise * (2 / tensor[0].numel()) ** 0.5
        with torch.no_grad():
            tensor.copy_(value.to(torch.float32))


def is_well_placed(network: Network, x: Tensor) -> bool:
    """Whether values lie on both sides of every kink and none too close to a point where a gradient jumps, in both modes."""
    margins = [float("inf")]
    sides: set[tuple[str, float, bool]] = set()

    def before_activation(module: Activation, inputs: tuple[Tensor]) -> None:
        for kink in KINKS.get(module.name, ()):
            margins.append((inputs[0] - kink).abs().min().item())
            above = inputs[0] > kink
            sides.update((module.name, kink, side) for side in (False, True) if bool((above == side).any()))

    def before_max(module: nn.Module, inputs: tuple[Tensor]) -> None:
        channels, height, width = inputs[0].shape[1:]
        kernel, stride = (height, width), 1
        if isinstance(module, nn.MaxPool2d):
            kernel, stride = module.kernel_size, module.stride
        windows = functional.unfold(inputs[0], kernel, stride=stride).unflatten(1, (channels, -1))
        largest = windows.topk(2, dim=2).values
        margins.append((largest[:, :, 0] - largest[:, :, 1]).min().item())

    activations = {module.name for module in network.modules() if isinstance(module, Activation)}
    handles = []
    for module in network.modules():
        if isinstance(module, Activation):
            handles.append(module.register_forward_pre_hook(before_activation))
        elif isinstance(module, (nn.MaxPool2d, GlobalMaxPool)):
            handles.append(module.register_forward_pre_hook(before_max))
    before = {name: tensor.clone() for name, tensor in network.weights().items()}
    all_sides = {(name, kink, side) for name in activations for kink in KINKS.get(name, ()) for side in (False, True)}
    well_placed = True
    for training in (False, True):
        sides.clear()
        with torch.no_grad():
            network.train(training)(x)
        well_placed = well_placed and sides == all_sides
    network.place(before)
    for handle in handles:
        handle.remove()
    return well_placed and min(margins) >= KINK_MARGIN


def expected_tensors(network: Network, x: Tensor, cotangent: Tensor) -> dict[str, Tensor]:
    """Outputs, gradients of sum(logits * cotangent) and running statistics. Leaves the network in train mode, changed."""
    result = {"input": x, "cotangent": cotangent}
    before = {name: tensor.clone() for name, tensor in network.weights().items()}
    for mode in ("eval", "train"):
        network.train(mode == "train")
        network.place(before)
        with torch.no_grad():
            result[f"{mode}.output"] = network(x)
        network.place(before)
        leaf = x.clone().requires_grad_()
        network.zero_grad()
        logits = network.logits(leaf)
        (logits * cotangent).sum().backward()
        result[f"{mode}.logits"] = logits.detach()
        result[f"{mode}.input_grad"] = leaf.grad
    for name, parameter in network.named_parameters():
        result[f"train.grad.{name}"] = parameter.grad.clone()
    for name, tensor in network.weights().items():
        if name.endswith(("running_mean", "running_var")):
            result[f"train.after.{name}"] = tensor.clone()
    return result


def largest_float32_error(network: Network, tensors: dict[str, Tensor]) -> float:
    """What the same computation in float32 differs by, relative to max(1, each tensor's largest value)."""
    single = Network(network.spec).to(torch.float32)
    single.place(network.weights())
    again = expected_tensors(single, tensors["input"].to(torch.float32), tensors["cotangent"].to(torch.float32))
    return max((again[name].to(torch.float64) - tensor).abs().max().item() / max(1.0, tensor.abs().max().item())
               for name, tensor in tensors.items())


def attempt(case: Case, seed: int) -> tuple[Network, dict[str, Tensor], float]:
    """One random network with its expected tensors, and how far float32 is from them (infinite: a bad draw)."""
    generator = torch.Generator().manual_seed(seed)

    def normal(shape: tuple[int, ...]) -> Tensor:
        return torch.randn(shape, generator=generator, dtype=torch.float64).to(torch.float32).to(torch.float64)

    network = Network(case.spec).to(torch.float64).eval()
    randomise(network, case.shift, generator)
    weights = {name: tensor.clone() for name, tensor in network.weights().items()}
    x = normal((case.batch, *input_shape(network.spec)))
    if not is_well_placed(network, x):
        return network, {}, float("inf")
    with torch.no_grad():
        cotangent = normal(tuple(network.eval().logits(x).shape))
    tensors = expected_tensors(network, x, cotangent)
    network.place(weights)
    return network, tensors, largest_float32_error(network, tensors)


def make(case: Case, folder: Path) -> None:
    first_seed = zlib.crc32(case.name.encode("utf-8"))
    for seed in range(first_seed, first_seed + 1000):
        network, tensors, error = attempt(case, seed)
        if error <= FLOAT32_ERROR:
            break
    else:
        raise ValueError(f"{case.name}: 1000 seeds gave no network that float32 computes well")

    model_path = folder / f"{case.name}.model.safetensors"
    save_model(model_path, network, network.spec if case.complete else case.spec)
    expected_path = folder / f"{case.name}.expected.safetensors"
    write_safetensors(expected_path, {name: tensor.to(torch.float32) for name, tensor in tensors.items()}, {})

    with torch.no_grad():
        again = load_model(model_path)(tensors["input"])
    if not torch.equal(again, tensors["eval.output"]):
        raise ValueError(f"{model_path}: what was read back computes something else")
    rms = tensors["eval.logits"].square().mean().sqrt().item()
    print(f"{case.name:40} model {model_path.stat().st_size:6,}  expected {expected_path.stat().st_size:6,}  "
          f"rms of logits {rms:5.2f}  float32 error {error:.1e}  seed + {seed - first_seed}")


def main() -> None:
    parser = argparse.ArgumentParser(description="Writes the fixture files of the C# tests.")
    parser.add_argument("--output", type=Path, default=Path(__file__).parent / "fixtures")
    folder = parser.parse_args().output
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.safetensors"):
        old.unlink()
    torch.set_num_threads(1)
    for each in CASES:
        make(each, folder)
    total = sum(file.stat().st_size for file in folder.glob("*.safetensors"))
    print(f"{len(CASES)} cases, {total:,} bytes")


if __name__ == "__main__":
    main()
