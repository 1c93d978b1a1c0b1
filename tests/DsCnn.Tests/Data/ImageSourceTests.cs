using DsCnn.TestKit;
using static TorchSharp.torch;

namespace DsCnn.Tests;

public sealed class ImageSourceTests
{
    [Fact]
    public void Two_classes_of_one_name_are_refused()
    {
        var shape = new InputSpec(1, 1, 1);
        const string message = "classNames must be different. Received twice: a. (Parameter 'classNames')";
        FluentActions.Invoking(() => new ImageSet(shape, new byte[1], new byte[1], ["a", "b", "a"])).Should().ThrowExactly<ArgumentException>().WithMessage(message);
        FluentActions.Invoking(() => new ImageSet(shape, new byte[1], new byte[1], ["a", "b"]).WithLabels([[0]], ["a", "a"])).Should().ThrowExactly<ArgumentException>().WithMessage(message);
    }

    private static readonly ImageSet _colors = new(
        new InputSpec(3, 1, 2), (byte[])[0, 255, 10, 20, 7, 7, 255, 0, 30, 40, 7, 7], (byte[])[0, 1], ["a", "b"]);

    [Fact]
    public void Normalization_is_measured_per_channel()
    {
        Preprocessing measured = _colors.MeasurePreprocessing();

        measured.Mean.Should().Equal([0.5, 25 / 255.0, 7 / 255.0], (a, e) => Math.Abs(a - e) < 1e-12);
        measured.Std[0].Should().BeApproximately(0.5, 1e-12);
        measured.Std[1].Should().BeApproximately(Math.Sqrt(125) / 255, 1e-12);
        measured.Std[2].Should().Be(1, "a channel of one value has no spread to divide by");
    }

    [Fact]
    public void A_batch_is_normalized_channel_by_channel()
    {
        using Tensor batch = ImageBatch.Images(_colors, [1, 0], new Preprocessing([0.5, 0, 0.1], [0.5, 1, 2]));
        float[] values = batch.Values();

        batch.shape.Should().Equal(2, 3, 1, 2);
        double[] expected = [1, -1, 30 / 255.0, 40 / 255.0, ((7 / 255.0) - 0.1) / 2, ((7 / 255.0) - 0.1) / 2];
        values.Take(6).Zip(expected).Should().OnlyContain(p => Math.Abs(p.First - p.Second) < 1e-6);
    }

    [Fact]
    public void A_split_keeps_the_classes_in_balance_and_shares_no_image()
    {
        ImageSet images = TinyData.Quarters(400);
        TrainingData split = images.Split(0.25, seed: 1);

        split.Train.Count.Should().Be(400 - split.Validation!.Count);
        for (int label = 0; label < 4; label++)
        {
            int all = Enumerable.Range(0, images.Count).Count(i => images.GetLabel(i) == label);
            Enumerable.Range(0, split.Validation.Count).Count(i => split.Validation.GetLabel(i) == label).Should().Be((int)Math.Round(all * 0.25));
        }

        Contents(split.Train).Concat(Contents(split.Validation)).Should().BeEquivalentTo(Contents(images)).And.OnlyHaveUniqueItems();
        Contents(images.Split(0.25, seed: 1).Train).Should().Equal(Contents(split.Train));
    }

    [Fact]
    public void A_subset_takes_the_images_asked_for_in_that_order()
    {
        _colors.Subset([1, 0, 1]).Count.Should().Be(3);
        _colors.Subset([1]).GetLabel(0).Should().Be(1);
        ((Action)(() => _colors.Subset([2]))).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Sets_that_cannot_be_are_refused()
    {
        ((Action)(() => _ = new ImageSet(new InputSpec(1, 2, 2), new byte[7], new byte[2], ["a"])))
            .Should().Throw<ArgumentException>().WithMessage("2 images of 1 x 2 x 2 have 8 pixels. Received: 7.*");
        ((Action)(() => _ = new ImageSet(new InputSpec(1, 1, 1), new byte[2], (byte[])[0, 3], ["a", "b"])))
            .Should().Throw<ArgumentException>().WithMessage("Image 1 must have a label below the number of classes, 2. Received: 3.*");
    }

    [Fact]
    public void More_than_256_classes_have_whole_numbers_as_labels()
    {
        var images = new ImageSet(new InputSpec(1, 1, 1), new byte[2], (int[])[299, 0], [.. Enumerable.Range(0, 300).Select(c => $"{c}")]);
        images.GetLabel(0).Should().Be(299);
        ((Action)(() => _ = new ImageSet(new InputSpec(1, 1, 1), new byte[1], (int[])[-1], ["a", "b"])))
            .Should().Throw<ArgumentException>().WithMessage("Image 0 must have a label below the number of classes, 2. Received: -1.*");
    }

    [Fact]
    public void Interleaved_pixels_are_sorted_by_channel()
    {
        ImageSet images = ImageSet.FromInterleaved(new InputSpec(3, 1, 2), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], (int[])[0, 1], ["a", "b"]);
        Contents(images).Should().Equal(Convert.ToHexString([1, 4, 2, 5, 3, 6]), Convert.ToHexString([7, 10, 8, 11, 9, 12]));
        ((Action)(() => ImageSet.FromInterleaved(new InputSpec(3, 1, 2), [1, 2, 3, 4, 5, 6, 7], (int[])[0], ["a", "b"])))
            .Should().Throw<ArgumentException>().WithMessage("1 image of 3 x 1 x 2 has 6 pixels. Received: 7.*");
    }

