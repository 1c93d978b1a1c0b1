using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace DsCnn;

/// <summary>The checks of the specs' accessors; the caller's member name becomes the parameter name.</summary>
internal static class Require
{
    /// <summary>Far above any real network, and low enough that no shape or count overflows on the way to its check.</summary>
    internal const int MaxExtent = 1 << 20;

    private const int MaxKernel = 1023;

    internal static int Positive(int value, [CallerMemberName] string name = "") =>
        value is > 0 and <= MaxExtent ? value : throw Invalid(name, $"a whole number from 1 to {MaxExtent}", value);

    internal static int? PositiveOrNull(int? value, [CallerMemberName] string name = "") =>
        value is { } number ? Positive(number, name) : null;

    internal static int Kernel(int value, [CallerMemberName] string name = "") =>
        value is > 0 and <= MaxKernel ? value : throw Invalid(name, $"a whole number from 1 to {MaxKernel}", value);

    internal static int OddKernel(int value, [CallerMemberName] string name = "") =>
        value % 2 == 1 && value is > 0 and <= MaxKernel ? value : throw Invalid(name, $"an odd number from 1 to {MaxKernel}", value);

    internal static double PositiveFinite(double value, [CallerMemberName] string name = "") =>
        double.IsFinite(value) && value > 0 ? value : throw Invalid(name, "a positive, finite number", value);

    /// <summary>Far below any real scale, and high enough that the product of two is still a normal number.</summary>
    internal const float MinScale = 1e-18f;

    internal static float NormalScale(float value, [CallerMemberName] string name = "") =>
        float.IsFinite(value) && value >= MinScale
            ? value
            : throw Invalid(name, string.Create(CultureInfo.InvariantCulture, $"a finite number of at least {MinScale}"), value);

    internal static int Byte(int value, [CallerMemberName] string name = "") =>
        value is >= byte.MinValue and <= byte.MaxValue ? value : throw Invalid(name, "a whole number from 0 to 255", value);

    internal static double InUnitInterval(double value, [CallerMemberName] string name = "") =>
        value is >= 0 and < 1 ? value : throw Invalid(name, "a number of at least 0 and below 1", value);

    internal static double Momentum(double value, [CallerMemberName] string name = "") =>
        value is > 0 and <= 1 ? value : throw Invalid(name, "a number above 0 and at most 1", value);

    internal static string Text(string value, [CallerMemberName] string name = "") =>
        string.IsNullOrWhiteSpace(value) ? throw new InvalidSpecException($"{name} must not be empty.", name) : Unicode(value, name);

    /// <summary>JSON writers put U+FFFD for half a surrogate pair, so such a text would not come back from a file as it went in.</summary>
    internal static string Unicode(string value, [CallerMemberName] string name = "")
    {
        for (int i = 0; i < value.Length; i++)
        {
            if (i + 1 < value.Length && char.IsSurrogatePair(value[i], value[i + 1]))
                i++;
            else if (char.IsSurrogate(value[i]))
                throw new InvalidSpecException($"{name} must be valid Unicode. Received half a surrogate pair at index {i}.", name);
        }

        return value;
    }

    internal static TEnum Defined<TEnum>(TEnum value, [CallerMemberName] string name = "")
        where TEnum : struct, Enum =>
        Enum.IsDefined(value)
            ? value
            : throw new InvalidSpecException(
                $"{name} must be one of {string.Join(", ", Enum.GetNames<TEnum>())}. Received: {value}.", name);

    private static InvalidSpecException Invalid<T>(string name, string expected, T value)
        where T : INumber<T> =>
        new(string.Create(CultureInfo.InvariantCulture, $"{name} must be {expected}. Received: {value}."), name);
}
