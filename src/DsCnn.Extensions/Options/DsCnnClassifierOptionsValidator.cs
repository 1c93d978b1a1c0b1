using Microsoft.Extensions.Options;

namespace DsCnn.Extensions;

/// <summary>Reports all problems with the options at once.</summary>
internal sealed class DsCnnClassifierOptionsValidator : IValidateOptions<DsCnnClassifierOptions>
{
    private static readonly TimeSpan _longest = TimeSpan.FromMilliseconds(int.MaxValue);

    public ValidateOptionsResult Validate(string? name, DsCnnClassifierOptions options)
    {
        string[] broken = [.. Broken(options)];
        if (broken.Length == 0)
            return ValidateOptionsResult.Success;
        string which = string.IsNullOrEmpty(name) ? "" : $" \"{name}\"";
        return ValidateOptionsResult.Fail(broken.Select(fault => ErrorText.OneLine($"DsCnn classifier{which}: {fault}")));
    }

    private static IEnumerable<string> Broken(DsCnnClassifierOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Model))
            yield return "Model must be the path of a model file. Received: nothing.";
        foreach ((string property, int value) in new[] { ("Workers", options.Workers), ("QueueLimit", options.QueueLimit) })
        {
            if (value < 1)
                yield return $"{property} must be positive. Received: {value}.";
        }

        if (options.BatchWait < TimeSpan.Zero || options.BatchWait > _longest)
            yield return $"BatchWait must be from 0 to {_longest}. Received: {options.BatchWait}.";
        if (options.PollInterval <= TimeSpan.Zero || options.PollInterval > _longest)
            yield return $"PollInterval must be above 0 and at most {_longest}. Received: {options.PollInterval}.";
        // The classifier validates its own options.
        Func<ClassifierOptions>[] parts =
        [
            () => new ClassifierOptions { TopK = options.TopK },
            () => new ClassifierOptions { MaxPixels = options.MaxPixels },
            () => new ClassifierOptions { BatchSize = options.BatchSize },
        ];
        string[] refusals = [.. parts.Select(Refusal).OfType<string>()];
        foreach (string refusal in refusals)
            yield return refusal;
        if (options.Workers > 0 && refusals.Length == 0 && Refusal(options.ToClassifierOptions) is { } customized)
            yield return customized;
    }

    private static string? Refusal(Func<ClassifierOptions> create)
    {
        try
        {
            create();
            return null;
        }
        catch (ArgumentException impossible)
        {
            return impossible.Message;
        }
    }
}
