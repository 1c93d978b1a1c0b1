using static TorchSharp.torch;

namespace DsCnn.Training;

/// <summary>A tensor and the name it goes by in a checkpoint.</summary>
internal readonly record struct NamedTensor(string Name, Tensor Tensor);
