namespace DsCnn.Inference;

/// <summary>Divides pixels into tiles evenly, so that none is a narrow one.</summary>
internal readonly struct TileSplit
{
    private readonly int _rows;

    /// <summary>Pixels before this one lie in tiles of one more.</summary>
    private readonly int _larger;

    internal TileSplit(int pixels, int most)
    {
        int tiles = (pixels + most - 1) / most;
        _rows = pixels / tiles;
        _larger = (pixels - (_rows * tiles)) * (_rows + 1);
    }

    /// <summary>How many pixels the tile has that begins at one.</summary>
    internal int RowsAt(int pixel) => pixel < _larger ? _rows + 1 : _rows;
}
