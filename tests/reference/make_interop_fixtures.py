"""Makes fixtures/interop anew: what torchvision's (and, where it is installed, timm's) networks call their tensors, and small files of
torch.save, good and hostile, with the numbers they hold or the logits their networks compute.

    python3 make_interop_fixtures.py        needs torch, torchvision; python3-torchvision of Debian 12 was used
"""
import gzip
import os
from argparse import Namespace
from collections import Counter, OrderedDict, defaultdict
from datetime import datetime
from enum import Enum
from pathlib import Path, PurePosixPath

import numpy as np
import torch
from torch import nn
from torchvision import models
from torchvision.models.efficientnet import EfficientNet, MBConvConfig
from torchvision.models.mobilenetv2 import MobileNetV2
from torchvision.models.mobilenetv3 import InvertedResidualConfig, MobileNetV3

from safetensors_file import write_safetensors

FOLDER = Path(__file__).parent / "fixtures" / "interop"

TORCHVISION = {f"efficientnet-b{n}": f"efficientnet_b{n}" for n in range(8)}
TORCHVISION |= {"mobilenet-v2": "mobilenet_v2", "mobilenet-v3-small": "mobilenet_v3_small", "mobilenet-v3-large": "mobilenet_v3_large", "vgg16": "vgg16"}

TIMM = {f"efficientnet-b{n}": f"efficientnet_b{n}" for n in range(8)} | {f"efficientnet-lite{n}": f"efficientnet_lite{n}" for n in range(5)}
TIMM |= {"mobilenet-v1": "mobilenetv1_100", "mobilenet-v2": "mobilenetv2_100", "mobilenet-v3-small": "mobilenetv3_small_100",
         "mobilenet-v3-large": "mobilenetv3_large_100", "mobilenet-v2-w0.5": "mobilenetv2_050", "mobilenet-v3-small-w0.5": "mobilenetv3_small_050",
         "mobilenet-v3-small-w0.75": "mobilenetv3_small_075", "mobilenet-v3-large-w0.75": "mobilenetv3_large_075"}


def write_names(file, networks):
    """One line per tensor: its name, then its extents; a line "# preset" before each network."""
    lines = []
    for preset, network in networks:
        lines.append(f"# {preset}")
        lines += [" ".join([name, *map(str, tensor.shape)]) for name, tensor in network.state_dict().items()]
    (FOLDER / file).write_bytes(gzip.compress("\n".join(lines).encode(), mtime=0))


def randomise(network, generator):
    """Weights that keep activations near 1, and statistics unlike those of a fresh batch norm."""
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.weight.data.uniform_(0.5, 1.5, generator=generator)
            module.bias.data.normal_(0, 0.2, generator=generator)
            module.running_mean.normal_(0, 0.3, generator=generator)
            module.running_var.uniform_(0.3, 2.0, generator=generator)
        elif isinstance(module, (nn.Conv2d, nn.Linear)):
            module.weight.data.normal_(0, (1.6 / module.weight[0].numel()) ** 0.5, generator=generator)
            if module.bias is not None:
                module.bias.data.normal_(0, 0.3, generator=generator)


def write_network(name, network, legacy):
    generator = torch.Generator().manual_seed(len(name))
    randomise(network, generator)
    network.eval()
    images = torch.randn(3, 3, 32, 32, generator=generator)
    save(name, network.state_dict(), legacy)
    with torch.no_grad():
        logits = network.double()(images.double()).float()
    write_safetensors(FOLDER / f"{name}.expected.safetensors", {"input": images, "logits": logits}, {})


def tiny_efficientnet():
    """EfficientNet-B0's table scaled by 0.1 in width and 0.5 in depth."""
    rows = [(1, 3, 1, 32, 16, 1), (6, 3, 2, 16, 24, 2), (6, 5, 2, 24, 40, 2), (6, 3, 2, 40, 80, 3),
            (6, 5, 1, 80, 112, 3), (6, 5, 2, 112, 192, 4), (6, 3, 1, 192, 320, 1)]
    return EfficientNet([MBConvConfig(*row, width_mult=0.1, depth_mult=0.5) for row in rows], dropout=0.2, num_classes=10)


def tiny_mobilenet():
    return MobileNetV2(num_classes=7, width_mult=0.25, inverted_residual_setting=[[1, 32, 1, 1], [6, 64, 2, 2]])


def tiny_mobilenet_v3():
    """The first rows of MobileNetV3-Small, with a narrow head."""
    rows = [(16, 3, 16, 16, True, "RE", 2), (16, 3, 72, 24, False, "RE", 2), (24, 3, 88, 24, False, "RE", 1), (24, 5, 96, 40, True, "HS", 2)]
    return MobileNetV3([InvertedResidualConfig(*row, dilation=1, width_mult=1) for row in rows], last_channel=64, num_classes=7)


