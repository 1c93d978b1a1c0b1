namespace DsCnn.Memory;

/// <summary>How the maps of a network are kept while it processes one image. The mode does not change the results.</summary>
public enum MemoryMode
{
    /// <summary>Keeps each map whole, from the step that writes it to the last step that reads it.</summary>
    Whole,

    /// <summary>
    /// Processes maps row by row, in ring buffers with as many rows as a kernel, wherever that saves memory; an output may overwrite the part of its input that has been read. Nothing is computed twice.
    /// </summary>
    Streamed,

    /// <summary>
    /// Like <see cref="Streamed"/>, but where it saves memory, a DS block is computed twice up to its SE module: once for the average that the gate is computed from, and once to be scaled.
    /// </summary>
    Smallest,
}
