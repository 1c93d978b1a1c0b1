using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace DsCnn;

/// <summary>
/// Validates property values and arguments; the caller's member name becomes the parameter name. Bad values in options objects and arguments throw an
/// <see cref="ArgumentOutOfRangeException"/>; bad values in a spec throw an <see cref="InvalidSpecException"/>, to which a place in the network can be added.
/// </summary>
internal static class Check
{
    /// <summary>Far above any real network, and low enough that no shape or count overflows before it is checked.</summary>
    internal const int MaxExtent = 1 << 20;

    /// <summary>Far below any real scale, and high enough that the product of two is still a normal number.</summary>
    internal const float MinScale = 1e-18f;

    private const int MaxKernel = 1023;

    internal static T Positive<T>(T value, [CallerMemberName] string name = "")
        where T : INumber<T> =>
        T.IsFinite(value) && value > T.Zero ? value : throw OutOfRange(name, "positive", value);

    internal static long? PositiveOrNull(long? value, [CallerMemberName] string name = "") =>
        value is not { } number || number > 0 ? value : throw OutOfRange(name, "a positive whole number or null", number);

    internal static T NotNegative<T>(T value, [CallerMemberName] string name = "")
        where T : INumber<T> =>
        T.IsFinite(value) && value >= T.Zero ? value : throw OutOfRange(name, "at least 0", value);

    internal static T Between<T>(T value, T min, T max, [CallerMemberName] string name = "")
        where T : INumber<T> =>
        value >= min && value <= max
            ? value
            : throw OutOfRange(name, string.Create(CultureInfo.InvariantCulture, $"at least {min} and at most {max}"), value);

    internal static double AtLeastOne(double value, [CallerMemberName] string name = "") =>
        double.IsFinite(value) && value >= 1 ? value : throw OutOfRange(name, "at least 1", value);

    internal static double Share(double value, [CallerMemberName] string name = "") =>
        Between(value, 0, 1, name);

    internal static double BelowOne(double value, [CallerMemberName] string name = "") =>
        value is >= 0 and < 1 ? value : throw OutOfRange(name, "at least 0 and below 1", value);

    internal static double PositiveShare(double value, [CallerMemberName] string name = "") =>
        value is > 0 and <= 1 ? value : throw OutOfRange(name, "above 0 and at most 1", value);

    internal static double InnerShare(double value, [CallerMemberName] string name = "") =>
        value is > 0 and < 1 ? value : throw OutOfRange(name, "above 0 and below 1", value);

    internal static T Defined<T>(T value, [CallerMemberName] string name = "")
        where T : struct, Enum =>
        Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(name, OneOf(name, value));

    internal static IReadOnlyList<double> Weights(IReadOnlyList<double> values, [CallerMemberName] string name = "")
    {
        double[] weights = [.. values.Select(weight => NotNegative(weight, name))];
        return weights.Length == 0 || weights.Any(weight => weight > 0) ? weights : throw new ArgumentOutOfRangeException(name, $"{name} must have a number above 0. Received: none.");
    }

    /// <summary>For rules that involve more than one value: reports all violations at once, one after the other.</summary>
    /// <param name="broken">The violations, each described in a sentence or two.</param>
    /// <param name="parameter">The name of the invalid argument.</param>
    /// <exception cref="ArgumentException">There is at least one violation.</exception>
    internal static void None(IEnumerable<string> broken, string parameter)
    {
        string text = string.Join(' ', broken);
        if (text.Length > 0)
            throw new ArgumentException(text, parameter);
    }

    internal static int Extent(int value, [CallerMemberName] string name = "") =>
        value is > 0 and <= MaxExtent ? value : throw Impossible(name, $"a whole number from 1 to {MaxExtent}", value);

    internal static int? ExtentOrNull(int? value, [CallerMemberName] string name = "") =>
        value is { } number ? Extent(number, name) : null;

    internal static int Kernel(int value, [CallerMemberName] string name = "") =>
        value is > 0 and <= MaxKernel ? value : throw Impossible(name, $"a whole number from 1 to {MaxKernel}", value);

    internal static int OddKernel(int value, [CallerMemberName] string name = "") =>
        value % 2 == 1 && value is > 0 and <= MaxKernel ? value : throw Impossible(name, $"an odd number from 1 to {MaxKernel}", value);

    internal static double Factor(double value, [CallerMemberName] string name = "") =>
        double.IsFinite(value) && value > 0 ? value : throw Impossible(name, "a positive, finite number", value);

    internal static float Scale(float value, [CallerMemberName] string name = "") =>
        float.IsFinite(value) && value >= MinScale
            ? value
            : throw Impossible(name, string.Create(CultureInfo.InvariantCulture, $"a finite number of at least {MinScale}"), value);

    internal static int Byte(int value, [CallerMemberName] string name = "") =>
        value is >= byte.MinValue and <= byte.MaxValue ? value : throw Impossible(name, "a whole number from 0 to 255", value);

    internal static double DropRate(double value, [CallerMemberName] string name = "") =>
        value is >= 0 and < 1 ? value : throw Impossible(name, "a number of at least 0 and below 1", value);

    internal static double Momentum(double value, [CallerMemberName] string name = "") =>
        value is > 0 and <= 1 ? value : throw Impossible(name, "a number above 0 and at most 1", value);

    internal static TEnum Kind<TEnum>(TEnum value, [CallerMemberName] string name = "")
        where TEnum : struct, Enum =>
        Enum.IsDefined(value) ? value : throw new InvalidSpecException(OneOf(name, value), name);

    internal static Activation Gate(Activation value, [CallerMemberName] string name = "") =>
        value is Activation.Sigmoid or Activation.HardSigmoid
            ? value
            : throw new InvalidSpecException($"{name} must be {Activation.Sigmoid} or {Activation.HardSigmoid}. Received: {value}.", name);

    internal static string Text(string value, [CallerMemberName] string name = "") =>
        string.IsNullOrWhiteSpace(value) ? throw new InvalidSpecException($"{name} must not be empty.", name) : Unicode(value, name);

    /// <summary>JSON writers replace half a surrogate pair with U+FFFD, so such text would not survive a round trip through a file.</summary>
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

    private static ArgumentOutOfRangeException OutOfRange<T>(string name, string expected, T value)
        where T : INumber<T> => new(name, Expected(name, expected, value));

    private static InvalidSpecException Impossible<T>(string name, string expected, T value)
        where T : INumber<T> => new(Expected(name, expected, value), name);

    private static string Expected<T>(string name, string expected, T value)
        where T : INumber<T> => string.Create(CultureInfo.InvariantCulture, $"{name} must be {expected}. Received: {value}.");

    private static string OneOf<T>(string name, T value)
        where T : struct, Enum => $"{name} must be one of {string.Join(", ", Enum.GetNames<T>())}. Received: {value}.";
}
