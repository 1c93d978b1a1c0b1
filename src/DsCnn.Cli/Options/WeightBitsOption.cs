using System.CommandLine;

namespace DsCnn.Cli;

/// <summary>The number of bits per weight of an int8 network.</summary>
internal static class WeightBitsOption
{
    internal static Option<int?> Create() => NumberOption.Between(
        "--weight-bits", "Bits of a weight, 7 or 8 (default: 8); 7 for ONNX Runtime on x86 processors without VNNI, which overflows with 8", 7, 8);

    /// <summary>The same options with the requested number of bits.</summary>
    internal static QuantizationOptions In(QuantizationOptions options, int? bits) => bits is { } given ? options with { WeightBits = given } : options;
}
