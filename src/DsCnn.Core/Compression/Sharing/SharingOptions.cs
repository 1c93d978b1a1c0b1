using System.Globalization;

namespace DsCnn.Compression;

/// <summary>Options for weight sharing.</summary>
public sealed record SharingOptions
{
    /// <summary>The maximum number of values of a tensor for any number of bits.</summary>
    internal const int MostValues = 1 << MostBits;

    private const int MostBits = 8;

    /// <summary>Each tensor keeps at most 2 to the power of this number of values, 1 to 8. Default 5: 32 values.</summary>
    public int Bits { get; init => field = Check.Between(value, 1, MostBits); } = 5;

    /// <summary>Tensors with fewer numbers are left alone, because a codebook would save little and do harm. Positive. Default 256.</summary>
    public int MinElements { get; init => field = Check.Between(value, 1, Check.MaxExtent); } = 256;

    /// <summary>The goal of sharing, in the words of a report.</summary>
    internal string Goal => string.Create(CultureInfo.InvariantCulture, $"{1 << Bits} values a tensor");
}
