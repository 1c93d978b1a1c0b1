using System.Collections.Immutable;
using System.Globalization;

namespace DsCnn.Compression;

/// <summary>A network whose weights share values.</summary>
/// <param name="Model">The network.</param>
/// <param name="Tensors">The tensors whose numbers share values.</param>
/// <param name="Skipped">What was left as it is, and why.</param>
internal sealed record SharedWeights(ModelFile Model, ImmutableArray<SharedTensor> Tensors, ImmutableArray<SkippedLayer> Skipped)
{
    /// <summary>What was done, in the words of the report.</summary>
    internal ImmutableArray<string> Done =>
    [
        .. Tensors.Select(tensor => string.Create(CultureInfo.InvariantCulture, $"{tensor.Name} to {tensor.Values} values, relative error {tensor.RelativeError:0.0000}")),
    ];
}

/// <summary>A tensor whose numbers share values.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Values">The number of distinct values left.</param>
/// <param name="RelativeError">The L2 norm of the difference divided by that of the tensor.</param>
internal sealed record SharedTensor(string Name, int Values, double RelativeError);
