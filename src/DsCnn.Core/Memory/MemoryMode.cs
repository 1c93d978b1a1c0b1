namespace DsCnn.Memory;

/// <summary>How the maps of a network are kept while it runs on one image. The numbers that it computes are the same.</summary>
public enum MemoryMode
{
    /// <summary>Each map whole, from the step that writes it to the last that reads it.</summary>
    Whole,

    /// <summary>
    /// Row by row through rings of as many rows as a kernel has, wherever that takes less memory; an output may lie over what has been read of its input. Nothing is computed twice.
    /// </summary>
    Streamed,

    /// <summary>
    /// As <see cref="Streamed"/>; and where it takes less memory, a DS block is computed twice up to its SE module: once for the average that the gate is made of, once more to be scaled.
    /// </summary>
    Smallest,
}
