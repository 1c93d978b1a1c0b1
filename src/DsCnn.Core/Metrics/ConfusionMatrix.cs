using System.Collections.Immutable;

namespace DsCnn.Metrics;

/// <summary>How often images of each class were classified as each class.</summary>
/// <example><code>
/// string[] names = ["rose", "tulip"];
/// ConfusionMatrix confusion = ConfusionMatrix.Count(names, actual: [0, 0, 1, 1], predicted: [0, 1, 1, 1]);
/// Console.WriteLine(confusion.ToText());
/// Console.WriteLine($"accuracy {confusion.Accuracy:P0}, F1 {confusion.MacroF1:0.00}");
/// Console.WriteLine($"{confusion[actual: 0, predicted: 1]} rose was classified as a tulip");
/// </code></example>
public sealed class ConfusionMatrix
{
    // Stores only pairs that occur: a thousand classes have a million pairs, and a training run may keep the matrix of every epoch.
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

    /// <summary>The names of the classes, in index order.</summary>
    public ImmutableArray<string> ClassNames { get; }

    /// <summary>The number of images counted.</summary>
    public int Images { get; }

    /// <summary>The share of images classified correctly, 0 to 1; 0 if there are no images.</summary>
    public double Accuracy { get; }

    /// <summary>The figures of each class, in order.</summary>
    public ImmutableArray<ClassMetrics> PerClass { get; }

    /// <summary>The mean precision over the classes that occur, as labels or as predictions.</summary>
    public double MacroPrecision { get; }

    /// <summary>The mean recall over the classes that occur, as labels or as predictions.</summary>
    public double MacroRecall { get; }

    /// <summary>The mean F1 over the classes that occur, as labels or as predictions.</summary>
    public double MacroF1 { get; }

    /// <summary>The pairs that occur, by actual class, then by predicted class.</summary>
    internal IEnumerable<(int Actual, int Predicted, int Count)> Entries =>
        _counts.Select(e => (e.Key.Actual, e.Key.Predicted, Count: e.Value)).OrderBy(e => e.Actual).ThenBy(e => e.Predicted);

    /// <summary>How many images of one class were classified as another.</summary>
    /// <param name="actual">The index of the actual class.</param>
    /// <param name="predicted">The index of the predicted class.</param>
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

    /// <summary>Counts pairs of actual and predicted classes.</summary>
    /// <param name="classNames">The names of the classes.</param>
    /// <param name="actual">The actual class of each image, an index into the names.</param>
    /// <param name="predicted">The predicted class of each image, in the same order.</param>
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
