namespace DsCnn.Inference;

/// <summary>A network that an engine has loaded: numbers in, probabilities out, for any number of threads at once. The seam between <see cref="Classifier"/> and what computes.</summary>
internal abstract class ClassifierNetwork : IDisposable
{
    /// <summary>The images that it takes.</summary>
    internal abstract InputSpec Input { get; }

    /// <summary>How many numbers it gives for each.</summary>
    internal abstract int Classes { get; }

    /// <summary>What its file says about it, or null where another program wrote the file.</summary>
    internal abstract FileMetadata? Metadata { get; }

    /// <summary>What <see cref="RunBatch"/> gives; probabilities come out of <see cref="Run"/> in any case.</summary>
    internal abstract ClassifierOutput Output { get; }

    /// <summary>How many images <see cref="RunBatch"/> takes at most.</summary>
    internal abstract int BatchSize { get; }

    /// <summary>How many numbers an image has.</summary>
    internal int ImageLength => Input.Shape.Elements;

    /// <summary>Whether each class has a probability of its own.</summary>
    internal bool IsMultiLabel => Output is ClassifierOutput.IndependentProbabilities or ClassifierOutput.IndependentLogits;

    /// <summary>Runs any number of images, in batches.</summary>
    /// <param name="input">N x C x H x W.</param>
    /// <param name="probabilities">N x classes.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <exception cref="NoNumbersException">It gives what is no number.</exception>
    /// <exception cref="InvalidOperationException">It cannot be run.</exception>
    /// <exception cref="OperationCanceledException">The caller has lost interest.</exception>
    /// <exception cref="ObjectDisposedException">It was disposed of.</exception>
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

    /// <summary>Runs at most <see cref="BatchSize"/> images. Called by any number of threads at once; allocates nothing once it is warm.</summary>
    /// <param name="input">N x C x H x W.</param>
    /// <param name="outputs">N x classes, what the network gives, as <see cref="Output"/> says.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    internal abstract void RunBatch(ReadOnlySpan<float> input, Span<float> outputs, CancellationToken cancellationToken);

    /// <summary>The shape of a layer's output for one image, or of what the last fully connected layer reads.</summary>
    /// <exception cref="NotSupportedException">The engine only gives what the file gives.</exception>
    internal virtual TensorShape FeatureShape(int? layer) => throw NoFeatures();

    /// <summary>Runs any number of images up to there.</summary>
    /// <param name="layer">The layer, or null for what the last fully connected one reads.</param>
    /// <param name="input">N x C x H x W.</param>
    /// <param name="outputs">N x the shape's numbers.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <exception cref="NotSupportedException">The engine only gives what the file gives.</exception>
    internal virtual void RunFeatures(int? layer, ReadOnlySpan<float> input, Span<float> outputs, CancellationToken cancellationToken) => throw NoFeatures();

    /// <summary>Refuses later runs; those that are running finish, and the last one gives the memory back.</summary>
    public abstract void Dispose();

    private void RequireNumbers(ReadOnlySpan<float> outputs, int first)
    {
        for (int i = 0; i < outputs.Length; i++)
        {
            if (!float.IsFinite(outputs[i]))
                throw new NoNumbersException(first + (i / Classes), outputs[i]);
        }
    }

    private static NotSupportedException NoFeatures() => new("An ONNX file gives its classes and nothing on the way to them: load the model file (.safetensors) that it was exported from.");
}
