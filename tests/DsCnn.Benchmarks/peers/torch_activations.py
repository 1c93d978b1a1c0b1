"""The reference writes activations as formulas; a network that is to be fast, or exported as its users would, has torch's own."""

from torch import nn

ACTIVATIONS = {
    "none": nn.Identity, "swish": nn.SiLU, "relu": nn.ReLU, "relu6": nn.ReLU6, "hardSwish": nn.Hardswish, "sigmoid": nn.Sigmoid,
}
