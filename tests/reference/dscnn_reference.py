"""The network that a DsCnn model file describes, in plain PyTorch.

Written from the format's description alone, independently of the C# library, so that the two can be compared.
It needs torch and numpy only; nothing here is tuned for speed.
"""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any, Mapping, Optional

import torch
from torch import Tensor, nn

from safetensors_file import read_safetensors, write_safetensors

Json = dict[str, Any]
Shape = tuple[int, int, int]  # channels, height, width

SPEC_KEY = "dscnn.spec"

# ------------------------------------------------------------------------------------------------ the spec, as JSON

_REQUIRED = object()
_DERIVED = object()  # the default depends on other members

_MEMBERS: dict[str, Json] = {
    "dsBlock": {
        "conv1Filters": _REQUIRED, "conv1Kernel": 1, "conv1Stride": 1, "kernel": 3, "stride": 1,
        "outChannels": _REQUIRED, "conv2Activation": "none", "pointwise": {}, "squeezeExcite": {}, "activation": "swish", "swishBeta": 1.0,
        "residual": False, "dropPath": 0.0,
    },
    "conv": {"filters": _REQUIRED, "kernel": 3, "stride": 1, "bias": False, "batchNorm": True, "activation": "swish"},
    "maxPool": {"kernel": _REQUIRED, "stride": _DERIVED},
    "averagePool": {"kernel": _REQUIRED, "stride": _DERIVED},
    "globalAveragePool": {},
    "globalMaxPool": {},
    "dropout": {"rate": _REQUIRED},
    "fullyConnected": {"units": _REQUIRED, "activation": "none"},
    "softmax": {},
    "sigmoid": {},
}
_POINTWISE: Json = {"rank": None, "groups": 1}
_SQUEEZE_EXCITE: Json = {"filters": _DERIVED, "activation": _DERIVED, "gate": "sigmoid"}
_BATCH_NORM: Json = {"epsilon": 1e-5, "momentum": 0.1}
_INPUT: Json = {"channels": _REQUIRED, "height": _REQUIRED, "width": _REQUIRED}
_SPEC: Json = {"version": _REQUIRED, "name": "", "input": _REQUIRED, "batchNorm": {}, "layers": _REQUIRED}


def _filled(given: Json, members: Json, place: str) -> Json:
    unknown = sorted(set(given) - set(members))
    missing = sorted(name for name, default in members.items() if default is _REQUIRED and name not in given)
    if unknown or missing:
        raise ValueError(f"{place}: unknown members {unknown}, missing members {missing}")
    return {name: copy.deepcopy(given[name]) if name in given else default for name, default in members.items()}


def complete_spec(spec: Json) -> Json:
    """Returns the spec with every default written out."""
    complete = _filled(spec, _SPEC, "spec")
    if complete["version"] != 1:
        raise ValueError(f"spec: version 1 expected, received {complete['version']}")
    complete["input"] = _filled(complete["input"], _INPUT, "input")
    if complete["batchNorm"] is not None:
        complete["batchNorm"] = _filled(complete["batchNorm"], _BATCH_NORM, "batchNorm")
    shape = input_shape(complete)
    for index, given in enumerate(spec["layers"]):
        layer = _complete_layer(given, shape, f"layers[{index}]")
        complete["layers"][index] = layer
        shape = output_shape(layer, shape)
    return complete


