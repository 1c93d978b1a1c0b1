using System.Runtime.CompilerServices;

namespace DsCnn;

/// <summary>
/// The last few source rows of one image's channels under a lane, as float32, with padding and spacing written out, so that the taps of a kernel need no case for the edges.
/// </summary>
internal unsafe struct DepthwiseRing<TLane, TElement>
    where TLane : struct, ILane<TLane>
    where TElement : unmanaged, IElement<TElement>
{
    private readonly DepthwiseGeometry _geometry;
    private readonly float* _memory;
    private readonly int _rowLength;
    private readonly TElement* _pixels;
    private readonly long _pixelStride;
    private int _nextPlace;

    /// <summary>Starts at the top of an image.</summary>
    internal DepthwiseRing(DepthwiseGeometry geometry, float* memory, TElement* pixels, long pixelStride)
    {
        _geometry = geometry;
        _memory = memory;
        _pixels = pixels;
        _pixelStride = pixelStride;
        _rowLength = geometry.PaddedWidth * TLane.Width;
        new Span<float>(memory, geometry.Kernel * _rowLength).Clear();
    }

    /// <summary>Reads on until the rows under a target row are there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void MoveTo(int targetRow)
    {
        for (int end = (targetRow * _geometry.Step) + _geometry.Kernel; _nextPlace < end; _nextPlace++)
        {
            int row = _geometry.SourceRow(_nextPlace);
            if (row >= 0)
                Load(RowAt(_nextPlace), _pixels + (row * _geometry.SourceWidth * _pixelStride));
        }
    }

    /// <summary>The row under a tap; null where it is all padding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly float* Row(int targetRow, int tapRow)
    {
        int place = (targetRow * _geometry.Step) + tapRow;
        return _geometry.SourceRow(place) < 0 ? null : RowAt(place);
    }

    private readonly float* RowAt(int place) => _memory + ((long)(place % _geometry.Kernel) * _rowLength);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Load(float* row, TElement* pixels)
    {
        float* target = row + (_geometry.Padding * TLane.Width);
        for (int x = 0; x < _geometry.SourceWidth; x++)
        {
            TElement.Load<TLane>(pixels).Store(target);
            pixels += _pixelStride;
            target += _geometry.Spacing * TLane.Width;
        }
    }
}
