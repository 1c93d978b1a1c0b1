using static TorchSharp.torch;

namespace DsCnn.Blocks;

/// <summary>A layer that draws random numbers in training.</summary>
internal interface IRandomLayer
{
    /// <summary>Where it draws them from, or null for torch's global generator, as a training loop of the caller's own has it.</summary>
    Generator? Generator { set; }
}
