using System.Globalization;

namespace DsCnn.Drawing;

/// <summary>Formats numbers for people, in the same way in every culture.</summary>
internal static class Quantity
{
    private static readonly (double Unit, string Prefix)[] _prefixes = [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")];

    /// <summary>"138,357,544".</summary>
    internal static string Exact(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>"1 image", "2,000 images", "1 class", "3 classes".</summary>
    internal static string Of(long count, string noun) =>
        $"{Exact(count)} {noun}{(count == 1 ? "" : noun.EndsWith('s') || noun.EndsWith('x') ? "es" : "s")}";

    /// <summary>"15.47 G" with about four digits, or "512 " below a thousand; the caller appends the unit.</summary>
    internal static string Short(double value)
    {
        foreach ((double unit, string prefix) in _prefixes)
        {
            // The bounds are where rounding adds a digit: 999,999 is 1.00 M, not 1000.0 k.
            if (value >= 0.99995 * unit)
                return (value / unit).ToString(value >= 99.995 * unit ? "0.0" : "0.00", CultureInfo.InvariantCulture) + " " + prefix;
        }

        return value.ToString("0.##", CultureInfo.InvariantCulture) + " ";
    }

    /// <summary>"12.1" or "822": a ratio with about three digits.</summary>
    internal static string Ratio(double value) => value switch
    {
        >= 100 => value.ToString("N0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.00", CultureInfo.InvariantCulture),
    };

    /// <summary>"23.4 %".</summary>
    internal static string Percent(double share) => (100 * share).ToString("0.0#", CultureInfo.InvariantCulture) + " %";
}
