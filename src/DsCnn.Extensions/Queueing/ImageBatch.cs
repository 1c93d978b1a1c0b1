namespace DsCnn.Extensions;

/// <summary>Images that one worker decodes, runs together and answers. What is wrong with one of them is that one's answer.</summary>
/// <remarks>A worker fills the same one again and again, so that its memory is taken once.</remarks>
internal sealed class ImageBatch<TAnswer>(IImageWork<TAnswer> work)
{
    private readonly List<WaitingImage<TAnswer>> _images = [];
    private float[] _input = [];
    private float[] _output = [];

    internal int Count => _images.Count;

    internal void Add(WaitingImage<TAnswer> image) => _images.Add(image);

    internal void Clear() => _images.Clear();

    /// <summary>Answers all of them.</summary>
    /// <returns>What the network did wrong, or null.</returns>
    internal Exception? Run(Classifier classifier)
    {
        Decode(classifier);
        if (TryAnswer(classifier, 0, Count) is not { } failure)
            return null;

        if (failure is InvalidDataException && Count > 1)
        {
            // One of them gives what is no number; by themselves, the others do not.
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

    /// <summary>Answers all of them with what went wrong.</summary>
    internal void Fail(Exception failure)
    {
        foreach (WaitingImage<TAnswer> image in _images)
            image.Fail(failure);
    }

    /// <summary>Reads one after the other, so that a worker holds one decoded picture at a time. Those that are no images are answered, and leave.</summary>
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
#pragma warning disable CA1031 // Decoders are code of others, and the rest of the batch must be answered.
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
#pragma warning disable CA1031 // Whatever an engine throws, those who wait must hear of it.
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
