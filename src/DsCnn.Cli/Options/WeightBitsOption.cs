using System.CommandLine;

namespace DsCnn.Cli;

/// <summary>How many bits the weights of an int8 network have.</summary>
internal static class WeightBitsOption
{
    internal static Option<int?> Create() => NumberOption.Between(
        "--weight-bits", "Bits of a weight, 7 or 8 (default: 8); 7 for ONNX Runtime on x86 processors without VNNI, which overflows with 8", 7, 8);

    /// <summary>The same options with as many bits as are asked for.</summary>
    internal static QuantizationOptions In(QuantizationOptions options, int? bits) => bits is { } given ? options with { WeightBits = given } : options;
}
