using Microsoft.ML.OnnxRuntime;

namespace DsCnn;

/// <summary>Runs a network on a few images of noise, to see what its file does not say.</summary>
internal static class OutputProbe
{
    private const int Images = 3;

    /// <summary>How far from 1 probabilities in float32 may add up to, and in half precision.</summary>
    private const double Tolerance = 5e-3;

    /// <summary>The output's dimensions, and whether the outputs of every image are probabilities.</summary>
    /// <exception cref="InvalidDataException">The output is no vector.</exception>
    internal static (long[] OutputDimensions, bool GivesProbabilities) Run(InferenceSession session, NetworkPorts ports)
    {
        int batch = ports.FixedBatch ?? 1;
        float[] input = new float[checked(batch * ports.ImageLength)];
        var random = new Random(1);
        bool probabilities = true;
        long[] dimensions = [];
        for (int i = 0; i < Images; i++)
        {
            // Loud noise, because a network's logits for a dull image might add up to 1 by chance.
            foreach (ref float value in input.AsSpan())
                value = (float)((random.NextDouble() * 6) - 3);
            using var values = OrtValue.CreateTensorValueFromMemory(input, ports.InputShape(batch));
            using var options = new RunOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(options, [ports.InputName], [values], [ports.OutputName]);
            long[] shape = outputs[0].GetTensorTypeAndShape().Shape;
            if (shape.Length < 2 || shape[0] != batch)
                throw new InvalidDataException($"the output \"{ports.OutputName}\" must be N x classes. Received: {string.Join(" x ", shape)} for {batch} images.");
            dimensions = PortReader.CheckOutput(ports.OutputName, shape[1..]);
            ReadOnlySpan<float> numbers = outputs[0].GetTensorDataAsSpan<float>();
            probabilities &= AreProbabilities(numbers[..(numbers.Length / batch)]);
        }

        return (dimensions, probabilities);
    }

    private static bool AreProbabilities(ReadOnlySpan<float> numbers)
    {
        double sum = 0;
        foreach (float number in numbers)
        {
            if (!(number >= 0))
                return false;
            sum += number;
        }

        return Math.Abs(sum - 1) <= Tolerance;
    }
}
