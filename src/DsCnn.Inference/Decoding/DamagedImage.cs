namespace DsCnn.Inference;

/// <summary>The reasons for which a decoder rejects a file.</summary>
internal static class DamagedImage
{
    internal static InvalidDataException Header() => new("its header is damaged or cut short");

    internal static InvalidDataException CutShort() => new("the file is cut short");

    internal static InvalidDataException Content() => new("the file is damaged");
}
