namespace DsCnn.Inference;

/// <summary>A number known to the compiler, for which kernels are specialized.</summary>
internal interface ICount
{
    static abstract int Value { get; }
}

/// <summary>One.</summary>
internal readonly struct One : ICount
{
    public static int Value => 1;
}

/// <summary>Two.</summary>
internal readonly struct Two : ICount
{
    public static int Value => 2;
}

/// <summary>Three.</summary>
internal readonly struct Three : ICount
{
    public static int Value => 3;
}

/// <summary>Four.</summary>
internal readonly struct Four : ICount
{
    public static int Value => 4;
}

/// <summary>Five.</summary>
internal readonly struct Five : ICount
{
    public static int Value => 5;
}

/// <summary>Six.</summary>
internal readonly struct Six : ICount
{
    public static int Value => 6;
}

/// <summary>Seven.</summary>
internal readonly struct Seven : ICount
{
    public static int Value => 7;
}

/// <summary>Eight.</summary>
internal readonly struct Eight : ICount
{
    public static int Value => 8;
}

/// <summary>Nine.</summary>
internal readonly struct Nine : ICount
{
    public static int Value => 9;
}

/// <summary>Ten.</summary>
internal readonly struct Ten : ICount
{
    public static int Value => 10;
}

/// <summary>Eleven.</summary>
internal readonly struct Eleven : ICount
{
    public static int Value => 11;
}

/// <summary>Twelve.</summary>
internal readonly struct Twelve : ICount
{
    public static int Value => 12;
}
