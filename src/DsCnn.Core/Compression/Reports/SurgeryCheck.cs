namespace DsCnn.Compression;

internal static class SurgeryCheck
{
    /// <summary>Scales of int8 are of the weights and activations before: carried over they would be wrong, and dropped nobody would notice.</summary>
    internal static void RequireFloat(ModelFile model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.Quantization is not null)
            throw new ArgumentException($"{model.Spec.Name} is quantized, and its scales would no longer fit. Quantize it after it was made smaller.", nameof(model));
    }
}
