namespace DsCnn.Tests;

public sealed class PredictionDiagramTests
{
    private static readonly IReadOnlyList<Prediction> _predictions =
    [
        new() { Label = "shirt", Index = 2, Probability = 0.75f },
        new() { Label = "<b>coat</b>", Index = 0, Probability = 0.25f },
        new() { Label = "bag", Index = 1, Probability = 0 },
    ];

    [Fact]
    public void Bars_are_as_long_as_their_classes_are_probable()
    {
        var picture = new SvgPicture(_predictions.ToSvg());

        picture.Elements("rect").Where(r => r.Attribute("class")!.Value.Contains("dscnn-right")).Select(r => r.Attribute("width")!.Value)
            .Should().Equal("135", "45", "0");
        picture.Title.Should().Be("shirt: 75.0 %");
        picture.Texts.Should().Equal("shirt", "75.0 %", "<b>coat</b>", "25.0 %", "bag", "0.0 %");
        picture.TextsShouldBeInside();
        picture.ShouldBeInert();
    }

    [Fact]
    public void Only_the_first_are_drawn() => new SvgPicture(_predictions.ToSvg(top: 1)).Texts.Should().Equal("shirt", "75.0 %");

    [Theory]
    [InlineData("color.png", "image/png")]
    [InlineData("color.jpg", "image/jpeg")]
    [InlineData("color.bmp", "image/bmp")]
    [InlineData("lossless.webp", "image/webp")]
    [InlineData("two-frames.gif", "image/gif")]
    public void A_picture_becomes_part_of_the_drawing(string name, string mediaType)
    {
        byte[] file = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "fixtures", "images", name));

        new SvgPicture(_predictions.ToSvg(file)).Elements("image").Single().Attribute("href")!.Value
            .Should().Be($"data:{mediaType};base64,{Convert.ToBase64String(file)}");
    }

    [Fact]
    public void What_cannot_be_drawn_is_refused()
    {
        FluentActions.Invoking(() => _predictions.ToSvg("no picture"u8)).Should().Throw<ArgumentException>()
            .WithMessage("The picture must be a PNG, JPEG, BMP, WebP or GIF file. (Parameter 'picture')");
        FluentActions.Invoking(() => Array.Empty<Prediction>().ToSvg()).Should().Throw<ArgumentException>()
            .WithMessage("A drawing needs one prediction or more. Received: none. (Parameter 'predictions')");
        FluentActions.Invoking(() => _predictions.ToSvg(top: 0)).Should().Throw<ArgumentOutOfRangeException>();
    }
}
