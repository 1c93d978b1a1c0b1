using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace DsCnn.Training;

/// <summary>Identifies the images of a source, from every pixel and label, by short texts that differ if the images differ.</summary>
internal static class ImageIdentity
{
    private const int DigestBytes = 16;
    private const int NamedClasses = 4;

    // The pixels are also hashed independently of their order, to distinguish reordered images from different ones.
    internal static void Add(IDictionary<string, string> texts, string name, IImageSource? source, CancellationToken cancellationToken)
    {
        if (source is null)
        {
            texts[name] = "none";
            return;
        }

        UInt128[] digests = Digests(source, cancellationToken);
        UInt128 pixels = 0, labeled = 0;
        using var order = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int i = 0; i < digests.Length; i++)
        {
            UInt128 both = Digest([.. Bytes(digests[i]), .. LabelsOf(source, i)]);
            pixels += digests[i];
            labeled += both;
            order.AppendData(Bytes(both));
        }

        texts[name] = string.Create(CultureInfo.InvariantCulture, $"{source.Count} of {source.Shape.Shape}");
        texts[RunFingerprint.PartOf(name, "classes")] = source.ClassNames.Count <= NamedClasses
            ? string.Join(", ", source.ClassNames)
            : $"{source.ClassNames.Count} ({OptionsText.Hash(string.Join('\n', source.ClassNames))})";
        texts[RunFingerprint.PartOf(name, "pixels")] = OptionsText.Hash(Bytes(pixels));
        texts[RunFingerprint.PartOf(name, "labels")] = OptionsText.Hash(Bytes(labeled));
        texts[RunFingerprint.PartOf(name, "order")] = OptionsText.Shorten(order.GetHashAndReset());
    }

    private static UInt128[] Digests(IImageSource source, CancellationToken cancellationToken)
    {
        var digests = new UInt128[source.Count];
        ParallelImages.For(
            source.Count,
            begin: () => new byte[source.Shape.Shape.Elements],
            (image, pixels) =>
            {
                source.CopyPixels(image, pixels);
                digests[image] = Digest(pixels);
            },
            end: _ => { },
            cancellationToken);
        return digests;
    }

    private static byte[] LabelsOf(IImageSource source, int image)
    {
        if (!source.IsMultiLabel)
            return BitConverter.GetBytes(source.GetLabel(image));
        bool[] has = new bool[source.ClassNames.Count];
        source.CopyLabels(image, has);
        return [.. has.Select(h => h ? (byte)1 : (byte)0)];
    }

    private static UInt128 Digest(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return MemoryMarshal.Read<UInt128>(hash[..DigestBytes]);
    }

    private static ReadOnlySpan<byte> Bytes(in UInt128 value) => MemoryMarshal.AsBytes(new ReadOnlySpan<UInt128>(in value));
}
