namespace WebApi;

/// <summary>The bytes of one upload. Memory is taken as they come and not as they are announced, so that an upload that never comes takes none.</summary>
internal sealed class Upload(UploadMemory memory, ServiceOptions options) : IDisposable
{
    private const int FirstBytes = 64 << 10;

    private byte[] _bytes = [];
    private int _length;

    internal ReadOnlyMemory<byte> Content => _bytes.AsMemory(0, _length);

    /// <exception cref="BadHttpRequestException">It is too large, or there is no memory for it.</exception>
    internal async Task ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        int read;
        do
        {
            if (_length == _bytes.Length)
                Grow();
            read = await body.ReadAsync(_bytes.AsMemory(_length), cancellationToken);
            _length += read;
        }
        while (read > 0);
    }

    public void Dispose()
    {
        memory.GiveBack(_bytes.Length);
        _bytes = [];
    }

    private void Grow()
    {
        // One byte more than is allowed shows that there are more.
        int size = Math.Min(Math.Max(FirstBytes, 2 * _length), options.MaxUploadBytes + 1);
        if (size <= _length)
            throw UploadReader.TooLarge(options);
        if (!memory.TryTake(size))
            throw new BadHttpRequestException("Too much is being uploaded. Try again later.", StatusCodes.Status429TooManyRequests);
        byte[] larger = new byte[size];
        _bytes.AsSpan(0, _length).CopyTo(larger);
        memory.GiveBack(_bytes.Length);
        _bytes = larger;
    }
}
