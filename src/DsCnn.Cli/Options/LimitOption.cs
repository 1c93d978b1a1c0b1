using System.CommandLine;

namespace DsCnn.Cli;

/// <summary>A limit on a cost: an absolute amount, or a share of what the network costs now.</summary>
/// <param name="Amount">A whole number, or a share above 0 and at most 1.</param>
/// <param name="IsShare">Whether it is a share.</param>
internal sealed record Limit(double Amount, bool IsShare)
{
    /// <summary>The most that a network may cost.</summary>
    internal long Of(long cost) => IsShare ? (long)(Amount * cost) : (long)Amount;
}

/// <summary>Options that take a <see cref="Limit"/>.</summary>
internal static class LimitOption
{
    internal static Option<Limit?> Create(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "N|P%",
        CustomParser = result =>
        {
            string text = result.Tokens[^1].Value;
            if (Parse(text) is { } limit)
                return limit;
            string received = text.EndsWith('%') ? NumberText.Received<double>(text[..^1], value => value is > 0 and <= 100, "%") : NumberText.Received<long>(text, value => value > 0);
            result.AddError($"{name}: expected a whole number above 0, or a percentage of the current value, such as 25%. {received}");
            return null;
        },
    };

    private static Limit? Parse(string text)
    {
        if (!text.EndsWith('%'))
            return NumberText.TryParse(text, out long number) && number > 0 ? new Limit(number, IsShare: false) : null;
        return NumberText.TryParse(text.AsSpan(0, text.Length - 1), out double percent) && percent is > 0 and <= 100
            ? new Limit(percent / 100, IsShare: true)
            : null;
    }
}
