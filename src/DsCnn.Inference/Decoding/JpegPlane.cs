namespace DsCnn.Inference;

/// <summary>A component's samples, upsampled to the image's size as in libjpeg: components with half the resolution are weighted 3 to 1 with their neighbors, others are repeated.</summary>
internal sealed class JpegPlane
{
    /// <summary>Components with fewer samples per row are repeated.</summary>
    private const int NarrowestWeighed = 3;

    private readonly JpegComponent _component;
    private readonly byte[] _samples;
    private readonly int _stride;
    private readonly int _timesAcross;
    private readonly int _timesDown;

    /// <summary>A row after vertical upsampling, times 4 if both directions are weighted.</summary>
    private readonly int[] _sums;

    internal JpegPlane(JpegFrame frame, JpegComponent component)
    {
        _component = component;
        _samples = JpegSamples.Of(component);
        _stride = 8 * component.BlocksAcross;
        _timesAcross = frame.MaxAcross / component.Across;
        _timesDown = frame.MaxDown / component.Down;
        _sums = new int[component.Width];
    }

    /// <summary>Reads a row of the image.</summary>
    /// <param name="row">The index of the row.</param>
    /// <param name="target">Room for the component's samples after upsampling.</param>
    internal void Read(int row, Span<byte> target)
    {
        int width = _component.Width;
        int own = row / _timesDown;
        ReadOnlySpan<byte> near = Row(own);
        bool weighsAcross = _timesAcross == 2 && _timesDown <= 2 && width >= NarrowestWeighed;
        if (_timesDown == 2 && (_timesAcross == 1 || weighsAcross))
        {
            // The first of two rows is closer to the one above, the second to the one below.
            ReadOnlySpan<byte> far = Row(row % 2 == 0 ? own - 1 : own + 1);
            for (int i = 0; i < width; i++)
                _sums[i] = (3 * near[i]) + far[i];
            if (weighsAcross)
                Weigh(_sums, target, half: 8, otherHalf: 7, shift: 4);
            else
                Settle(target, row % 2 == 0 ? 1 : 2);
        }
        else if (weighsAcross)
        {
            for (int i = 0; i < width; i++)
                _sums[i] = near[i];
            Weigh(_sums, target, half: 1, otherHalf: 2, shift: 2);
        }
        else
            Repeat(near, target);
    }

    private ReadOnlySpan<byte> Row(int row) => _samples.AsSpan(Math.Clamp(row, 0, _component.Height - 1) * _stride, _component.Width);

    private void Settle(Span<byte> target, int half)
    {
        for (int i = 0; i < _sums.Length; i++)
            target[i] = (byte)((_sums[i] + half) >> 2);
    }

    private void Repeat(ReadOnlySpan<byte> row, Span<byte> target)
    {
        if (_timesAcross == 1)
        {
            row.CopyTo(target);
            return;
        }

        for (int i = 0; i < row.Length; i++)
            target.Slice(i * _timesAcross, _timesAcross).Fill(row[i]);
    }

    /// <summary>Doubles each sample: 3 parts of it and one of its neighbor; halves are rounded to alternating sides.</summary>
    private static void Weigh(ReadOnlySpan<int> row, Span<byte> target, int half, int otherHalf, int shift)
    {
        for (int i = 0; i < row.Length; i++)
        {
            int left = row[Math.Max(i - 1, 0)];
            int right = row[Math.Min(i + 1, row.Length - 1)];
            target[2 * i] = (byte)(((3 * row[i]) + left + half) >> shift);
            target[(2 * i) + 1] = (byte)(((3 * row[i]) + right + otherHalf) >> shift);
        }
    }
}
