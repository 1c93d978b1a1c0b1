using System.Collections.Concurrent;
using DsCnn.Tests.Managed;

namespace DsCnn.Tests.Embedded;

/// <summary>Networks with every layer and option, and what the engine says of images.</summary>
internal static class EmbeddedSamples
{
    private static readonly Dictionary<string, ModelSpec> _specs = new(Samples.Specs)
    {
        ["37 channels, kernel 7, stride 2 on odd sizes"] = Of(
            new InputSpec(37, 13, 9),
            new DsBlockSpec { Conv1Filters = 22, OutChannels = 11, Kernel = 7, Stride = 2 },
            new DsBlockSpec { Conv1Filters = 66, OutChannels = 7, Kernel = 5, Stride = 2 },
            new GlobalAveragePoolSpec(),
            new FullyConnectedSpec { Units = 4 },
            new SoftmaxSpec()),
        ["no SE, ReLU6, residual"] = Of(
            new InputSpec(1, 17, 15),
            new ConvSpec { Filters = 8, Kernel = 3, Stride = 2, Activation = Activation.Relu6 },
            new DsBlockSpec { Conv1Filters = 48, OutChannels = 8, SqueezeExcite = null, Activation = Activation.Relu6, Residual = true },
            new DsBlockSpec { Conv1Filters = 48, OutChannels = 8, SqueezeExcite = null, Activation = Activation.Relu, Residual = true, Kernel = 5 },
            new GlobalMaxPoolSpec(),
            new FullyConnectedSpec { Units = 3 },
            new SoftmaxSpec()),
        ["pools"] = Of(
            new InputSpec(3, 21, 26),
            new ConvSpec { Filters = 12, Kernel = 3, Activation = Activation.Swish },
            new MaxPoolSpec { Kernel = 3, Stride = 2 },
            new DsBlockSpec { Conv1Filters = 72, OutChannels = 10, Residual = false },
            new AveragePoolSpec { Kernel = 2, Stride = 2 },
            new ConvSpec { Filters = 5, Kernel = 1 },
            new GlobalAveragePoolSpec(),
            new SigmoidSpec()),
        ["stride before the depthwise convolution, several residuals"] = Of(
            new InputSpec(1, 28, 28),
            new DsBlockSpec { Conv1Filters = 8, Conv1Kernel = 3, Conv1Stride = 2, OutChannels = 6 },
            new DsBlockSpec { Conv1Filters = 36, OutChannels = 6, Residual = true },
            new DsBlockSpec { Conv1Filters = 36, OutChannels = 6, Residual = true },
            new DsBlockSpec { Conv1Filters = 36, OutChannels = 6, Residual = true, SqueezeExcite = null },
            new DsBlockSpec { Conv1Filters = 36, OutChannels = 9, Stride = 2 },
            new GlobalAveragePoolSpec(),
            new FullyConnectedSpec { Units = 10 },
            new SoftmaxSpec()),
    };

    private static readonly ConcurrentDictionary<(string Preset, InputSpec Input), Lazy<ModelFile>> _presets = [];

    internal static IEnumerable<string> Names => _specs.Keys;

    internal static ModelFile Float(string name, int seed = 3) => WithWeights(_specs[name], seed);

    internal static ModelFile Quantized(string name, bool onlyBytes = true) => Samples.Quantized(Float(name), onlyBytes);

    /// <summary>A published architecture, for small images; ranges are measured once, which takes the plainest engine seconds.</summary>
    internal static ModelFile QuantizedPreset(string preset, InputSpec input) =>
        _presets.GetOrAdd((preset, input), key => new Lazy<ModelFile>(() => Samples.Quantized(WithWeights(Presets.Find(key.Preset).ToSpec(10, key.Input), seed: 4)))).Value;

    private static ModelFile WithWeights(ModelSpec spec, int seed)
    {
        ModelFile model = Networks.WithRandomWeights(spec, seed).FoldBatchNorm();
        int channels = model.Spec.Input.Channels;
        return model with { Preprocessing = new Preprocessing(Enumerable.Range(0, channels).Select(c => 0.5 - (0.01 * c)), Enumerable.Repeat(0.25, channels)) };
    }

    internal static byte[][] Images(ModelSpec spec, int count, int seed = 17)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            byte[] image = new byte[spec.Input.Shape.Elements];
            random.NextBytes(image);
            return image;
        })];
    }

    /// <summary>What the engine gives for an image of H x W x C bytes: probabilities.</summary>
    internal static float[] Probabilities(Classifier classifier, byte[] image)
    {
        (int channels, int pixels) = (classifier.Input.Channels, image.Length / classifier.Input.Channels);
        byte[] planes = new byte[image.Length];
        for (int i = 0; i < image.Length; i++)
            planes[(i % channels * pixels) + (i / channels)] = image[i];
        float[] input = new float[image.Length], probabilities = new float[classifier.Labels.Count];
        classifier.Preprocess(planes, input);
        classifier.Run(input, probabilities);
        return probabilities;
    }

    /// <summary>What a network without bytes sees of an image of H x W x C bytes: (pixel / 255 - mean) / deviation, C x H x W.</summary>
    internal static double[] Numbers(ModelFile model, byte[] image)
    {
        (int channels, int pixels) = (model.Spec.Input.Channels, image.Length / model.Spec.Input.Channels);
        double[] numbers = new double[image.Length];
        for (int i = 0; i < image.Length; i++)
            numbers[(i % channels * pixels) + (i / channels)] = ((image[i] / 255.0) - model.Preprocessing!.Mean[i % channels]) / model.Preprocessing.Std[i % channels];
        return numbers;
    }

    /// <summary>docs/embed.md: a probability x 256, rounded, at most 255.</summary>
    internal static byte Score(float probability) => (byte)Math.Min(255, Math.Floor((probability * 256.0) + 0.5));

    private static ModelSpec Of(InputSpec input, params LayerSpec[] layers) => new(input, [.. layers]);
}
