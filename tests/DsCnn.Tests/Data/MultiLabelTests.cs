using DsCnn.TestKit;

namespace DsCnn.Tests;

/// <summary>Images that may have any number of labels.</summary>
public sealed class MultiLabelTests
{
    private static readonly ImageSet _images = new(new InputSpec(1, 1, 1), (byte[])[10, 20, 30], (byte[])[0, 0, 0], ["any"]);
    private static readonly IImageSource _labeled = _images.WithLabels([[2, 0], [], [1, 1]], ["a", "b", "c"]);

    [Fact]
    public void Labels_are_those_that_were_given()
    {
        _labeled.IsMultiLabel.Should().BeTrue();
        _labeled.ClassNames.Should().Equal("a", "b", "c");
        Of(_labeled, 0).Should().Equal(true, false, true);
        Of(_labeled, 1).Should().Equal(false, false, false);
        Of(_labeled, 2).Should().Equal(false, true, false);
        FluentActions.Invoking(() => _labeled.GetLabel(0)).Should().ThrowExactly<NotSupportedException>().WithMessage("*any number of labels*CopyLabels*");
    }

    [Fact]
    public void An_image_of_one_class_has_that_label()
    {
        IImageSource quarters = TinyData.Quarters(5);

        quarters.IsMultiLabel.Should().BeFalse();
        for (int i = 0; i < 5; i++)
            Of(quarters, i).Should().Equal(Enumerable.Range(0, 4).Select(label => label == quarters.GetLabel(i)));
    }

    [Fact]
    public void What_is_derived_from_a_source_has_its_labels()
    {
        foreach (IImageSource derived in new[] { _labeled.Subset([2, 0]), _labeled.Subset([2, 0]).WithShape(new InputSpec(3, 2, 2)) })
        {
            derived.IsMultiLabel.Should().BeTrue();
            Of(derived, 0).Should().Equal(false, true, false);
            Of(derived, 1).Should().Equal(true, false, true);
        }
    }

    [Fact]
    public void Labels_that_cannot_be_are_refused()
    {
        FluentActions.Invoking(() => _images.WithLabels([[0]], ["a"]))
            .Should().ThrowExactly<ArgumentException>().WithMessage("There must be labels for each of the 3 images. Received: 1.*");
        FluentActions.Invoking(() => _images.WithLabels([[0], [1, 2], []], ["a", "b"]))
            .Should().ThrowExactly<ArgumentException>().WithMessage("Image 1 must have labels below the number of classes, 2. Received: 1, 2.*");
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.3)]
    public void A_split_gives_each_side_its_share_of_every_label(double share)
    {
        // Labels from common to rare; the rarest has 20 images of 500.
        double[] frequencies = [0.5, 0.2, 0.1, 0.04];
        var random = new Random(3);
        int[][] labels = [.. Enumerable.Range(0, 500).Select(i => Enumerable.Range(0, 4).Where(l => l == 3 ? i % 25 == 0 : random.NextDouble() < frequencies[l]).ToArray())];
        IImageSource images = new ImageSet(new InputSpec(1, 1, 1), new byte[500], new byte[500], ["any"]).WithLabels(labels, ["a", "b", "c", "d"]);

        TrainingData split = images.Split(share, seed: 1);

        (split.Train.Count + split.Validation!.Count).Should().Be(500);
        split.Validation.Count.Should().BeCloseTo((int)(share * 500), 3);
        for (int label = 0; label < 4; label++)
            ((double)Count(split.Validation, label)).Should().BeApproximately(share * Count(images, label), 1.5, $"label {label}");
        split.Validation.Should().NotBeNull();
        Enumerable.Range(0, split.Validation.Count).Select(i => string.Join(',', Of(split.Validation, i)))
            .Should().Equal(Enumerable.Range(0, split.Validation.Count).Select(i => string.Join(',', Of(images.Split(share, seed: 1).Validation!, i))));
    }

    [Fact]
    public void Folds_hold_every_image_once_and_each_label_evenly()
    {
        int[][] labels = [.. Enumerable.Range(0, 100).Select(i => Enumerable.Range(0, 3).Where(label => i % (label + 2) == 0).ToArray())];
        IImageSource images = new ImageSet(new InputSpec(1, 1, 1), Enumerable.Range(0, 100).Select(i => (byte)i).ToArray(), new byte[100], ["any"]).WithLabels(labels, ["a", "b", "c"]);

        IReadOnlyList<TrainingData> folds = images.Folds(4, seed: 2);

        folds.Sum(fold => fold.Validation!.Count).Should().Be(100);
        foreach (TrainingData fold in folds)
        {
            (fold.Train.Count + fold.Validation!.Count).Should().Be(100);
            fold.Validation.Count.Should().BeInRange(23, 27);
            for (int label = 0; label < 3; label++)
                ((double)Count(fold.Validation, label)).Should().BeApproximately(Count(images, label) / 4.0, 1.5);
        }
    }

    private static int Count(IImageSource source, int label) => Enumerable.Range(0, source.Count).Count(i => Of(source, i)[label]);

    private static bool[] Of(IImageSource source, int index)
    {
        bool[] has = new bool[source.ClassNames.Count];
        source.CopyLabels(index, has);
        return has;
    }
}
