using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace DsCnn;

/// <summary>The checks of the options' accessors; the caller's member name becomes the parameter name.</summary>
internal static class Check
{
    internal static T Positive<T>(T value, [CallerMemberName] string name = "")
        where T : INumber<T> =>
        T.IsFinite(value) && value > T.Zero ? value : throw Invalid(name, "positive", value);

    internal static T NotNegative<T>(T value, [CallerMemberName] string name = "")
        where T : INumber<T> =>
        T.IsFinite(value) && value >= T.Zero ? value : throw Invalid(name, "at least 0", value);

    internal static double BelowOne(double value, [CallerMemberName] string name = "") =>
        value is >= 0 and < 1 ? value : throw Invalid(name, "at least 0 and below 1", value);

    internal static double Share(double value, [CallerMemberName] string name = "") =>
        Between(value, 0, 1, name);

    internal static T Between<T>(T value, T min, T max, [CallerMemberName] string name = "")
        where T : INumber<T> =>
        value >= min && value <= max
            ? value
            : throw Invalid(name, string.Create(CultureInfo.InvariantCulture, $"at least {min} and at most {max}"), value);

    internal static double PositiveShare(double value, [CallerMemberName] string name = "") =>
        value is > 0 and <= 1 ? value : throw Invalid(name, "above 0 and at most 1", value);

    internal static T Defined<T>(T value, [CallerMemberName] string name = "")
        where T : struct, Enum =>
        Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(name, $"{name} must be one of {string.Join(", ", Enum.GetNames<T>())}. Received: {value}.");

    internal static double InnerShare(double value, [CallerMemberName] string name = "") =>
        value is > 0 and < 1 ? value : throw Invalid(name, "above 0 and below 1", value);

    internal static double AtLeastOne(double value, [CallerMemberName] string name = "") =>
        double.IsFinite(value) && value >= 1 ? value : throw Invalid(name, "at least 1", value);

    internal static IReadOnlyList<double> Weights(IReadOnlyList<double> values, [CallerMemberName] string name = "")
    {
        double[] weights = [.. values.Select(weight => NotNegative(weight, name))];
        return weights.Length == 0 || weights.Any(weight => weight > 0) ? weights : throw new ArgumentOutOfRangeException(name, $"{name} must have a number above 0. Received: none.");
    }

    private static ArgumentOutOfRangeException Invalid<T>(string name, string expected, T value)
        where T : INumber<T> =>
        new(name, string.Create(CultureInfo.InvariantCulture, $"{name} must be {expected}. Received: {value}."));
}
