namespace DsCnn.Tests;

public sealed class ConfusionMatrixTests
{
    private static readonly string[] _names = ["cat", "dog", "eel", "fox"];

    // Rows: what images are. Nothing is taken for an eel, and there is no fox.
    private static readonly int[,] _counts = { { 5, 1, 0, 0 }, { 2, 3, 0, 1 }, { 1, 3, 0, 0 }, { 0, 0, 0, 0 } };

    [Fact]
    public void Every_pair_is_counted()
    {
        ConfusionMatrix confusion = Matrix();

        confusion.ClassNames.Should().Equal(_names);
        confusion.Images.Should().Be(16);
        for (int actual = 0; actual < 4; actual++)
        {
            for (int predicted = 0; predicted < 4; predicted++)
                confusion[actual, predicted].Should().Be(_counts[actual, predicted]);
        }
    }

    /// <summary>The formulas of scikit-learn's precision_recall_fscore_support with zero_division=0.</summary>
    [Fact]
    public void Figures_of_the_classes_are_those_of_scikit_learn()
    {
        ConfusionMatrix confusion = Matrix();

        confusion.Accuracy.Should().Be((5 + 3) / 16.0);
        confusion.PerClass.Should().BeEquivalentTo(
        [
            new ClassMetrics { Name = "cat", Images = 6, Predicted = 8, Correct = 5 },
            new ClassMetrics { Name = "dog", Images = 6, Predicted = 7, Correct = 3 },
            new ClassMetrics { Name = "eel", Images = 4, Predicted = 0, Correct = 0 },
            new ClassMetrics { Name = "fox", Images = 0, Predicted = 1, Correct = 0 },
        ], options => options.WithStrictOrdering());
        double[] precision = [5 / 8.0, 3 / 7.0, 0, 0];
        double[] recall = [5 / 6.0, 3 / 6.0, 0, 0];
        double[] f1 = [2 * (5 / 8.0) * (5 / 6.0) / ((5 / 8.0) + (5 / 6.0)), 2 * (3 / 7.0) * 0.5 / ((3 / 7.0) + 0.5), 0, 0];
        for (int i = 0; i < 4; i++)
        {
            confusion.PerClass[i].Precision.Should().Be(precision[i]);
            confusion.PerClass[i].Recall.Should().Be(recall[i]);
            confusion.PerClass[i].F1.Should().BeApproximately(f1[i], 1e-15);
        }

        confusion.MacroPrecision.Should().BeApproximately(precision.Sum() / 4, 1e-15);
        confusion.MacroRecall.Should().BeApproximately(recall.Sum() / 4, 1e-15);
        confusion.MacroF1.Should().BeApproximately(f1.Sum() / 4, 1e-15);
    }

    [Fact]
    public void Means_leave_out_classes_that_do_not_occur()
    {
        ConfusionMatrix confusion = ConfusionMatrix.Count([.. _names, "gnu"], [0, 1, 2, 3], [0, 1, 2, 3]);

        (confusion.MacroPrecision, confusion.MacroRecall, confusion.MacroF1).Should().Be((1, 1, 1));
        confusion.PerClass[4].F1.Should().Be(0);
    }

    [Fact]
    public void No_images_give_zeros()
    {
        ConfusionMatrix confusion = ConfusionMatrix.Count(_names, [], []);
        (confusion.Images, confusion.Accuracy, confusion.MacroF1, confusion[3, 3]).Should().Be((0, 0, 0, 0));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Refused(() => ConfusionMatrix.Count([], [], []), "There must be at least one class, and each must have a name. (Parameter 'classNames')");
        Refused(
            () => ConfusionMatrix.Count(_names, [0, 1], [0]),
            "Each of the 2 images must have one prediction. Received: 1 predictions. (Parameter 'predicted')");
        Refused(() => ConfusionMatrix.Count(_names, [4], [0]), "A class must be one of 0 to 3. Received: 4. (Parameter 'actual')");
        Refused(() => ConfusionMatrix.Count(_names, [0], [-1]), "A class must be one of 0 to 3. Received: -1. (Parameter 'predicted')");
        Refused(() => _ = Matrix()[0, 4], "A class must be one of 0 to 3. Received: 4. (Parameter 'predicted')");

        static void Refused(Action make, string message) => make.Should().Throw<ArgumentException>().WithMessage(message);
    }

    internal static ConfusionMatrix Matrix()
    {
        var actual = new List<int>();
        var predicted = new List<int>();
        for (int row = 0; row < 4; row++)
        {
            for (int column = 0; column < 4; column++)
            {
                actual.AddRange(Enumerable.Repeat(row, _counts[row, column]));
                predicted.AddRange(Enumerable.Repeat(column, _counts[row, column]));
            }
        }

        return ConfusionMatrix.Count(_names, [.. actual], [.. predicted]);
    }
}
