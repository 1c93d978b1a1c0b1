namespace DsCnn;

/// <summary>The numbers behind one or more tensors of a PyTorch file.</summary>
/// <param name="Key">What the file calls it.</param>
/// <param name="Type">What its numbers are.</param>
/// <param name="Elements">How many it holds.</param>
internal sealed record TorchStorage(string Key, TorchStorageType Type, long Elements)
{
    internal long Bytes => Elements * Type.ElementBytes;
}
