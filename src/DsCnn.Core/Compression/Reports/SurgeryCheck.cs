namespace DsCnn.Compression;

internal static class SurgeryCheck
{
    /// <summary>int8 scales belong to the weights and activations before the change: keeping them would be wrong, and dropping them silently would go unnoticed.</summary>
    internal static void RequireFloat(ModelFile model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.Quantization is not null)
            throw new ArgumentException($"{model.Spec.Name} is quantized, and its scales would no longer fit. Make it smaller first, then quantize it.", nameof(model));
    }
}
