namespace DsCnn.Training;

/// <summary>A custom measure of a network's quality on labeled images. Derive from it and pass it to <see cref="TrainerOptions.Metrics"/>, or to an evaluation.</summary>
/// <remarks>
/// It is measured on the validation images after every epoch, and reported with the other figures: in <see cref="EvaluationResult.Metrics"/>, in <c>history.csv</c> and in TensorBoard.
/// The first metric of a run can select the best epoch (<see cref="BestBy.Metric"/>).
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

    /// <summary>The names of the other figures in files.</summary>
    private static readonly string[] _taken = ["loss", "accuracy", "map", "top5_accuracy"];

    /// <summary>The name in tables and files: ASCII letters, digits and spaces, or any of <c>-_.%@</c>, but not <c>loss</c>, <c>accuracy</c>, <c>map</c> or <c>top5_accuracy</c>. Default: the name of the type.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>A short description, which must be the same when a run is resumed. Default: the name.</summary>
    public virtual string Description => Name;

    /// <summary>Whether lower is better, as for errors. Default: higher is better.</summary>
    public virtual bool LessIsBetter => false;

    /// <summary>Computes the metric.</summary>
    /// <param name="input">The network's predictions for all images, and the targets.</param>
    /// <returns>The value, which must depend only on the input. NaN counts as the worst.</returns>
    public abstract double Measure(MetricInput input);

    /// <summary>Requires names that are valid in files and all different.</summary>
    /// <exception cref="ArgumentException">A name is not.</exception>
    internal static IReadOnlyList<Metric> Checked(IReadOnlyList<Metric> metrics, string parameter)
    {
        var list = ValueList<Metric>.Of(metrics, parameter);
        if (list.FirstOrDefault(metric => string.IsNullOrWhiteSpace(metric.Name) || !metric.Name.All(IsAllowed)) is { } wrong)
            throw new ArgumentException($"A metric's name must consist of letters, digits, spaces and {AlsoAllowed[1..]}. Received: {ErrorText.Quote(wrong.Name ?? "null")}.", parameter);
        if (list.FirstOrDefault(metric => _taken.Contains(metric.Name)) is { } taken)
            throw new ArgumentException($"A metric must have a unique name. Received: {taken.Name}, which is the name of another figure.", parameter);
        if (ClassLabels.Repeated(list.Select(metric => metric.Name)) is { } twice)
            throw new ArgumentException(ClassLabels.RepeatedText("The names of metrics", twice), parameter);
        return list;
    }

    private static bool IsAllowed(char sign) => char.IsAsciiLetterOrDigit(sign) || AlsoAllowed.Contains(sign);
}
