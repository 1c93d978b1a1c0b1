namespace DsCnn.Tflite;

/// <summary>A .tflite file as data: one graph, its constants, and its metadata.</summary>
internal sealed record FileContent
{
    internal required string Name { get; init; }

    internal required string Description { get; init; }

    internal required IReadOnlyList<FileTensor> Tensors { get; init; }

    internal required IReadOnlyList<FileOperator> Operators { get; init; }

    /// <summary>The index of the tensor with the images.</summary>
    internal required int Input { get; init; }

    /// <summary>The index of the tensor with the results.</summary>
    internal required int Output { get; init; }

    /// <summary>Names and their contents.</summary>
    internal required IReadOnlyList<KeyValuePair<string, byte[]>> Metadata { get; init; }
}

/// <summary>A tensor of the graph.</summary>
/// <param name="Name">A name for people.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="Shape">Its extents, images first, channels last.</param>
internal sealed record FileTensor(string Name, TensorType Type, int[] Shape)
{
    /// <summary>The bytes of a constant, or null for a computed tensor.</summary>
    internal byte[]? Data { get; init; }

    /// <summary>How its bytes represent numbers, or null if it contains numbers.</summary>
    internal FileQuantization? Quantization { get; init; }
}

/// <summary>real = scale (integer - zero point), for a whole tensor or slice by slice.</summary>
/// <param name="Scales">One, or one per slice.</param>
/// <param name="ZeroPoints">The same number of zero points.</param>
/// <param name="Dimension">The dimension of the slices.</param>
internal sealed record FileQuantization(float[] Scales, long[] ZeroPoints, int Dimension = 0);

/// <summary>An operator in the graph.</summary>
/// <param name="Kind">The kind of operator.</param>
/// <param name="Version">The version of the operator.</param>
/// <param name="Inputs">The tensors that it reads.</param>
/// <param name="Output">The tensor that it writes.</param>
internal sealed record FileOperator(OperatorKind Kind, int Version, int[] Inputs, int Output)
{
    internal OperatorOptions Options { get; init; } = new();
}

/// <summary>The options of an operator; each kind uses some of them.</summary>
internal sealed record OperatorOptions
{
    internal PaddingKind Padding { get; init; } = PaddingKind.Valid;

    /// <summary>The step in both directions.</summary>
    internal int Stride { get; init; } = 1;

    /// <summary>The number of filters per channel in a depthwise convolution.</summary>
    internal int DepthMultiplier { get; init; } = 1;

    /// <summary>Rows of a pool's window.</summary>
    internal int FilterHeight { get; init; }

    /// <summary>Columns of a pool's window.</summary>
    internal int FilterWidth { get; init; }

    internal FusedActivation Activation { get; init; }

    /// <summary>The result of a reshape.</summary>
    internal int[] NewShape { get; init; } = [];
}