    [Fact]
    public void Images_are_brought_to_another_shape_when_they_are_read()
    {
        _colors.WithShape(_colors.Shape).Should().BeSameAs(_colors);
        IImageSource gray = _colors.WithShape(new InputSpec(1, 1, 2));
        Contents(gray)[0].Should().Be(Convert.ToHexString([Brightness(0, 10, 7), Brightness(255, 20, 7)]));
        Contents(gray.WithShape(new InputSpec(3, 1, 2)))[0].Should().Be(string.Concat(Enumerable.Repeat(Contents(gray)[0], 3)));
        gray.WithShape(new InputSpec(3, 2, 2)).GetLabel(1).Should().Be(1);
        ((Action)(() => new ImageSet(new InputSpec(2, 1, 1), new byte[2], new byte[1], ["a"]).WithShape(new InputSpec(3, 1, 1))))
            .Should().Throw<ArgumentException>().WithMessage("Images change between 1 and 3 channels only. Received: 2 to 3.*");

        static byte Brightness(int red, int green, int blue) => (byte)Math.Round((0.299 * red) + (0.587 * green) + (0.114 * blue));
    }

    [Fact]
    public void Measuring_can_be_canceled() =>
        ((Action)(() => _colors.MeasurePreprocessing(new CancellationToken(canceled: true)))).Should().Throw<OperationCanceledException>();

    [Fact]
    public void A_share_that_leaves_a_side_without_images_is_refused() =>
        ((Action)(() => _colors.Split(0.1))).Should().Throw<ArgumentException>()
            .WithMessage("2 images are too few to set aside a share of 0.1 of each class.*");

    [Fact]
    public void A_flip_mirrors_every_row_of_every_channel()
    {
        byte[] pixels = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
        new HorizontalFlip { Probability = 1 }.Apply(pixels, new InputSpec(2, 2, 3), new Random(1));
        pixels.Should().Equal(3, 2, 1, 6, 5, 4, 9, 8, 7, 12, 11, 10);
    }

    [Fact]
    public void Folds_hold_every_image_once_and_each_class_evenly()
    {
        byte[] labels = [.. Enumerable.Range(0, 47).Select(i => (byte)(i < 30 ? 0 : 1))];
        var source = new ImageSet(new InputSpec(1, 1, 1), Enumerable.Range(0, 47).Select(i => (byte)i).ToArray(), labels, ["many", "few"]);
        IReadOnlyList<TrainingData> folds = source.Folds(5, seed: 3);

        folds.SelectMany(fold => Contents(fold.Validation!)).Should().BeEquivalentTo(Contents(source));
        foreach (TrainingData fold in folds)
        {
            Contents(fold.Train).Concat(Contents(fold.Validation!)).Should().BeEquivalentTo(Contents(source));
            fold.Validation!.Count.Should().BeInRange(9, 10);
            Enumerable.Range(0, fold.Validation.Count).Count(i => fold.Validation.GetLabel(i) == 0).Should().Be(6);
        }

        source.Folds(5, seed: 3).Zip(folds).Should().OnlyContain(pair => Contents(pair.First.Train).SequenceEqual(Contents(pair.Second.Train)));
        ((Action)(() => source.Folds(48))).Should().Throw<ArgumentOutOfRangeException>();
    }

    private static List<string> Contents(IImageSource source) => [.. Enumerable.Range(0, source.Count).Select(i =>
    {
        byte[] pixels = new byte[source.Shape.Shape.Elements];
        source.CopyPixels(i, pixels);
        return Convert.ToHexString(pixels);
    })];
}
