using System.Runtime.InteropServices;
using DsCnn;
using Microsoft.JSInterop;

namespace Blazor;

/// <summary>What scripts of the page can have computed: <c>await DotNet.invokeMethodAsync('Blazor', 'Features', model, image)</c>, with both as a Uint8Array.</summary>
public static class FromJavaScript
{
    /// <summary>Gives the features of an image: float32 numbers, little-endian.</summary>
    /// <param name="model">A model file.</param>
    /// <param name="image">PNG or JPEG.</param>
    /// <returns>The bytes of the numbers that the last layer before the classifier gives.</returns>
    [JSInvokable]
    public static byte[] Features(byte[] model, byte[] image)
    {
        using var classifier = Classifier.Load(model);
        return MemoryMarshal.AsBytes(classifier.Features(image).Span).ToArray();
    }
}
