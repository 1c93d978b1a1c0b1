namespace DsCnn.Embedded;

/// <summary>A map in the arena, all of it or a ring of its rows, as C reaches it.</summary>
/// <param name="Map">The map.</param>
/// <param name="Offset">Where it begins.</param>
/// <param name="Rows">How many rows are kept.</param>
internal sealed record RowPlace(StepMap Map, long Offset, int Rows)
{
    /// <summary>Its first row.</summary>
    internal string Start => Map.IsBytes ? $"arena + {Offset}" : $"(float *)(void *)(arena + {Offset})";

    /// <summary>Numbers of a row.</summary>
    internal long RowLength => (long)Map.Width * Map.Channels;

    /// <summary>One of its rows.</summary>
    /// <param name="row">An expression of C.</param>
    internal string Row(string row)
    {
        if (Rows == 1)
            return Start;
        string place = Rows == Map.Height ? row : $"({row} % {Rows})";
        return Map.IsBytes ? $"arena + {Offset} + (size_t){place} * {RowLength}u" : $"(float *)(void *)(arena + {Offset}) + (size_t){place} * {RowLength}u";
    }
}
