namespace DsCnn.Tflite;

/// <summary>Runs .tflite files of this library with plain loops, by the arithmetic that TensorFlow Lite documents: to compare with, not to work with.</summary>
/// <remarks>
/// Bytes are computed as TensorFlow Lite's reference kernels do: sums of 32 bits, brought to bytes by a multiplier of 31 bits and a shift, each of which rounds. Sigmoid and softmax are computed in
/// double precision and rounded once. Runtimes round some of it elsewhere, and differ by a step.
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

    /// <summary>Reads a file, and checks that what it says fits together.</summary>
    /// <param name="file">Its bytes.</param>
    /// <returns>The network.</returns>
    /// <exception cref="InvalidDataException">It is no .tflite file, damaged, or holds what this library does not write.</exception>
    internal static TfliteReference Open(ReadOnlyMemory<byte> file) => new(FileReader.Read(file));

    /// <summary>The extents of what a run takes: N x H x W x C.</summary>
    internal IReadOnlyList<int> InputShape => _file.Tensors[_file.Input].Shape;

    /// <summary>The extents of what it gives: N x classes, or N x H x W x C.</summary>
    internal IReadOnlyList<int> OutputShape => _file.Tensors[_file.Output].Shape;

    /// <summary>Runs the network.</summary>
    /// <param name="images">N x H x W x C numbers, preprocessed. Where the file takes bytes, they are made bytes as it says.</param>
    /// <returns>What it gives, as numbers.</returns>
    /// <exception cref="ArgumentException">There are not as many numbers as the file takes.</exception>
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

    private static InvalidDataException Missing(int index) => new($"The .tflite file reads tensor {index} before anything gives it.");
}