def save(name, value, legacy=False):
    torch.save(value, FOLDER / f"{name}.pth", _use_new_zipfile_serialization=not legacy)


def write_kinds():
    """Every form of tensor that a state dict may hold."""
    grid = torch.arange(24, dtype=torch.float32).reshape(2, 3, 4) / 8
    tensors = OrderedDict()
    tensors["plain"] = grid
    tensors["parameter"] = nn.Parameter(torch.tensor([1.5, -2.5]))
    tensors["row"] = grid[1]
    tensors["transposed"] = grid.permute(2, 0, 1)
    tensors["every_second"] = grid[:, :, 1::2]
    tensors["expanded"] = torch.tensor([[3.0], [4.0]]).expand(2, 1)
    tensors["scalar"] = torch.tensor(7.25)
    tensors["empty"] = torch.zeros(0, 3)
    tensors["half"] = torch.tensor([0.5, 65504.0], dtype=torch.float16)
    tensors["bfloat16"] = torch.tensor([1.0, -3e38], dtype=torch.bfloat16)
    tensors["bn.num_batches_tracked"] = torch.tensor(12345)
    save("kinds", tensors)
    save("kinds-legacy", tensors, legacy=True)
    expected = {name: tensor.detach().float().contiguous().clone() for name, tensor in tensors.items() if not name.startswith("bn.")}
    write_safetensors(FOLDER / "kinds.expected.safetensors", expected, {})

    weights = OrderedDict(("module." + name, tensor) for name, tensor in tensors.items())
    save("checkpoint", {"epoch": 3, "best": 0.5, "arch": "x", "state_dict": weights, "optimizer": {"state": {}, "groups": [{"lr": 0.1}]}})
    write_training_checkpoints(tensors)


def write_training_checkpoints(tensors):
    """What timm's and torchvision's training scripts save, and whatever else people put beside weights."""
    side = {"epoch": 3, "arch": "x", "args": Namespace(lr=0.1, betas=[0.9, 0.999]), "metric": np.float64(71.2), "table": np.arange(4), "size": torch.Size([1, 2]),
            "type": torch.float16, "device": torch.device("cuda:0"), "path": PurePosixPath("/x"), "when": datetime(2026, 1, 2), "counts": Counter("abc"),
            "lists": defaultdict(list, {"x": [1]}), "set": {1, 2}, "kind": Kind.A, "huge": 2 ** 100, "bytes": b"xyz", "function": nn.functional.relu,
            "complex": torch.zeros(2, dtype=torch.complex64), "double": torch.zeros(2, dtype=torch.float64), "random": torch.get_rng_state(),
            "optimizer": {"state": {0: {"exp_avg": torch.ones(3)}}, "param_groups": [{"lr": 0.1}]}, "text": "x" * 5000, "self": None, "code": Code()}
    side["self"] = side["lists"]
    average = OrderedDict([("n_averaged", torch.tensor(5))] + [("module._orig_mod." + name, tensor * 2) for name, tensor in tensors.items()])
    for legacy in (False, True):
        ending = "-legacy" if legacy else ""
        save("training" + ending, {**side, "state_dict": {"_orig_mod." + name: tensor for name, tensor in tensors.items()}, "model_ema": average}, legacy)
    torch.save({**side, "nested": {"model_state_dict": tensors}}, FOLDER / "training-protocol4.pth", pickle_protocol=4)
    torch.save({**side, "net": tensors}, FOLDER / "training-protocol5-legacy.pth", pickle_protocol=5, _use_new_zipfile_serialization=False)


class Kind(Enum):
    A = 1


class Code:
    """Runs a command when Python's own pickle module loads it."""

    def __reduce__(self):
        return os.system, ("touch dscnn-was-here",)


def write_refused():
    for name, legacy in [("code", False), ("code-legacy", True)]:
        save(name, {"a": torch.ones(1), "b": Code()}, legacy)
    save("whole-model", nn.Sequential(nn.Linear(1, 1)))
    save("double", {"a": torch.ones(2, dtype=torch.float64)})
    save("integers", {"a": torch.ones(2, dtype=torch.int32)})
    save("list", [torch.ones(2)])
    save("complex", {"a": torch.ones(2, dtype=torch.complex64)})


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    write_names("torchvision-names.txt.gz", [(preset, getattr(models, name)(weights=None)) for preset, name in TORCHVISION.items()])
    try:
        import timm
        write_names("timm-names.txt.gz", [(preset, timm.create_model(name)) for preset, name in TIMM.items()])
    except ImportError:
        print("timm is not installed: timm-names.txt.gz is left as it is.")
    write_network("tiny-efficientnet", tiny_efficientnet(), legacy=False)
    write_network("tiny-mobilenet", tiny_mobilenet(), legacy=True)
    write_network("tiny-mobilenet-v3", tiny_mobilenet_v3(), legacy=False)
    write_kinds()
    write_refused()
