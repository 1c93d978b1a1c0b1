using System.CommandLine;
using System.Globalization;
using System.Numerics;

namespace DsCnn.Cli;

/// <summary>Numeric options, which state the kind of number that they expect if they receive something else.</summary>
internal static class NumberOption
{
    private const string AboveZero = "a whole number above 0";

    internal static Option<T?> Positive<T>(string name, string description)
        where T : struct, INumber<T> =>
        Create<T>(name, description, typeof(T) == typeof(int) ? AboveZero : "a number above 0", value => value > T.Zero);

    internal static Option<double?> NotNegative(string name, string description) =>
        Create<double>(name, description, "a number of at least 0", value => value >= 0);

    internal static Option<double?> BelowOne(string name, string description) =>
        Create<double>(name, description, "a number of at least 0 and below 1", value => value is >= 0 and < 1);

    internal static Option<double?> Share(string name, string description) =>
        Create<double>(name, description, "a number from 0 to 1", value => value is >= 0 and <= 1);

    internal static Option<double?> Inside(string name, string description) =>
        Create<double>(name, description, "a number above 0 and below 1", value => value is > 0 and < 1);

    internal static Option<double?> AboveZeroToOne(string name, string description) =>
        Create<double>(name, description, "a number above 0 and at most 1", value => value is > 0 and <= 1);

    internal static Option<int?> NotNegativeWhole(string name, string description) =>
        Create<int>(name, description, "a whole number of at least 0", value => value >= 0);

    internal static Option<int?> Whole(string name, string description) => Create<int>(name, description, "a whole number", _ => true);

    internal static Option<int?> Between(string name, string description, int smallest, int largest) => Create<int>(
        name, description, FormattableString.Invariant($"a whole number from {smallest} to {largest}"), value => value >= smallest && value <= largest);

    /// <summary>An option that can be repeated.</summary>
    internal static Option<int[]> PositiveList(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result =>
        {
            int[] values = new int[result.Tokens.Count];
            for (int i = 0; i < values.Length; i++)
            {
                string text = result.Tokens[i].Value;
                if (!NumberText.TryParse(text, out values[i]) || values[i] <= 0)
                    result.AddError($"{name}: expected {AboveZero}{Limit<int>(text)}. {NumberText.Received<int>(text, value => value > 0)}");
            }

            return values;
        },
    };

    private static Option<T?> Create<T>(string name, string description, string expected, Func<T, bool> accepts)
        where T : struct, INumber<T> => new(name)
        {
            Description = description,
            HelpName = "N",
            CustomParser = result =>
            {
                string text = result.Tokens[^1].Value;
                if (NumberText.TryParse(text, out T value) && accepts(value))
                    return value;
                result.AddError($"{name}: expected {expected}{Limit<T>(text)}. {NumberText.Received(text, accepts)}");
                return null;
            },
        };

    /// <summary>The largest number possible, if a larger one was given.</summary>
    private static string Limit<T>(string text) =>
        typeof(T) == typeof(int) && BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out BigInteger number) && number > int.MaxValue
            ? FormattableString.Invariant($", at most {int.MaxValue}")
            : "";
}
