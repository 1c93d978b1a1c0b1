using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using DsCnn.TestKit;
using SkiaSharp;

namespace DsCnn.Tests;

public sealed class TrainingCurvesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dscnn").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_picture_names_its_curves_and_the_best_epoch()
    {
        var svg = XElement.Parse(TrainingHistory.From(Runs.Epochs(), bestEpoch: 9).ToSvg());

        svg.Name.LocalName.Should().Be("svg");
        Texts(svg).Should().Contain(["Loss", "Accuracy", "Learning rate", "epoch", "training", "validation"]);
        Texts(svg).Count(text => text == "Loss").Should().Be(1, "nothing is drawn twice");
        Texts(svg).Should().Contain($"best epoch: 9 ({0.92 - (0.4 * Math.Exp(-9 / 3.0)):0.0000})");
    }

    [Fact]
    public void Pictures_do_not_depend_on_the_culture()
    {
        TrainingHistory history = TrainingHistory.From(Runs.Epochs(), bestEpoch: 14);
        string expected = WithoutIdentifiers(history.ToSvg());
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = "!", NegativeSign = "~" } };
            WithoutIdentifiers(history.ToSvg()).Should().Be(expected);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    public static TheoryData<IReadOnlyList<EpochResult>> OddRuns => new()
    {
        new List<EpochResult>(),
        Runs.Epochs(1).ToList(),
        Runs.Epochs(200).ToList(),
        Runs.Epochs(5).Select(e => e.But((nameof(e.Validation), null))).ToList(),
        Runs.Epochs(5).Select(e => e.But((nameof(e.Loss), e.Epoch < 3 ? 1 : double.NaN), (nameof(e.Validation), null))).ToList(),
        Runs.Epochs(5).Select(e => e.But((nameof(e.Loss), double.PositiveInfinity), (nameof(e.Accuracy), double.NaN), (nameof(e.Validation), null))).ToList(),
    };

    [Theory]
    [MemberData(nameof(OddRuns))]
    public void Any_run_gives_a_picture(IReadOnlyList<EpochResult> epochs)
    {
        TrainingHistory history = TrainingHistory.From(epochs, epochs.Count == 0 ? null : epochs[^1].Epoch);
        Texts(XElement.Parse(history.ToSvg())).Should().Contain(["Loss", "Accuracy", "Learning rate"]);

        using SKBitmap image = SKBitmap.Decode(history.ToPng());
        (image.Width, image.Height).Should().Be((2000, 1280));
    }

    [Fact]
    public void The_ending_of_the_name_decides_the_format()
    {
        TrainingHistory history = TrainingHistory.From(Runs.Epochs(), bestEpoch: 14);
        string png = Path.Combine(_folder, "history.PNG");
        history.SaveCurves(png);
        File.ReadAllBytes(png)[..8].Should().Equal(0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10);

        FluentActions.Invoking(() => history.SaveCurves("curves.pdf")).Should().ThrowExactly<ArgumentException>()
            .WithMessage("Curves are drawn as .svg or .png. Received: curves.pdf (.pdf). (Parameter 'path')");
    }

    /// <summary>Skia counts its clipping paths through the life of the process.</summary>
    private static string WithoutIdentifiers(string svg) => Regex.Replace(svg, "cl_[0-9a-f]+", "cl");

    private static IReadOnlyList<string> Texts(XElement svg) => [.. svg.Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value.Trim())];
}
