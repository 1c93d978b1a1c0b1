namespace DsCnn.Quantization.Integers;

/// <summary>The result of an activation for each of the 256 bytes (docs/int8.md). If the gate of a Swish is quantized, it is rounded to bytes too.</summary>
internal static class ActivationTable
{
    /// <summary>The results as bytes.</summary>
    internal static byte[] Bytes(ActivationOperation activation, ActivationQuantization? gate, ActivationQuantization from, ActivationQuantization to) =>
        [.. Entries(activation, gate, from).Select(value => (byte)Steps(value, to))];

    /// <summary>The results as numbers.</summary>
    internal static float[] Numbers(ActivationOperation activation, ActivationQuantization? gate, ActivationQuantization from) =>
        [.. Entries(activation, gate, from).Select(value => (float)value)];

    private static IEnumerable<double> Entries(ActivationOperation activation, ActivationQuantization? gate, ActivationQuantization from)
    {
        for (int step = 0; step <= byte.MaxValue; step++)
        {
            double x = (double)from.Scale * (step - from.ZeroPoint);
            yield return gate is null
                ? ExactMath.Apply(activation.Kind, x, activation.SwishBeta)
                : x * gate.Scale * (Steps(ExactMath.Logistic(activation.SwishBeta * x), gate) - gate.ZeroPoint);
        }
    }

    private static int Steps(double value, ActivationQuantization to) => (int)Math.Clamp(Math.Round(value / to.Scale) + to.ZeroPoint, 0, byte.MaxValue);
}
