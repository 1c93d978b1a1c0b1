namespace DsCnn.Embedded;

/// <summary>A map in the arena, whole or as a ring of its rows, with the C expressions to access it.</summary>
/// <param name="Map">The map.</param>
/// <param name="Offset">Its offset.</param>
/// <param name="Rows">The number of rows that are kept.</param>
internal sealed record RowPlace(StepMap Map, long Offset, int Rows)
{
    /// <summary>Its first row.</summary>
    internal string Start => Map.IsBytes ? $"arena + {Offset}" : $"(float *)(void *)(arena + {Offset})";

    /// <summary>The number of elements in a row.</summary>
    internal long RowLength => (long)Map.Width * Map.Channels;

    /// <summary>One of its rows.</summary>
    /// <param name="row">A C expression.</param>
    internal string Row(string row)
    {
        if (Rows == 1)
            return Start;
        string place = Rows == Map.Height ? row : $"({row} % {Rows})";
        return Map.IsBytes ? $"arena + {Offset} + (size_t){place} * {RowLength}u" : $"(float *)(void *)(arena + {Offset}) + (size_t){place} * {RowLength}u";
    }
}
