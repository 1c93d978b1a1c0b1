namespace DsCnn.Training;

/// <summary>Training on a teacher's predictions as well as on the labels (Hinton, Vinyals and Dean 2015).</summary>
/// <remarks>
/// loss = (1 - w) * loss from labels + w * T^2 * KL(softmax(teacher / T) || softmax(student / T)), plus the hints' losses. A teacher's probabilities
/// for wrong classes show which classes are similar; the temperature T gives them weight. For networks that end in a sigmoid, it is the mean over the labels of KL between the two probabilities.
/// </remarks>
/// <example><code>
/// using DsCnnModel teacher = DsCnnModel.Load("large.safetensors");
/// using DsCnnModel student = Presets.Find("ds-pico").ToSpec(classes: 10, new InputSpec(1, 28, 28)).Build();
/// var options = new TrainerOptions
/// {
///     Distillation = new DistillationOptions { Teacher = Teacher.From(teacher), Temperature = 4, Weight = 0.7 },
/// };
/// await new Trainer(student, options).FitAsync(FashionMnist.Load().Train.Split(validationShare: 0.1));
/// </code></example>
public sealed record DistillationOptions
{
    /// <summary>The teacher.</summary>
    public required Teacher Teacher { get; init => field = value ?? throw new ArgumentNullException(nameof(Teacher)); }

    /// <summary>T, which softens both predictions, positive. Default 4.</summary>
    public double Temperature { get; init => field = Check.Positive(value); } = 4;

    /// <summary>w, the weight of the teacher in the loss, at least 0 and at most 1. Default 0.7.</summary>
    public double Weight { get; init => field = Check.Share(value); } = 0.7;

    /// <summary>Inner maps of the teacher that the student is trained to match. Default: none.</summary>
    public IReadOnlyList<FeatureHint> Hints { get; init => field = value ?? throw new ArgumentNullException(nameof(Hints)); } = [];

    /// <summary>Whether both describe the same distillation.</summary>
    /// <param name="other">The other one.</param>
    /// <returns>True if they are equal.</returns>
    public bool Equals(DistillationOptions? other) =>
        other is not null && Teacher == other.Teacher && Temperature == other.Temperature && Weight == other.Weight && Hints.SequenceEqual(other.Hints);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Teacher, Temperature, Weight, Hints.Count);

    /// <summary>Probabilities of independent labels mean something different from probabilities of mutually exclusive classes.</summary>
    internal IEnumerable<string> Broken(ModelSpec student)
    {
        if (Teacher.Head is { } head && (head == Head.Sigmoid) != (student.Head == Head.Sigmoid))
            yield return $"The teacher must have the student's head, {student.Head}. Received: {head}.";
    }
}
