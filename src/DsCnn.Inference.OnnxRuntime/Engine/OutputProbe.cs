using System.Globalization;
using Microsoft.ML.OnnxRuntime;

namespace DsCnn.Inference;

/// <summary>Runs a network on a few images of noise, to find out what its file does not say; the only place that distinguishes logits from probabilities.</summary>
internal sealed class OutputProbe
{
    private const int Images = 3;

    /// <summary>How far the sum of probabilities in float32 or half precision may deviate from 1.</summary>
    private const double Tolerance = 5e-3;

    private const string Remedy = "Set ClassifierOptions.Output (dscnn: --output-kind).";

    private readonly List<float[]> _answers = [];

    private OutputProbe()
    {
    }

    private bool AreShares => _answers.All(answer => answer.All(number => number is >= 0 and <= 1));

    private bool AddUpToOne => _answers.All(answer => answer.All(number => number >= 0) && Math.Abs(answer.Sum(number => (double)number) - 1) <= Tolerance);

    /// <summary>Determines the output's dimensions and kind.</summary>
    /// <param name="session">The network.</param>
    /// <param name="ports">Its input and output; unknown dimensions are -1.</param>
    /// <param name="ending">The operator at the end of its graph.</param>
    /// <param name="known">The kind of output if known, or null.</param>
    /// <exception cref="InvalidDataException">The output is not a vector, or its kind cannot be determined; the message says what was observed.</exception>
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
            // Strong noise, because a network's logits for a uniform image might add up to 1 by chance.
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

    /// <summary>Overflow on noise says nothing about pictures.</summary>
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
                        $"it ends in a Softmax, but its output for an image of noise adds up to {Number(_answers[0].Sum())}: its axis is not that of the classes.");
            case OnnxEnding.Softmax or OnnxEnding.LogSoftmax:
                throw new InvalidDataException("it ends in a softmax over one class, which has the same output for every picture.");
        }

        if (_answers.Count == 0)
            throw new InvalidDataException("its output for images of noise is NaN or infinite.");
        if (isOne)
        {
            throw new InvalidDataException(
                $"it outputs one number ({string.Join(", ", _answers.Select(a => Number(a[0])))} for images of noise) and does not end in a Sigmoid: a logit, a probability or no class at all. {Remedy}");
        }

        if (AddUpToOne)
            return ClassifierOutput.Probabilities;
        return !AreShares
            ? ClassifierOutput.Logits
            : throw new InvalidDataException(
                $"it outputs numbers from 0 to 1 that do not add up to 1 ({Number(_answers[0].Sum())} for an image of noise), and does not end in a Sigmoid or Softmax: " +
                $"logits, or probabilities of independent labels. {Remedy}");
    }

    private static string Number(float number) => number.ToString("0.####", CultureInfo.InvariantCulture);
}
