namespace DsCnn.Tflite;

/// <summary>A .tflite file as data: one graph, its constants, and what is said about it.</summary>
internal sealed record FileContent
{
    internal required string Name { get; init; }

    internal required string Description { get; init; }

    internal required IReadOnlyList<FileTensor> Tensors { get; init; }

    internal required IReadOnlyList<FileOperator> Operators { get; init; }

    /// <summary>Which tensor the images are.</summary>
    internal required int Input { get; init; }

    /// <summary>Which tensor the answers are.</summary>
    internal required int Output { get; init; }

    /// <summary>Names and what goes by them.</summary>
    internal required IReadOnlyList<KeyValuePair<string, byte[]>> Metadata { get; init; }
}

/// <summary>A tensor of the graph.</summary>
/// <param name="Name">What people read.</param>
/// <param name="Type">What it consists of.</param>
/// <param name="Shape">Its extents, images first, channels last.</param>
internal sealed record FileTensor(string Name, TensorType Type, int[] Shape)
{
    /// <summary>The numbers of a constant, or null for what is computed.</summary>
    internal byte[]? Data { get; init; }

    /// <summary>How bytes stand for numbers, or null for numbers.</summary>
    internal FileQuantization? Quantization { get; init; }
}

/// <summary>real = scale (whole number - zero point), for all of a tensor or slice by slice.</summary>
/// <param name="Scales">One, or one for each slice.</param>
/// <param name="ZeroPoints">As many.</param>
/// <param name="Dimension">Along which dimension the slices lie.</param>
internal sealed record FileQuantization(float[] Scales, long[] ZeroPoints, int Dimension = 0);

/// <summary>A step of the graph.</summary>
/// <param name="Kind">Which operator.</param>
/// <param name="Version">Which version of it.</param>
/// <param name="Inputs">The tensors that it reads.</param>
/// <param name="Output">The tensor that it gives.</param>
internal sealed record FileOperator(OperatorKind Kind, int Version, int[] Inputs, int Output)
{
    internal OperatorOptions Options { get; init; } = new();
}

/// <summary>What an operator is told beside its tensors; each kind has some of it.</summary>
internal sealed record OperatorOptions
{
    internal PaddingKind Padding { get; init; } = PaddingKind.Valid;

    /// <summary>Step in both directions.</summary>
    internal int Stride { get; init; } = 1;

    /// <summary>Filters for each channel of a depthwise convolution.</summary>
    internal int DepthMultiplier { get; init; } = 1;

    /// <summary>Rows of a pool's window.</summary>
    internal int FilterHeight { get; init; }

    /// <summary>Columns of a pool's window.</summary>
    internal int FilterWidth { get; init; }

    internal FusedActivation Activation { get; init; }

    /// <summary>What a reshape gives.</summary>
    internal int[] NewShape { get; init; } = [];
}
