using System.Globalization;

namespace DsCnn.Tests;

public sealed class ConfusionDiagramTests
{
    [Fact]
    public void Every_pair_that_occurs_is_a_tile_as_deep_as_the_root_of_its_share()
    {
        var picture = new SvgPicture(ConfusionMatrixTests.Matrix().ToSvg());
        var tiles = picture.Elements("rect").Where(r => r.Attribute("fill-opacity") is not null).ToList();

        tiles.Select(t => t.Elements().Single().Value).Should().Equal(
            "cat recognized: 5 of 6", "cat taken for dog: 1 of 6", "dog taken for cat: 2 of 6", "dog recognized: 3 of 6",
            "dog taken for fox: 1 of 6", "eel taken for cat: 1 of 4", "eel taken for dog: 3 of 4");
        double[] shares = [5 / 6.0, 1 / 6.0, 2 / 6.0, 3 / 6.0, 1 / 6.0, 1 / 4.0, 3 / 4.0];
        tiles.Select(t => double.Parse(t.Attribute("fill-opacity")!.Value, CultureInfo.InvariantCulture))
            .Should().Equal(shares.Select(Math.Sqrt), (actual, expected) => Math.Abs(actual - expected) <= 0.005);
        tiles.Select(t => t.Attribute("class")!.Value == "dscnn-right").Should().Equal(true, false, false, true, false, false, false);
    }

    [Fact]
    public void Names_counts_recall_and_precision_are_written_where_they_fit()
    {
        var picture = new SvgPicture(ConfusionMatrixTests.Matrix().ToSvg());

        picture.Title.Should().Be("Confusion of 16 images, accuracy 50.0 %");
        picture.Texts.Should().Contain(["cat", "dog", "eel", "fox", "5", "83.3", "62.5", "recall", "precision"]);
        picture.Texts.Count(t => t == "cat").Should().Be(2);
        picture.Texts.Count(t => t == "\u2013").Should().Be(2, "nothing is taken for an eel, and no image is a fox");
        picture.TextsShouldBeInside();
        picture.ShouldBeInert();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(30)]
    [InlineData(100)]
    [InlineData(1000)]
    public void Any_number_of_classes_gives_a_picture_of_sensible_size(int classes)
    {
        string[] names = [.. Enumerable.Range(0, classes).Select(i => $"a rather long name of class number {i}")];
        int[] labels = [.. Enumerable.Range(0, classes)];
        var picture = new SvgPicture(ConfusionMatrix.Count(names, labels, [.. labels.Reverse()]).ToSvg());

        picture.TextsShouldBeInside();
        picture.Width.Should().BeLessThan(1100);
    }

    [Fact]
    public void Hostile_names_are_text()
    {
        var picture = new SvgPicture(ConfusionMatrix.Count(["<script>\u0001", "\ud83d\ude00"], [0, 1], [1, 1]).ToSvg());
        picture.ShouldBeInert();
        picture.Texts.Should().Contain("<script> ");
    }
}
