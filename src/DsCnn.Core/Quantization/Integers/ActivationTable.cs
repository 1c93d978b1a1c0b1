namespace DsCnn.Quantization.Integers;

/// <summary>What an activation makes of each of the 256 bytes (docs/int8.md). A Swish's gate is rounded to bytes of its own where it has any.</summary>
internal static class ActivationTable
{
    /// <summary>Bytes.</summary>
    internal static byte[] Bytes(ActivationOperation activation, ActivationQuantization? gate, ActivationQuantization from, ActivationQuantization to) =>
        [.. Entries(activation, gate, from).Select(value => (byte)Steps(value, to))];

    /// <summary>Numbers.</summary>
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
