using System.Text.Json;
using DsCnn;

namespace Browser;

/// <summary>What JavaScript must know about a network, and numbers to compare with.</summary>
internal sealed record NetworkDescription
{
    private const int Examples = 2;

    private static readonly JsonSerializerOptions _json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public required int Channels { get; init; }

    public required int Height { get; init; }

    public required int Width { get; init; }

    /// <summary>What is taken from pixel / 255, for each channel.</summary>
    public required double[] Mean { get; init; }

    /// <summary>What that is divided by, for each channel.</summary>
    public required double[] Std { get; init; }

    public required IReadOnlyList<string> Labels { get; init; }

    public required Example[] Images { get; init; }

    internal static NetworkDescription Of(Classifier classifier)
    {
        InputSpec input = classifier.Input;
        return new NetworkDescription
        {
            Channels = input.Channels,
            Height = input.Height,
            Width = input.Width,
            Mean = [.. classifier.Preprocessing?.Mean ?? Enumerable.Repeat(0.0, input.Channels)],
            Std = [.. classifier.Preprocessing?.Std ?? Enumerable.Repeat(1.0, input.Channels)],
            Labels = classifier.Labels,
            Images = [.. Enumerable.Range(0, Examples).Select(seed => Example.Of(classifier, seed))],
        };
    }

    internal string ToJson() => JsonSerializer.Serialize(this, _json);

    /// <summary>An image of noise, what the network is given of it, and what it answers.</summary>
    internal sealed record Example
    {
        /// <summary>C x H x W.</summary>
        public required int[] Pixels { get; init; }

        /// <summary>C x H x W, preprocessed.</summary>
        public required float[] Numbers { get; init; }

        public required float[] Probabilities { get; init; }

        internal static Example Of(Classifier classifier, int seed)
        {
            byte[] pixels = new byte[classifier.Input.Shape.Elements];
            new Random(seed).NextBytes(pixels);
            float[] numbers = new float[pixels.Length];
            classifier.Preprocess(pixels, numbers);
            float[] probabilities = new float[classifier.Labels.Count];
            classifier.Run(numbers, probabilities);
            return new Example { Pixels = [.. pixels.Select(pixel => (int)pixel)], Numbers = numbers, Probabilities = probabilities };
        }
    }
}
