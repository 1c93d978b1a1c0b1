using static TorchSharp.torch;

namespace DsCnn.Blocks;

/// <summary>A layer that draws random numbers during training.</summary>
internal interface IRandomLayer
{
    /// <summary>The generator to draw from, on the CPU for layers on any device, because TorchSharp 0.107 creates no others; null for torch's global generators, as in a training loop of the caller's own.</summary>
    Generator? Generator { set; }

    /// <summary>Which part of a batch the images are that come next: an image's numbers are the same whichever rank has it.</summary>
    BatchPart Part { set; }
}
