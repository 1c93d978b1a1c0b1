namespace DsCnn.Tests;

/// <summary>A network whose "probabilities" are the numbers that it was given: it shows what it sees, and needs no engine.</summary>
internal sealed class Mirror(InputSpec input, ClassifierOutput output = ClassifierOutput.Probabilities) : ClassifierNetwork
{
    private bool _disposed;

    internal override InputSpec Input => input;

    internal override int Classes => ImageLength;

    internal override FileMetadata? Metadata => null;

    internal override ClassifierOutput Output => output;

    internal override int BatchSize { get; } = 3;

    /// <summary>How many images each run had.</summary>
    internal List<int> Batches { get; } = [];

    internal static Classifier Classifier(int channels, int height, int width, Preprocessing? preprocessing = null) =>
        Classifier(channels, height, width, new ClassifierOptions { Preprocessing = preprocessing });

    internal static Classifier Classifier(int channels, int height, int width, ClassifierOptions options) => new(new Mirror(new InputSpec(channels, height, width)), options);

    /// <summary>What a mirror saw, in the order of its input.</summary>
    internal static float[] Seen(IReadOnlyList<Prediction> predictions) => [.. predictions.OrderBy(p => p.Index).Select(p => p.Probability)];

    internal override void RunBatch(ReadOnlySpan<float> input, Span<float> outputs, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(Classifier));
        lock (Batches)
        {
            Batches.Add(input.Length / ImageLength);
        }

        input.CopyTo(outputs);
    }

    public override void Dispose() => _disposed = true;
}
