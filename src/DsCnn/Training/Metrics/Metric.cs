namespace DsCnn.Training;

/// <summary>A figure of your own of how well a network does on labeled images. Derive from it and give it to <see cref="TrainerOptions.Metrics"/>, or to an evaluation.</summary>
/// <remarks>
/// It is measured after every epoch on the validation images, and stands beside the other figures: in <see cref="EvaluationResult.Metrics"/>, in <c>history.csv</c> and in TensorBoard.
/// The first of a run can say which epoch is best (<see cref="BestBy.Metric"/>).
/// </remarks>
/// <example><code>
/// sealed record Certainty : Metric
/// {
///     public override double Measure(MetricInput input)
///     {
///         double sum = 0;
///         for (int image = 0; image &lt; input.Images; image++)
///             sum += input.ProbabilitiesOf(image)[input.Classes![image]];
///         return sum / input.Images;
///     }
/// }
/// </code></example>
public abstract record Metric
{
    private const string AlsoAllowed = " -_.%@";

    /// <summary>What files call other figures.</summary>
    private static readonly string[] _taken = ["loss", "accuracy", "map", "top5_accuracy"];

    /// <summary>What it is called in tables and files: letters, digits and spaces of ASCII, or one of <c>-_.%@</c>, and none of <c>loss</c>, <c>accuracy</c>, <c>map</c> and <c>top5_accuracy</c>. Default: the name of its type.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>What it is, in a few words; a run that is resumed must have the same. Default: its name.</summary>
    public virtual string Description => Name;

    /// <summary>Whether less is better, as of errors. Default: more is.</summary>
    public virtual bool LessIsBetter => false;

    /// <summary>Measures.</summary>
    /// <param name="input">What the network says of all images, and what is right.</param>
    /// <returns>The figure, which must follow from the input alone. One that is no number counts as the worst.</returns>
    public abstract double Measure(MetricInput input);

    /// <summary>Demands names that files can hold, each another.</summary>
    /// <exception cref="ArgumentException">One is not.</exception>
    internal static IReadOnlyList<Metric> Checked(IReadOnlyList<Metric> metrics, string parameter)
    {
        var list = ValueList<Metric>.Of(metrics, parameter);
        if (list.FirstOrDefault(metric => string.IsNullOrWhiteSpace(metric.Name) || !metric.Name.All(IsAllowed)) is { } wrong)
            throw new ArgumentException($"A metric's name must be of letters, digits, spaces and {AlsoAllowed[1..]}. Received: {ErrorText.Quote(wrong.Name ?? "null")}.", parameter);
        if (list.FirstOrDefault(metric => _taken.Contains(metric.Name)) is { } taken)
            throw new ArgumentException($"A metric must have a name of its own. Received: {taken.Name}, which another figure has.", parameter);
        if (ClassLabels.Repeated(list.Select(metric => metric.Name)) is { } twice)
            throw new ArgumentException(ClassLabels.RepeatedText("The names of metrics", twice), parameter);
        return list;
    }

    private static bool IsAllowed(char sign) => char.IsAsciiLetterOrDigit(sign) || AlsoAllowed.Contains(sign);
}
