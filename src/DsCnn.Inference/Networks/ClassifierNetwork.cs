namespace DsCnn.Inference;

/// <summary>A network loaded by an engine: numbers in, probabilities out, thread-safe. The interface between <see cref="Classifier"/> and the engines.</summary>
internal abstract class ClassifierNetwork : IDisposable
{
    /// <summary>The images that it takes.</summary>
    internal abstract InputSpec Input { get; }

    /// <summary>The number of outputs per image.</summary>
    internal abstract int Classes { get; }

    /// <summary>The metadata of its file, or null if another program wrote the file.</summary>
    internal abstract FileMetadata? Metadata { get; }

    /// <summary>The kind of output of <see cref="RunBatch"/>; <see cref="Run"/> always returns probabilities.</summary>
    internal abstract ClassifierOutput Output { get; }

    /// <summary>The maximum number of images for <see cref="RunBatch"/>.</summary>
    internal abstract int BatchSize { get; }

    /// <summary>The number of elements of an image.</summary>
    internal int ImageLength => Input.Shape.Elements;

    /// <summary>Whether each class has an independent probability.</summary>
    internal bool IsMultiLabel => Output is ClassifierOutput.IndependentProbabilities or ClassifierOutput.IndependentLogits;

    /// <summary>Runs any number of images, in batches.</summary>
    /// <param name="input">N x C x H x W.</param>
    /// <param name="probabilities">N x classes.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    /// <exception cref="NoNumbersException">The output is NaN.</exception>
    /// <exception cref="InvalidOperationException">The network cannot be run.</exception>
    /// <exception cref="OperationCanceledException">The caller canceled.</exception>
    /// <exception cref="ObjectDisposedException">The network has been disposed.</exception>
    internal void Run(ReadOnlySpan<float> input, Span<float> probabilities, CancellationToken cancellationToken)
    {
        int images = input.Length / ImageLength;
        for (int first = 0; first < images; first += BatchSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = Math.Min(BatchSize, images - first);
            Span<float> outputs = probabilities.Slice(first * Classes, count * Classes);
            RunBatch(input.Slice(first * ImageLength, count * ImageLength), outputs, cancellationToken);
            RequireNumbers(outputs, first);
            if (Output == ClassifierOutput.Logits)
                Softmax.Apply(outputs, Classes);
            else if (Output == ClassifierOutput.IndependentLogits)
                Sigmoid.Apply(outputs);
        }
    }

    /// <summary>Runs at most <see cref="BatchSize"/> images. Thread-safe; allocates nothing after warm-up.</summary>
    /// <param name="input">N x C x H x W.</param>
    /// <param name="outputs">Receives N x classes, the network's outputs, of the kind that <see cref="Output"/> says.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    internal abstract void RunBatch(ReadOnlySpan<float> input, Span<float> outputs, CancellationToken cancellationToken);

    /// <summary>The shape of a layer's output for one image, or of the input of the last fully connected layer.</summary>
    /// <exception cref="NotSupportedException">The engine returns only the outputs of the file.</exception>
    internal virtual TensorShape FeatureShape(int? layer) => throw NoFeatures();

    /// <summary>Runs any number of images up to that layer.</summary>
    /// <param name="layer">The layer, or null for the input of the last fully connected one.</param>
    /// <param name="input">N x C x H x W.</param>
    /// <param name="outputs">Receives N x the elements of the shape.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    /// <exception cref="NotSupportedException">The engine returns only the outputs of the file.</exception>
    internal virtual void RunFeatures(int? layer, ReadOnlySpan<float> input, Span<float> outputs, CancellationToken cancellationToken) => throw NoFeatures();

    /// <summary>Rejects later runs; running ones finish, and the last one releases the memory.</summary>
    public abstract void Dispose();

    private void RequireNumbers(ReadOnlySpan<float> outputs, int first)
    {
        for (int i = 0; i < outputs.Length; i++)
        {
            if (!float.IsFinite(outputs[i]))
                throw new NoNumbersException(first + (i / Classes), outputs[i]);
        }
    }

    private static NotSupportedException NoFeatures() => new("An ONNX file returns only its classes, not its features: load the model file (.safetensors) that it was exported from.");
}
