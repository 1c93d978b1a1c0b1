using System.Runtime.CompilerServices;

namespace DsCnn.Kernels;

/// <summary>
/// A ring buffer of the last few source rows of one image, as float32, with explicit padding and spacing, so that the edges need no special case.
/// </summary>
internal unsafe struct DepthwiseRing<TLane, TElement>
    where TLane : struct, ILane<TLane>
    where TElement : unmanaged, IElement<TElement>
{
    private readonly DepthwiseGeometry _geometry;
    private readonly int _channels;
    private readonly float* _memory;
    private TElement* _pixels;
    private int _nextPlace;

    /// <summary>Creates a ring of zeros.</summary>
    internal DepthwiseRing(DepthwiseGeometry geometry, int channels, float* memory)
    {
        _geometry = geometry;
        _channels = channels;
        _memory = memory;
        new Span<float>(memory, checked((int)Length(geometry, channels))).Clear();
    }

    private readonly long RowLength => (long)_geometry.PaddedWidth * _channels;

    /// <summary>The number of elements in a ring.</summary>
    internal static long Length(DepthwiseGeometry geometry, int channels) => (long)geometry.Kernel * geometry.PaddedWidth * channels;

    /// <summary>Moves to the top of an image.</summary>
    internal void Begin(TElement* pixels)
    {
        _pixels = pixels;
        _nextPlace = 0;
    }

    /// <summary>Reads rows until all those for a target row are present, and sets each tap row's pointer: null if the row is all padding.</summary>
    internal void MoveTo(int targetRow, float** rows)
    {
        int first = targetRow * _geometry.Step;
        for (; _nextPlace < first + _geometry.Kernel; _nextPlace++)
        {
            int row = _geometry.SourceRow(_nextPlace);
            if (row >= 0)
                Load(RowAt(_nextPlace), _pixels + (row * (long)_geometry.SourceWidth * _channels));
        }

        for (int tapRow = 0; tapRow < _geometry.Kernel; tapRow++)
            rows[tapRow] = _geometry.SourceRow(first + tapRow) < 0 ? null : RowAt(first + tapRow);
    }

    private readonly float* RowAt(int place) => _memory + (place % _geometry.Kernel * RowLength);

    private readonly void Load(float* row, TElement* pixels)
    {
        row += (long)_geometry.Padding * _channels;
        if (_geometry.Spacing == 1)
        {
            Copy(pixels, row, (long)_geometry.SourceWidth * _channels);
            return;
        }

        for (int x = 0; x < _geometry.SourceWidth; x++)
            Copy(pixels + ((long)x * _channels), row + ((long)x * _geometry.Spacing * _channels), _channels);
    }

    /// <summary>Copies at least a lane's width; the last lane overlaps the previous one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(TElement* source, float* target, long count)
    {
        for (long i = 0; i < count - TLane.Width; i += TLane.Width)
            TElement.Load<TLane>(source + i).Store(target + i);
        TElement.Load<TLane>(source + count - TLane.Width).Store(target + count - TLane.Width);
    }
}
