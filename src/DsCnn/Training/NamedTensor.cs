using static TorchSharp.torch;

namespace DsCnn.Training;

/// <summary>A tensor and its name in a checkpoint.</summary>
internal readonly record struct NamedTensor(string Name, Tensor Tensor);
