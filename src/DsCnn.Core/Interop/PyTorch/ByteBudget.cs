namespace DsCnn.Interop;

/// <summary>
/// What may be read or copied in all: as much as the file is long. Entries that overlap, storages that are named twice and views that
/// repeat numbers could otherwise make gigabytes of a small file.
/// </summary>
internal sealed class ByteBudget(long bytes)
{
    private long _left = bytes;

    internal void Take(long wanted, string name)
    {
        if (wanted > _left)
        {
            throw new InvalidDataException(
                $"\"{name}\" would need {wanted} bytes, but only {_left} of the file's are left to fill it. It is cut short or lies.");
        }

        _left -= wanted;
    }
}
