namespace DsCnn.Interop;

/// <summary>
/// The total number of bytes that may be read or copied: the length of the file. Otherwise overlapping entries, storages named twice and views that
/// repeat numbers could turn a small file into gigabytes.
/// </summary>
internal sealed class ByteBudget(long bytes)
{
    private long _left = bytes;

    internal void Take(long wanted, string name)
    {
        if (wanted > _left)
        {
            throw new InvalidDataException(
                $"\"{name}\" would need {wanted} bytes, but only {_left} are left in the file. The file is truncated or invalid.");
        }

        _left -= wanted;
    }
}
