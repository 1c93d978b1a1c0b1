using static TorchSharp.torch;

namespace DsCnn.Blocks;

/// <summary>A layer that draws random numbers in training.</summary>
internal interface IRandomLayer
{
    /// <summary>Where it draws them from, on the CPU wherever the layer is, since TorchSharp 0.107 makes no other generators; null for torch's global ones, as a training loop of the caller's own has it.</summary>
    Generator? Generator { set; }

    /// <summary>Which part of a batch the images are that come next: an image's numbers are the same whichever rank has it.</summary>
    BatchPart Part { set; }
}
