namespace DsCnn.Lanes;

/// <summary>Sums of products, as many as a vector has 32-bit places. One source multiplies matrices of every kind of number: a place takes one float32, two 16-bit or four 8-bit numbers at a time.</summary>
internal unsafe interface IMacLane<TSelf>
    where TSelf : struct, IMacLane<TSelf>
{
    /// <summary>How many sums.</summary>
    static abstract int Width { get; }

    /// <summary>How many rows of two sums the registers hold beside two vectors of weights: 6, or 12 where there are 32 registers.</summary>
    static abstract int TileRows { get; }

    /// <summary>Sums of nothing.</summary>
    static abstract TSelf Zero { get; }

    /// <summary>One place of inputs, for all sums.</summary>
    static abstract TSelf BroadcastWord(int* inputs);

    /// <summary>A place of weights for each sum.</summary>
    static abstract TSelf LoadWords(int* weights);

    /// <summary>Adds the products to the sums.</summary>
    static abstract TSelf MultiplyAccumulate(TSelf sums, TSelf inputs, TSelf weights);

    /// <summary>Writes the sums: float32, or 32-bit whole numbers.</summary>
    void StoreWords(int* target);
}
