namespace DsCnn.Tflite;

/// <summary>Runs .tflite files of this library with simple loops, using the arithmetic that TensorFlow Lite documents: for comparison, not for production.</summary>
/// <remarks>
/// Bytes are computed as in TensorFlow Lite's reference kernels: 32-bit sums, converted to bytes by a 31-bit multiplier and a shift, both of which round. Sigmoid and softmax are computed in
/// double precision and rounded once. Some runtimes round at different points, and differ by one step.
/// </remarks>
internal sealed class TfliteReference
{
    private readonly FileContent _file;
    private readonly ReferenceTensor?[] _constants;

    private TfliteReference(FileContent file)
    {
        _file = file;
        _constants = [.. file.Tensors.Select(tensor => tensor.Data is null ? null : ReferenceTensor.Of(tensor))];
    }

    /// <summary>Reads a file, and checks its consistency.</summary>
    /// <param name="file">Its bytes.</param>
    /// <returns>The network.</returns>
    /// <exception cref="InvalidDataException">It is not a .tflite file, is damaged, or contains something that this library does not write.</exception>
    internal static TfliteReference Open(ReadOnlyMemory<byte> file) => new(FileReader.Read(file));

    /// <summary>The extents of the input: N x H x W x C.</summary>
    internal IReadOnlyList<int> InputShape => _file.Tensors[_file.Input].Shape;

    /// <summary>The extents of the output: N x classes, or N x H x W x C.</summary>
    internal IReadOnlyList<int> OutputShape => _file.Tensors[_file.Output].Shape;

    /// <summary>Runs the network.</summary>
    /// <param name="images">N x H x W x C numbers, preprocessed. They are quantized if the file takes bytes.</param>
    /// <returns>The output, as numbers.</returns>
    /// <exception cref="ArgumentException">The number of elements does not match the file.</exception>
    internal float[] Run(ReadOnlySpan<float> images)
    {
        FileTensor input = _file.Tensors[_file.Input];
        if (images.Length != Elements(input))
            throw new ArgumentException($"Expected {string.Join(" x ", input.Shape)} numbers. Received: {images.Length}.", nameof(images));
        ReferenceTensor?[] tensors = [.. _constants];
        tensors[_file.Input] = ReferenceTensor.FromFloats(input, images);
        foreach (FileOperator step in _file.Operators)
        {
            FileTensor output = _file.Tensors[step.Output];
            tensors[step.Output] = ReferenceKernels.Run(step, [.. step.Inputs.Select(index => tensors[index] ?? throw Missing(index))], output);
        }

        return (tensors[_file.Output] ?? throw Missing(_file.Output)).ToFloats();
    }

    internal static long Elements(FileTensor tensor) => tensor.Shape.Aggregate(1L, (product, extent) => checked(product * extent));

    private static InvalidDataException Missing(int index) => new($"The .tflite file reads tensor {index} before anything writes it.");
}
