using System.Globalization;

namespace DsCnn.Explaining;

/// <summary>A picture as seen by a network, with the evidence for a class in it.</summary>
public sealed class Explanation
{
    private const int SmallestDrawnSide = 224;
    private const int PageOverlaySide = 112;

    internal Explanation(ClassActivationMap map, string className, PlanarImage picture) =>
        (Map, ClassName, Picture) = (map, className, picture);

    /// <summary>The class, its probability, and a number for each position of the network's last map.</summary>
    public ClassActivationMap Map { get; }

    /// <summary>The name of the class.</summary>
    public string ClassName { get; }

    internal PlanarImage Picture { get; }

    /// <summary>Draws the picture in gray with the evidence for the class on top, from yellow to red, as a PNG file.</summary>
    /// <param name="smallestSide">Pictures are enlarged by whole factors until their shorter side has at least this many pixels, from 1 to 4096.</param>
    /// <returns>The bytes of the file.</returns>
    /// <exception cref="DllNotFoundException">The application does not include SkiaSharp's native library.</exception>
    public byte[] ToPng(int smallestSide = SmallestDrawnSide) => HeatOverlay.Draw(this, smallestSide).ToPng();

    /// <summary>Writes that drawing to a file.</summary>
    /// <remarks>It is written under a temporary name and renamed.</remarks>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] content = ToPng();
        AtomicFile.Write(path, stream => stream.Write(content));
    }

    /// <summary>The picture and the drawing side by side.</summary>
    /// <returns>One <c>section</c> element in ASCII, without scripts and external resources.</returns>
    public string ToHtml() => HtmlDocument.Section(Sentence, HtmlParts.Card(
        [PictureFile.ForPage(Picture, ClassName, SmallestDrawnSide), Overlay(ClassName, SmallestDrawnSide)], SmallestDrawnSide, MethodNote));

    private string MethodNote => Map.Method == ActivationMapMethod.Cam ? "class activation map" : "Grad-CAM";

    private string Sentence => string.Create(CultureInfo.InvariantCulture, $"{ClassName}: {100 * Map.Probability:0.0} %");

    /// <summary>The drawing for a page.</summary>
    internal HtmlPicture Overlay(string name, int largestSide) =>
        PictureFile.ForPage(HeatOverlay.Draw(this, PageOverlaySide), $"{name}: evidence for {ClassName}", largestSide);
}
