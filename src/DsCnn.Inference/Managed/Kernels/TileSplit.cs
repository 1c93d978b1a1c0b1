namespace DsCnn.Inference;

/// <summary>Divides pixels evenly into tiles, so that none is much smaller.</summary>
internal readonly struct TileSplit
{
    private readonly int _rows;

    /// <summary>Pixels before this one are in tiles with one pixel more.</summary>
    private readonly int _larger;

    internal TileSplit(int pixels, int most)
    {
        int tiles = (pixels + most - 1) / most;
        _rows = pixels / tiles;
        _larger = (pixels - (_rows * tiles)) * (_rows + 1);
    }

    /// <summary>The number of pixels in the tile that begins at a pixel.</summary>
    internal int RowsAt(int pixel) => pixel < _larger ? _rows + 1 : _rows;
}
