using DsCnn.TestKit;

namespace DsCnn.Tests;

[NoTensorLeaks]
public sealed class EvaluationReportTests
{
    [Fact]
    public void A_report_holds_the_same_figures_and_mistakes_as_the_evaluation()
    {
        using DsCnnModel model = TinyData.Network().Build();
        ImageSet images = TinyData.Quarters(60);

        EvaluationReport report = model.Report(images, mistakes: 7, batchSize: 16);
        EvaluationResult result = model.Evaluate(images);

        report.Result.Confusion!.Entries.Should().Equal(result.Confusion!.Entries);
        report.Mistakes.Select(m => m.Index).Should().Equal(model.FindMistakes(images, count: 7).Select(m => m.Index));
        (report.Network, report.HasMaps).Should().Be(("tiny", true));
    }

    [Fact]
    public void The_page_shows_each_mistake_with_its_map()
    {
        using DsCnnModel model = TinyData.Network().Build();
        ImageSet images = TinyData.Quarters(60);
        EvaluationReport report = model.Report(images, mistakes: 7);

        var page = new ShownPage(report.ToHtmlPage());

        page.ShouldBeInert();
        page.Headings.Should().Equal("Confusion matrix", "The most confident mistakes");
        page.Facts["images"].Should().Be("60");
        page.Facts["mistakes"].Should().Be((60 - report.Result.Confusion!.PerClass.Sum(c => c.Correct)).ToString());
        page.Elements("svg").Should().ContainSingle();
        IReadOnlyList<byte[]> pictures = page.PicturesUnder("The most confident mistakes");
        pictures.Should().HaveCount(14);
        byte[] pixels = new byte[64];
        images.CopyPixels(report.Mistakes[0].Index, pixels);
        ImageFile.Decode(pictures[0], 1 << 20).Pixels.Should().Equal(pixels);
        Mistake first = report.Mistakes[0];
        page.Elements("figcaption").First().Value.Should().StartWith($"{images.ClassNames[first.Actual]}, classified as {images.ClassNames[first.Predicted]} at ");
    }

    [Fact]
    public void Without_maps_the_page_says_so()
    {
        using DsCnnModel model = TinyData.Network().Build();
        ImageSet images = TinyData.Quarters(30);
        var report = new EvaluationReport("<b>other</b>", model.Evaluate(images), images, model.FindMistakes(images, count: 3));

        var page = new ShownPage(report.ToHtmlPage());

        page.ShouldBeInert();
        report.HasMaps.Should().BeFalse();
        page.PicturesUnder("The most confident mistakes").Should().HaveCount(3);
        page.Elements("p").Select(p => p.Value).Should().Contain("The evidence in the pictures is not shown, because the engine that ran this network returns only its outputs.");
        page.Elements("h1").Single().Value.Should().StartWith("<b>other</b>: accuracy ");
    }

    [Fact]
    public void Of_images_with_several_labels_the_page_has_the_figures_of_each()
    {
        using DsCnnModel model = TinyData.Network().Build();
        using DsCnnModel labels = DsCnnModel.From(new ModelFile(
            model.Spec.WithLayers(model.Spec.Layers.SetItem(model.Spec.Layers.Length - 1, new SigmoidSpec())), model.CopyWeights()));
        IImageSource images = TinyData.Quarters(20).WithLabels(Enumerable.Range(0, 20).Select(i => i % 3 == 0 ? new[] { 0, 3 } : [i % 4]), ["a", "b", "c", "d"]);

        EvaluationReport report = labels.Report(images);
        var page = new ShownPage(report.ToHtmlPage());

        page.ShouldBeInert();
        report.Mistakes.Should().BeEmpty();
        page.Headings.Should().Equal("Each label");
        page.Facts.Should().ContainKey("mean average precision").And.NotContainKey("mistakes");
        page.Elements("td").Select(td => td.Value).Should().Contain(["a", "b", "c", "d"]);
    }

    [Fact]
    public void A_network_of_single_pixels_has_a_report_without_maps()
    {
        using DsCnnModel model = new ModelBuilder().Input(3, 1, 1).FullyConnected(2).Softmax().Build();
        var images = new ImageSet(new InputSpec(3, 1, 1), new byte[30], new byte[10], ["a", "b"]);
        model.Report(images).HasMaps.Should().BeFalse();
    }

    [Fact]
    public void What_does_not_belong_together_is_refused()
    {
        using DsCnnModel model = TinyData.Network().Build();
        ImageSet images = TinyData.Quarters(10);
        EvaluationResult result = model.Evaluate(images);
        var mistake = new Mistake { Index = 10, Actual = 0, Predicted = 1, Probability = 1 };

        FluentActions.Invoking(() => new EvaluationReport("n", result.WithoutCounts(), images, [])).Should().ThrowExactly<ArgumentException>()
            .WithMessage("A report needs an evaluation whose classes were counted.*");
        FluentActions.Invoking(() => new EvaluationReport("n", result, images, [mistake])).Should().ThrowExactly<ArgumentException>()
            .WithMessage("The mistakes must be of the 10 images and 4 classes. Received: image 10, classes 0 and 1.*");
    }
}
