using System.Globalization;
using Microsoft.ML.OnnxRuntime;

namespace DsCnn.Inference;

/// <summary>Runs a network on a few images of noise, to see what its file does not say: the one place that tells logits from probabilities.</summary>
internal sealed class OutputProbe
{
    private const int Images = 3;

    /// <summary>How far from 1 probabilities in float32 may add up to, and in half precision.</summary>
    private const double Tolerance = 5e-3;

    private const string Remedy = "ClassifierOptions.Output says it (dscnn: --output-kind).";

    private readonly List<float[]> _answers = [];

    private OutputProbe()
    {
    }

    private bool AreShares => _answers.All(answer => answer.All(number => number is >= 0 and <= 1));

    private bool AddUpToOne => _answers.All(answer => answer.All(number => number >= 0) && Math.Abs(answer.Sum(number => (double)number) - 1) <= Tolerance);

    /// <summary>The output's dimensions, and what its numbers are.</summary>
    /// <param name="session">The network.</param>
    /// <param name="ports">Its input and output; dimensions that are not known are -1.</param>
    /// <param name="ending">What its graph ends in.</param>
    /// <param name="known">What the numbers are, where that is known, or null.</param>
    /// <exception cref="InvalidDataException">The output is no vector, or it cannot be told what its numbers are; the message says what was seen.</exception>
    internal static (long[] OutputDimensions, ClassifierOutput Output) Run(InferenceSession session, NetworkPorts ports, OnnxEnding ending, ClassifierOutput? known)
    {
        var probe = new OutputProbe();
        int batch = ports.FixedBatch ?? 1;
        using var input = TensorMemory.Create(ports.InputType, ports.InputShape(batch));
        float[] noise = new float[checked(batch * ports.ImageLength)];
        var random = new Random(1);
        long[] dimensions = [];
        for (int i = 0; i < Images; i++)
        {
            // Loud noise, because a network's logits for a dull image might add up to 1 by chance.
            foreach (ref float value in noise.AsSpan())
                value = (float)((random.NextDouble() * 6) - 3);
            input.Write(noise);
            using var options = new RunOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(options, [ports.InputName], [input.Value], [ports.OutputName]);
            long[] shape = outputs[0].GetTensorTypeAndShape().Shape;
            if (shape.Length < 2 || shape[0] != batch)
                throw new InvalidDataException($"the output \"{ErrorText.Quote(ports.OutputName)}\" must be N x classes. Received: {string.Join(" x ", shape)} for {batch} images.");
            dimensions = PortReader.CheckOutput(ports.OutputName, shape[1..]);
            float[] numbers = TensorMemory.Read(outputs[0], ports.OutputType);
            probe.Add(numbers[..(numbers.Length / batch)]);
        }

        return (dimensions, known ?? probe.Decide(ending, dimensions));
    }

    /// <summary>What overflows on noise says nothing of pictures.</summary>
    private void Add(float[] answer)
    {
        if (answer.All(float.IsFinite))
            _answers.Add(answer);
    }

    private ClassifierOutput Decide(OnnxEnding ending, long[] dimensions)
    {
        bool isOne = dimensions.All(extent => extent == 1);
        switch (ending)
        {
            case OnnxEnding.Sigmoid:
                return ClassifierOutput.IndependentProbabilities;
            case OnnxEnding.LogSoftmax when !isOne:
                return ClassifierOutput.Logits;
            case OnnxEnding.Softmax when !isOne:
                return AddUpToOne
                    ? ClassifierOutput.Probabilities
                    : throw new InvalidDataException(
                        $"it ends in a Softmax, but what it gives for an image of noise adds up to {Number(_answers[0].Sum())}: its axis is not that of the classes.");
            case OnnxEnding.Softmax or OnnxEnding.LogSoftmax:
                throw new InvalidDataException("it ends in a softmax over one class, which says the same of every picture.");
        }

        if (_answers.Count == 0)
            throw new InvalidDataException("it gives no numbers (NaN or infinite ones) for images of noise.");
        if (isOne)
        {
            throw new InvalidDataException(
                $"it gives one number ({string.Join(", ", _answers.Select(a => Number(a[0])))} for images of noise) and does not end in a Sigmoid: a logit, a probability or no class at all. {Remedy}");
        }

        if (AddUpToOne)
            return ClassifierOutput.Probabilities;
        return !AreShares
            ? ClassifierOutput.Logits
            : throw new InvalidDataException(
                $"it gives numbers from 0 to 1 that do not add up to 1 ({Number(_answers[0].Sum())} for an image of noise), and does not end in a Sigmoid or Softmax: " +
                $"logits, or probabilities of labels by themselves. {Remedy}");
    }

    private static string Number(float number) => number.ToString("0.####", CultureInfo.InvariantCulture);
}
