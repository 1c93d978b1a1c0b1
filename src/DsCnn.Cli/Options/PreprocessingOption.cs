using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace DsCnn.Cli;

/// <summary>The normalization of images for weights that do not come with this information: a name, or means and standard deviations.</summary>
/// <param name="Name">The name.</param>
/// <param name="Value">The normalization, or null if pixels are only divided by 255.</param>
internal sealed record PreprocessingOption(string Name, Preprocessing? Value)
{
    private const string Option = "--preprocessing";

    internal static PreprocessingOption ImageNet { get; } = new("imagenet", Preprocessing.ImageNet);

    private static IReadOnlyList<PreprocessingOption> Known { get; } = [ImageNet, new("inception", Preprocessing.Inception), new("none", null)];

    internal static Option<PreprocessingOption?> Create(string description) => new(Option)
    {
        Description = $"{description}: {string.Join(", ", Known.Select(k => k.Name))}, or means/deviations such as 0.5,0.5,0.5/0.25,0.25,0.25",
        HelpName = "NAME",
        CustomParser = Parse,
    };

    /// <summary>A description.</summary>
    public override string ToString() =>
        Value is null ? $"{Name}, pixels / 255 only" : $"{Name}, mean {List(Value.Mean)}, deviation {List(Value.Std)}";

    private static PreprocessingOption? Parse(ArgumentResult result)
    {
        string text = result.Tokens[^1].Value;
        if (Known.FirstOrDefault(k => k.Name == text) is { } known)
            return known;
        try
        {
            if (text.Split('/') is [var mean, var deviation] && Numbers(mean) is { } means && Numbers(deviation) is { } deviations)
                return new PreprocessingOption("given", new Preprocessing(means, deviations));
            result.AddError($"{Option}: expected {string.Join(", ", Known.Select(k => k.Name))}, or means/deviations such as 0.5,0.5,0.5/0.25,0.25,0.25. Received: {text}.");
        }
        catch (InvalidSpecException impossible)
        {
            result.AddError($"{Option}: {impossible.Reason}");
        }

        return null;
    }

    private static double[]? Numbers(string text)
    {
        string[] parts = text.Split(',');
        return parts.All(part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            ? [.. parts.Select(part => double.Parse(part, NumberStyles.Float, CultureInfo.InvariantCulture))]
            : null;
    }

    private static string List(IEnumerable<double> numbers) => string.Join(", ", numbers.Select(n => n.ToString(CultureInfo.InvariantCulture)));
}
