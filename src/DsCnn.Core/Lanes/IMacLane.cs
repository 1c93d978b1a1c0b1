namespace DsCnn.Lanes;

/// <summary>Sums of products, one for each 32-bit element of a vector. The same source code multiplies matrices of all number types: an element holds one float32, two 16-bit or four 8-bit numbers.</summary>
internal unsafe interface IMacLane<TSelf>
    where TSelf : struct, IMacLane<TSelf>
{
    /// <summary>The number of sums.</summary>
    static abstract int Width { get; }

    /// <summary>How many rows of two sums fit into the registers together with two vectors of weights: 6, or 12 with 32 registers.</summary>
    static abstract int TileRows { get; }

    /// <summary>Sums of zero.</summary>
    static abstract TSelf Zero { get; }

    /// <summary>One word of inputs, for all sums.</summary>
    static abstract TSelf BroadcastWord(int* inputs);

    /// <summary>One word of weights for each sum.</summary>
    static abstract TSelf LoadWords(int* weights);

    /// <summary>Adds the products to the sums.</summary>
    static abstract TSelf MultiplyAccumulate(TSelf sums, TSelf inputs, TSelf weights);

    /// <summary>Stores the sums: float32, or 32-bit integers.</summary>
    void StoreWords(int* target);
}
