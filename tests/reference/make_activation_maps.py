"""Writes what CAM (Zhou et al. 2016) and Grad-CAM (Selvaraju et al. 2017) give for the fixtures that have classes.

    python3 make_activation_maps.py

For each model of MODELS, fixtures/activation-maps.safetensors holds NAME.cam or NAME.gradCam: images x classes x H x W, of the
inputs in NAME.expected.safetensors, in evaluation mode; Grad-CAM before its last step, which sets negative values to 0.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor

from dscnn_reference import Network, load_model
from safetensors_file import read_safetensors, write_safetensors

FIXTURES = Path(__file__).parent / "fixtures"

# The network, and how many of its layers lead to the last map of more than one position.
MODELS = {"classifier": 4, "classifier-complete": 5, "folded-network": 3, "fully-connected-from-map": 1, "fully-connected-from-input": 0}


def last_map(network: Network, x: Tensor, layers: int) -> Tensor:
    for layer in list(network.layers)[:layers]:
        x = layer(x)
    return x


def logits_from(network: Network, x: Tensor, layers: int) -> Tensor:
    rest = list(network.layers)[layers:]
    if network.spec["layers"][-1]["type"] == "softmax":
        rest = rest[:-1]
    for layer in rest:
        x = layer(x)
    return x.flatten(1)


def class_activation(network: Network, x: Tensor, layers: int) -> Tensor:
    """Equation 2 of Zhou et al.: the channels of the map, weighted by the fully connected layer's weights for each class."""
    head = [module for module in network.modules() if isinstance(module, torch.nn.Linear)][-1]
    return torch.einsum("ck,nkhw->nchw", head.weight, last_map(network, x, layers))


def grad_cam(network: Network, x: Tensor, layers: int) -> Tensor:
    """Equations 1 and 2 of Selvaraju et al., without the ReLU."""
    maps = []
    for c in range(logits_from(network, last_map(network, x, layers), layers).shape[1]):
        activations = last_map(network, x, layers).detach().requires_grad_()
        logits_from(network, activations, layers)[:, c].sum().backward()
        weights = activations.grad.mean(dim=(2, 3), keepdim=True)
        maps.append((weights * activations).sum(dim=1))
    return torch.stack(maps, dim=1)


def main() -> None:
    result: dict[str, Tensor] = {}
    for name, layers in MODELS.items():
        network = load_model(FIXTURES / f"{name}.model.safetensors").eval()
        x = read_safetensors(FIXTURES / f"{name}.expected.safetensors")[0]["input"].to(torch.float64)
        types = [layer["type"] for layer in network.spec["layers"][layers:] if layer["type"] != "dropout"]
        if types[:2] == ["globalAveragePool", "fullyConnected"]:
            result[f"{name}.cam"] = class_activation(network, x, layers)
        else:
            result[f"{name}.gradCam"] = grad_cam(network, x, layers)
    write_safetensors(FIXTURES / "activation-maps.safetensors", {key: value.to(torch.float32) for key, value in result.items()}, {})


if __name__ == "__main__":
    main()
