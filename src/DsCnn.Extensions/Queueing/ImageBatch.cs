namespace DsCnn.Extensions;

/// <summary>Images that one worker decodes and runs together. An error in one of them affects only that one.</summary>
/// <remarks>A worker reuses the same batch, so that its memory is allocated once.</remarks>
internal sealed class ImageBatch<TAnswer>(IImageWork<TAnswer> work)
{
    private readonly List<WaitingImage<TAnswer>> _images = [];
    private float[] _input = [];
    private float[] _output = [];

    internal int Count => _images.Count;

    internal void Add(WaitingImage<TAnswer> image) => _images.Add(image);

    internal void Clear() => _images.Clear();

    /// <summary>Processes all images.</summary>
    /// <returns>The failure of the network, or null.</returns>
    internal Exception? Run(Classifier classifier)
    {
        Decode(classifier);
        if (TryAnswer(classifier, 0, Count) is not { } failure)
            return null;

        if (failure is InvalidDataException && Count > 1)
        {
            // The output for one of them is NaN; run separately, the others succeed.
            for (int i = 0; i < Count; i++)
            {
                if (TryAnswer(classifier, i, 1) is { } own)
                    _images[i].Fail(own);
            }
        }
        else
        {
            Fail(failure);
        }

        return failure;
    }

    /// <summary>Completes all images with a failure.</summary>
    internal void Fail(Exception failure)
    {
        foreach (WaitingImage<TAnswer> image in _images)
            image.Fail(failure);
    }

    /// <summary>Decodes one image after the other, so that a worker holds one decoded picture at a time. Invalid ones are completed and removed.</summary>
    private void Decode(Classifier classifier)
    {
        int length = classifier.Input.Shape.Elements, read = 0;
        Grow(ref _input, Count, length);
        for (int i = 0; i < Count; i++)
        {
            WaitingImage<TAnswer> image = _images[i];
            try
            {
                classifier.Decode(image.Content.Span, _input.AsSpan(read * length, length));
                _images[read++] = image;
            }
#pragma warning disable CA1031 // Decoders are third-party code, and the rest of the batch must be answered.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                image.Fail(failure);
            }
        }

        _images.RemoveRange(read, Count - read);
        foreach (WaitingImage<TAnswer> image in _images)
            image.BatchSize = read;
    }

    private Exception? TryAnswer(Classifier classifier, int first, int count)
    {
        try
        {
            int inputLength = classifier.Input.Shape.Elements, outputLength = work.OutputLength(classifier);
            Grow(ref _output, Count, outputLength);
            Span<float> outputs = _output.AsSpan(0, count * outputLength);
            if (count > 0)
                work.Run(classifier, _input.AsSpan(first * inputLength, count * inputLength), outputs);
            for (int i = 0; i < count; i++)
                _images[first + i].Succeed(work.Answer(classifier, outputs.Slice(i * outputLength, outputLength)));
            return null;
        }
#pragma warning disable CA1031 // Whatever an engine throws, the callers must be told.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return failure;
        }
    }

    private static void Grow(ref float[] memory, int count, int length)
    {
        if (memory.Length < checked(count * length))
            memory = new float[count * length];
    }
}
