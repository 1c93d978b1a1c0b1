using System.Globalization;

namespace DsCnn.Compression;

/// <summary>How weights come to share values.</summary>
public sealed record SharingOptions
{
    /// <summary>So many values a tensor keeps at most, whatever the bits.</summary>
    internal const int MostValues = 1 << MostBits;

    private const int MostBits = 8;

    /// <summary>Each tensor keeps at most 2 to the power of so many values, 1 to 8. Default 5: 32 values.</summary>
    public int Bits { get; init => field = Check.Between(value, 1, MostBits); } = 5;

    /// <summary>Tensors of fewer numbers are left alone: there a codebook saves nothing worth its harm. Positive. Default 256.</summary>
    public int MinElements { get; init => field = Check.Between(value, 1, Check.MaxExtent); } = 256;

    /// <summary>What sharing aims at, in the words of a report.</summary>
    internal string Goal => string.Create(CultureInfo.InvariantCulture, $"{1 << Bits} values a tensor");
}
