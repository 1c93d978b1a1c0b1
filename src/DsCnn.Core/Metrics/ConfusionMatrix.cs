using System.Collections.Immutable;

namespace DsCnn.Metrics;

/// <summary>How often images of each class were taken for each class.</summary>
/// <example><code>
/// string[] names = ["rose", "tulip"];
/// ConfusionMatrix confusion = ConfusionMatrix.Count(names, actual: [0, 0, 1, 1], predicted: [0, 1, 1, 1]);
/// Console.WriteLine(confusion.ToText());
/// Console.WriteLine($"accuracy {confusion.Accuracy:P0}, F1 {confusion.MacroF1:0.00}");
/// Console.WriteLine($"{confusion[actual: 0, predicted: 1]} rose was classified as a tulip");
/// </code></example>
public sealed class ConfusionMatrix
{
    // Only pairs that occur: a thousand classes have a million pairs, and every epoch of a run may keep its matrix.
    private readonly Dictionary<(int Actual, int Predicted), int> _counts;

    private ConfusionMatrix(ImmutableArray<string> classNames, Dictionary<(int Actual, int Predicted), int> counts)
    {
        ClassNames = classNames;
        _counts = counts;
        Images = counts.Values.Sum();
        PerClass = Measure();
        Accuracy = Images == 0 ? 0 : (double)PerClass.Sum(c => c.Correct) / Images;
        ClassMetrics[] occurring = [.. PerClass.Where(c => c.Images + c.Predicted > 0)];
        if (occurring.Length == 0)
            return;

        MacroPrecision = occurring.Average(c => c.Precision);
        MacroRecall = occurring.Average(c => c.Recall);
        MacroF1 = occurring.Average(c => c.F1);
    }

    /// <summary>What the classes are called, in the order of their positions.</summary>
    public ImmutableArray<string> ClassNames { get; }

    /// <summary>How many images were counted.</summary>
    public int Images { get; }

    /// <summary>The share of images recognized, 0 to 1; 0 where there are none.</summary>
    public double Accuracy { get; }

    /// <summary>Each class's figures, in order.</summary>
    public ImmutableArray<ClassMetrics> PerClass { get; }

    /// <summary>The mean precision of the classes that occur, as labels or as predictions.</summary>
    public double MacroPrecision { get; }

    /// <summary>The mean recall of the classes that occur, as labels or as predictions.</summary>
    public double MacroRecall { get; }

    /// <summary>The mean F1 of the classes that occur, as labels or as predictions.</summary>
    public double MacroF1 { get; }

    /// <summary>The pairs that occur, by actual class, then by predicted.</summary>
    internal IEnumerable<(int Actual, int Predicted, int Count)> Entries =>
        _counts.Select(e => (e.Key.Actual, e.Key.Predicted, Count: e.Value)).OrderBy(e => e.Actual).ThenBy(e => e.Predicted);

    /// <summary>How many images of one class were taken for another.</summary>
    /// <param name="actual">The position of the class they are of.</param>
    /// <param name="predicted">The position of the class they were taken for.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public int this[int actual, int predicted]
    {
        get
        {
            RequireClass(actual, ClassNames.Length, nameof(actual));
            RequireClass(predicted, ClassNames.Length, nameof(predicted));
            return _counts.GetValueOrDefault((actual, predicted));
        }
    }

    /// <summary>Counts what images are against what they were taken for.</summary>
    /// <param name="classNames">What the classes are called.</param>
    /// <param name="actual">The class of each image, a position in the names.</param>
    /// <param name="predicted">The class each was taken for, in the same order.</param>
    /// <returns>The matrix.</returns>
    /// <exception cref="ArgumentException">The lists differ in length, or there are no classes.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public static ConfusionMatrix Count(IEnumerable<string> classNames, ReadOnlySpan<int> actual, ReadOnlySpan<int> predicted)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        ImmutableArray<string> names = [.. classNames];
        if (names.IsEmpty || names.Contains(null!))
            throw new ArgumentException("There must be at least one class, and each must have a name.", nameof(classNames));
        if (actual.Length != predicted.Length)
        {
            throw new ArgumentException(
                $"Each of the {actual.Length} images must have one prediction. Received: {predicted.Length} predictions.", nameof(predicted));
        }

        var counts = new Dictionary<(int, int), int>();
        for (int i = 0; i < actual.Length; i++)
        {
            RequireClass(actual[i], names.Length, nameof(actual));
            RequireClass(predicted[i], names.Length, nameof(predicted));
            (int, int) pair = (actual[i], predicted[i]);
            counts[pair] = counts.GetValueOrDefault(pair) + 1;
        }

        return new ConfusionMatrix(names, counts);
    }

    private static void RequireClass(int position, int classes, string parameter)
    {
        if ((uint)position >= (uint)classes)
            throw new ArgumentOutOfRangeException(parameter, $"A class must be one of 0 to {classes - 1}. Received: {position}.");
    }

    private ImmutableArray<ClassMetrics> Measure()
    {
        int[] images = new int[ClassNames.Length];
        int[] predictions = new int[ClassNames.Length];
        foreach (((int actual, int predicted), int count) in _counts)
        {
            images[actual] += count;
            predictions[predicted] += count;
        }

        return
        [
            .. ClassNames.Select((name, i) => new ClassMetrics
            {
                Name = name,
                Images = images[i],
                Predicted = predictions[i],
                Correct = _counts.GetValueOrDefault((i, i)),
            }),
        ];
    }
}