def _complete_layer(given: Json, shape: Shape, place: str) -> Json:
    layer = _filled(given, {"type": _REQUIRED, **_MEMBERS[given["type"]]}, place)
    if layer["type"] in ("maxPool", "averagePool") and layer["stride"] is _DERIVED:
        layer["stride"] = layer["kernel"]
    if layer["type"] == "dsBlock":
        if layer["pointwise"] is not None:
            layer["pointwise"] = _filled(layer["pointwise"], _POINTWISE, f"{place}.pointwise")
        if layer["squeezeExcite"] is not None:
            layer["squeezeExcite"] = _filled(layer["squeezeExcite"], _SQUEEZE_EXCITE, f"{place}.squeezeExcite")
            if layer["squeezeExcite"]["filters"] is _DERIVED:
                layer["squeezeExcite"]["filters"] = max(1, inner_filters(layer, shape) // 24)
            if layer["squeezeExcite"]["activation"] is _DERIVED:
                layer["squeezeExcite"]["activation"] = layer["activation"]
    return layer


def input_shape(spec: Json) -> Shape:
    return spec["input"]["channels"], spec["input"]["height"], spec["input"]["width"]


def inner_filters(block: Json, shape: Shape) -> int:
    """F: the channels between Conv_1 and Conv_2. Without a Conv_1 the block keeps its input's."""
    return shape[0] if block["conv1Filters"] is None else block["conv1Filters"]


def output_shape(layer: Json, shape: Shape) -> Shape:
    """The shape of one image's result; `layer` has its defaults written out."""
    channels, height, width = shape
    kind = layer["type"]
    if kind == "dsBlock":
        if layer["conv1Filters"] is not None:
            height = _convolved(height, layer["conv1Kernel"], layer["conv1Stride"])
            width = _convolved(width, layer["conv1Kernel"], layer["conv1Stride"])
        height = _convolved(height, layer["kernel"], layer["stride"])
        width = _convolved(width, layer["kernel"], layer["stride"])
        return layer["outChannels"], height, width
    if kind == "conv":
        kernel, stride = layer["kernel"], layer["stride"]
        return layer["filters"], _convolved(height, kernel, stride), _convolved(width, kernel, stride)
    if kind in ("maxPool", "averagePool"):
        kernel, stride = layer["kernel"], layer["stride"]
        return channels, (height - kernel) // stride + 1, (width - kernel) // stride + 1
    if kind in ("globalAveragePool", "globalMaxPool"):
        return channels, 1, 1
    if kind == "fullyConnected":
        return layer["units"], 1, 1
    if kind in ("softmax", "sigmoid"):
        return channels * height * width, 1, 1
    return shape


def _convolved(size: int, kernel: int, stride: int) -> int:
    if kernel % 2 == 0:
        raise ValueError(f"a convolution's kernel must be odd, received {kernel}")
    return (size + 2 * (kernel // 2) - kernel) // stride + 1


# -------------------------------------------------------------------------------------------------------- the network


class Activation(nn.Module):
    def __init__(self, name: str, swish_beta: float = 1.0) -> None:
        super().__init__()
        if name not in ("none", "swish", "relu", "relu6", "hardSwish", "sigmoid", "hardSigmoid"):
            raise ValueError(f"unknown activation '{name}'")
        self.name, self.swish_beta = name, swish_beta

    def forward(self, x: Tensor) -> Tensor:
        if self.name == "swish":
            return x * torch.sigmoid(self.swish_beta * x)
        if self.name == "relu":
            return x.clamp(min=0)
        if self.name == "relu6":
            return x.clamp(min=0, max=6)
        if self.name == "hardSwish":
            return x * (x + 3).clamp(min=0, max=6) / 6
        if self.name == "sigmoid":
            return torch.sigmoid(x)
        if self.name == "hardSigmoid":
            return (x + 3).clamp(min=0, max=6) / 6
        return x


def _batch_norm(channels: int, settings: Optional[Json]) -> nn.Module:
    """Without settings the batch norm is folded: the convolution before it has a bias instead."""
    if settings is None:
        return nn.Identity()
    return nn.BatchNorm2d(channels, eps=settings["epsilon"], momentum=settings["momentum"])


def _pointwise(filters: int, rank: Optional[int], groups: int) -> nn.Module:
    if rank is None:
        return nn.Conv2d(filters, filters, 1, groups=groups, bias=False)
    return nn.Sequential(
        nn.Conv2d(filters, rank, 1, groups=groups, bias=False),
        nn.Conv2d(rank, filters, 1, groups=groups, bias=False),
    )


class SqueezeExcite(nn.Module):
    """Scales every channel by a gate in 0..1 that is computed from all channels' means."""

    def __init__(self, channels: int, settings: Json, swish_beta: float) -> None:
        super().__init__()
        self.reduce_conv = nn.Conv2d(channels, settings["filters"], 1)
        self.activation = Activation(settings["activation"], swish_beta)
        self.expand_conv = nn.Conv2d(settings["filters"], channels, 1)
        self.gate = Activation(settings["gate"])

    def forward(self, x: Tensor) -> Tensor:
        mean = x.mean(dim=(2, 3), keepdim=True)
        return x * self.gate(self.expand_conv(self.activation(self.reduce_conv(mean))))


class DsBlock(nn.Module):
    """Conv_1, BN, activation; DW conv, BN, activation; SE module; Conv_2, BN, activation where there is one."""

    def __init__(self, layer: Json, shape: Shape, batch_norm: Optional[Json]) -> None:
        super().__init__()
        folded = batch_norm is None
        filters, kernel, out_channels = inner_filters(layer, shape), layer["kernel"], layer["outChannels"]
        activation, beta = layer["activation"], layer["swishBeta"]
        pointwise, squeeze_excite = layer["pointwise"], layer["squeezeExcite"]

        self.conv_1: Optional[nn.Module] = None
        if layer["conv1Filters"] is not None:
            conv1_kernel = layer["conv1Kernel"]
            self.conv_1 = nn.Conv2d(
                shape[0], filters, conv1_kernel, stride=layer["conv1Stride"], padding=conv1_kernel // 2, bias=folded)
            self.bn_1 = _batch_norm(filters, batch_norm)
            self.activation_1 = Activation(activation, beta)

        self.pointwise = None if pointwise is None else _pointwise(filters, pointwise["rank"], pointwise["groups"])
        self.depthwise = nn.Conv2d(
            filters, filters, kernel, stride=layer["stride"], padding=kernel // 2, groups=filters, bias=folded)
        self.bn_2 = _batch_norm(filters, batch_norm)
        self.activation_2 = Activation(activation, beta)

        self.se = None if squeeze_excite is None else SqueezeExcite(filters, squeeze_excite, beta)

        self.conv_2 = nn.Conv2d(filters, out_channels, 1, bias=folded)
        self.bn_3 = _batch_norm(out_channels, batch_norm)
        self.activation_3 = Activation(layer["conv2Activation"], beta)

        self.residual, self.drop_path = layer["residual"], layer["dropPath"]
        if self.residual and output_shape(layer, shape) != shape:
            raise ValueError(f"no residual from {shape} to {output_shape(layer, shape)}")

    def forward(self, x: Tensor) -> Tensor:
        y = x
        if self.conv_1 is not None:
            y = self.activation_1(self.bn_1(self.conv_1(y)))
        if self.pointwise is not None:
            y = self.pointwise(y)
        y = self.activation_2(self.bn_2(self.depthwise(y)))
        if self.se is not None:
            y = self.se(y)
        y = self.activation_3(self.bn_3(self.conv_2(y)))
        return x + self._dropped(y) if self.residual else y

    def _dropped(self, y: Tensor) -> Tensor:
        if not self.training or self.drop_path == 0:
            return y
        keep = 1 - self.drop_path
        return y * torch.bernoulli(torch.full((y.shape[0], 1, 1, 1), keep, dtype=y.dtype)) / keep


class Conv(nn.Module):
    def __init__(self, layer: Json, shape: Shape, batch_norm: Optional[Json]) -> None:
        super().__init__()
        filters, kernel = layer["filters"], layer["kernel"]
        folded = layer["batchNorm"] and batch_norm is None
        self.conv = nn.Conv2d(
            shape[0], filters, kernel, stride=layer["stride"], padding=kernel // 2, bias=layer["bias"] or folded)
        self.bn = _batch_norm(filters, batch_norm) if layer["batchNorm"] else None
        self.activation = Activation(layer["activation"])

    def forward(self, x: Tensor) -> Tensor:
        y = self.conv(x)
        if self.bn is not None:
            y = self.bn(y)
        return self.activation(y)


class FullyConnected(nn.Linear):
    """Flattens channel by channel, row by row (N x C x H x W to N x CHW)."""

    def __init__(self, layer: Json, shape: Shape) -> None:
        super().__init__(shape[0] * shape[1] * shape[2], layer["units"])
        self.activation = Activation(layer["activation"])

    def forward(self, x: Tensor) -> Tensor:
        return self.activation(super().forward(x.flatten(1)))


class GlobalAveragePool(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x.mean(dim=(2, 3), keepdim=True)


class GlobalMaxPool(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x.amax(dim=(2, 3), keepdim=True)


class Softmax(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return torch.softmax(x.flatten(1), dim=1)


class Sigmoid(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return 1 / (1 + torch.exp(-x.flatten(1)))


def _build_layer(layer: Json, shape: Shape, batch_norm: Optional[Json]) -> nn.Module:
    kind = layer["type"]
    if kind == "dsBlock":
        return DsBlock(layer, shape, batch_norm)
    if kind == "conv":
        return Conv(layer, shape, batch_norm)
    if kind == "maxPool":
        return nn.MaxPool2d(layer["kernel"], layer["stride"])
    if kind == "averagePool":
        return nn.AvgPool2d(layer["kernel"], layer["stride"])
    if kind == "globalAveragePool":
        return GlobalAveragePool()
    if kind == "globalMaxPool":
        return GlobalMaxPool()
    if kind == "dropout":
        return nn.Dropout(layer["rate"])
    if kind == "fullyConnected":
        return FullyConnected(layer, shape)
    if kind == "softmax":
        return Softmax()
    if kind == "sigmoid":
        return Sigmoid()
    raise ValueError(f"unknown layer type '{kind}'")


class Network(nn.Module):
    """The layers of a spec, in order. Parameter names are those of the model file."""

    def __init__(self, spec: Json) -> None:
        super().__init__()
        self.spec = complete_spec(spec)
        self.layers = nn.ModuleList()
        shape = input_shape(self.spec)
        for layer in self.spec["layers"]:
            self.layers.append(_build_layer(layer, shape, self.spec["batchNorm"]))
            shape = output_shape(layer, shape)

    def logits(self, x: Tensor) -> Tensor:
        """Everything before a final softmax or sigmoid, as it takes it: N x classes."""
        for layer in self.layers[:-1] if self._has_head() else self.layers:
            x = layer(x)
        return x.flatten(1) if self._has_head() else x

    def forward(self, x: Tensor) -> Tensor:
        logits = self.logits(x)
        return self.layers[-1](logits) if self._has_head() else logits

    def _has_head(self) -> bool:
        return len(self.layers) > 0 and isinstance(self.layers[-1], (Softmax, Sigmoid))

    def weights(self) -> dict[str, Tensor]:
        """What a model file holds: parameters and running statistics, without the counters of batches."""
        return {name: tensor for name, tensor in self.state_dict().items() if not name.endswith("num_batches_tracked")}

    def place(self, tensors: Mapping[str, Tensor]) -> None:
        """Copies the tensors in. Refuses a set that is not exactly this network's."""
        own = self.weights()
        missing, left_over = sorted(set(own) - set(tensors)), sorted(set(tensors) - set(own))
        wrong = [f"{name}: expected {tuple(own[name].shape)}, received {tuple(tensors[name].shape)}"
                 for name in own if name in tensors and own[name].shape != tensors[name].shape]
        if missing or left_over or wrong:
            raise ValueError(f"missing: {missing}; left over: {left_over}; wrong shapes: {wrong}")
        with torch.no_grad():
            for name, tensor in own.items():
                tensor.copy_(tensors[name])


def load_model(path: Path, dtype: torch.dtype = torch.float64) -> Network:
    """Builds the network that a model file describes, in evaluation mode, with every tensor placed."""
    tensors, metadata = read_safetensors(path)
    if SPEC_KEY not in metadata:
        raise ValueError(f"{path}: no '{SPEC_KEY}' in the metadata")
    network = Network(json.loads(metadata[SPEC_KEY])).to(dtype)
    network.place(tensors)
    return network.eval()


def save_model(path: Path, network: Network, spec: Json) -> None:
    """Writes float32 weights and `spec` exactly as given, so that left-out members stay left out."""
    weights = {name: tensor.to(torch.float32) for name, tensor in network.weights().items()}
    write_safetensors(path, weights, {SPEC_KEY: json.dumps(spec)})
