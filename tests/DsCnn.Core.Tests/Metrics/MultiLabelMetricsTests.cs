namespace DsCnn.Tests;

public sealed class MultiLabelMetricsTests
{
    private static readonly string[] _names = ["cat", "dog", "eel"];

    // Rows are images, columns labels; nobody has an eel.
    private static readonly bool[] _labels =
    [
        true, true, false,
        false, true, false,
        true, false, false,
        false, true, false,
        false, false, false,
    ];

    private static readonly float[] _probabilities =
    [
        0.9f, 0.8f, 0.1f,
        0.7f, 0.4f, 0.2f,
        0.6f, 0.4f, 0.6f,
        0.2f, 0.3f, 0.1f,
        0.1f, 0.2f, 0.1f,
    ];

    /// <summary>sum of (R_k - R_(k-1)) * P_k, as scikit-learn's average_precision_score, by hand.</summary>
    [Fact]
    public void Average_precision_is_that_of_scikit_learn()
    {
        MultiLabelMetrics metrics = Measure();

        // Cats in falling order: right, wrong, right, wrong, wrong. Precision 1 at recall 1/2, 2/3 at recall 1.
        metrics.PerLabel[0].AveragePrecision.Should().BeApproximately((0.5 * 1) + (0.5 * 2 / 3), 1e-12);

        // Dogs: right at 0.8; one right and one wrong together at 0.4; right at 0.3; wrong. Precision 1, 2/3, 3/4 at recall 1/3, 2/3, 1.
        metrics.PerLabel[1].AveragePrecision.Should().BeApproximately((1 + (2 / 3.0) + (3 / 4.0)) / 3, 1e-12);
        metrics.PerLabel[2].AveragePrecision.Should().BeNull("nobody has an eel");
        metrics.MeanAveragePrecision.Should().BeApproximately((metrics.PerLabel[0].AveragePrecision!.Value + metrics.PerLabel[1].AveragePrecision!.Value) / 2, 1e-12);
    }

    [Fact]
    public void Labels_count_from_a_half_on()
    {
        MultiLabelMetrics metrics = Measure();

        LabelMetrics cat = metrics.PerLabel[0];
        (cat.Name, cat.Images, cat.Predicted, cat.Correct, cat.Threshold).Should().Be(("cat", 2, 3, 2, 0.5));
        (metrics.PerLabel[1].Predicted, metrics.PerLabel[1].Correct).Should().Be((1, 1));
        (metrics.PerLabel[2].Predicted, metrics.PerLabel[2].Correct).Should().Be((1, 0));
        metrics.MicroPrecision.Should().Be(3 / 5.0);
        metrics.MicroRecall.Should().Be(3 / 5.0);
        metrics.MicroF1.Should().BeApproximately(3 / 5.0, 1e-12);
        metrics.MacroF1.Should().BeApproximately(((2 * 2 / 5.0) + (2 * 1 / 4.0) + 0) / 3, 1e-12);
        metrics.ExactMatchRatio.Should().Be(2 / 5.0, "the first and the last image are right");
    }

    [Fact]
    public void The_best_thresholds_maximize_F1()
    {
        MultiLabelMetrics metrics = Measure();

        // Cats: F1 is 2/3, 1/2, 4/5, ... after 1, 2, 3 images, so between 0.6 and 0.2. Dogs: 1/2, 2/3, 6/7, so between 0.3 and 0.2.
        metrics.BestThresholds[0].Should().BeApproximately(0.4, 1e-7);
        metrics.BestThresholds[1].Should().BeApproximately(0.25, 1e-7);
        metrics.BestThresholds[2].Should().Be(0.5, "there is nothing to choose by");
        MultiLabelMetrics chosen = MultiLabelMetrics.Measure(_names, _labels, _probabilities, metrics.BestThresholds);
        chosen.PerLabel[0].F1.Should().BeApproximately(4 / 5.0, 1e-12);
        chosen.PerLabel[1].F1.Should().BeApproximately(6 / 7.0, 1e-12);
        chosen.MeanAveragePrecision.Should().Be(metrics.MeanAveragePrecision);
    }

    [Fact]
    public void Of_equal_thresholds_the_one_nearest_a_half_is_taken_and_all_or_nothing_gives_a_half()
    {
        // F1 is 2/3 after one image and after four.
        MultiLabelMetrics metrics = MultiLabelMetrics.Measure(["a"], [true, false, false, true], [0.9f, 0.8f, 0.7f, 0.6f]);
        metrics.BestThresholds[0].Should().BeApproximately(0.3, 1e-7);
        MultiLabelMetrics.Measure(["a"], [true, true], [0.1f, 0.2f]).BestThresholds.Should().Equal(0.5);
        MultiLabelMetrics.Measure(["a"], [true, false], [float.NaN, float.NaN]).PerLabel[0].AveragePrecision.Should().Be(0.5, "a network that gives no numbers tells nothing apart");
    }

    /// <summary>Every cut is tried, on random numbers with ties.</summary>
    [Fact]
    public void No_threshold_is_better_than_the_best()
    {
        var random = new Random(5);
        for (int round = 0; round < 50; round++)
        {
            bool[] labels = [.. Enumerable.Range(0, 12).Select(_ => random.Next(3) == 0)];
            float[] probabilities = [.. labels.Select(_ => random.Next(10) / 10f)];
            MultiLabelMetrics metrics = MultiLabelMetrics.Measure(["a"], labels, probabilities);
            if (labels.All(has => has) || !labels.Any(has => has))
                continue;
            double reached = MultiLabelMetrics.Measure(["a"], labels, probabilities, metrics.BestThresholds).PerLabel[0].F1;
            reached.Should().BeApproximately(
                Enumerable.Range(0, 21).Max(cut => MultiLabelMetrics.Measure(["a"], labels, probabilities, [cut / 20.0]).PerLabel[0].F1), 1e-12);
        }
    }

    [Fact]
    public void The_table_says_all_of_it()
    {
        string text = Measure().ToText();

        text.Should().StartWith("Labels of 5 images, mean average precision 81.94 %\n");
        text.Should().Contain("all labels").And.Contain("mean of the labels").And.EndWith("All labels right, and no other: 40.0 % of the images.\n");
        text.Split('\n').Should().Contain(line => line.StartsWith("cat", StringComparison.Ordinal) && line.EndsWith("0.667   1.000  0.800  0.833", StringComparison.Ordinal));
        Measure().ToMarkdown().Should().Contain("| dog |");
        Measure().ToHtml().Should().Contain("<section");
        Measure().Should().BeEquivalentTo(Measure());
    }

    [Fact]
    public void What_does_not_fit_together_is_refused()
    {
        FluentActions.Invoking(() => MultiLabelMetrics.Measure(["a", "b"], [true], [1f])).Should().ThrowExactly<ArgumentException>()
            .WithMessage("Each image must have 2 labels and as many probabilities. Received: 1 and 1 in all.*");
        FluentActions.Invoking(() => MultiLabelMetrics.Measure(["a"], [true], [1f], [0.5, 0.5])).Should().ThrowExactly<ArgumentException>()
            .WithMessage("There must be a threshold for each of the 1 labels. Received: 2.*");
    }

    private static MultiLabelMetrics Measure() => MultiLabelMetrics.Measure(_names, _labels, _probabilities);
}
