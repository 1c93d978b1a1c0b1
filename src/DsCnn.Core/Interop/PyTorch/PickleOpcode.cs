namespace DsCnn;

/// <summary>The opcodes of Python's pickle format that a state dict needs (CPython's pickletools.py describes them all).</summary>
internal enum PickleOpcode : byte
{
    Proto = 0x80,
    Stop = (byte)'.',
    Frame = 0x95,

    Mark = (byte)'(',
    None = (byte)'N',
    True = 0x88,
    False = 0x89,
    Int = (byte)'J',
    Int1 = (byte)'K',
    Int2 = (byte)'M',
    Long1 = 0x8A,
    Float = (byte)'G',
    Unicode = (byte)'X',
    ShortUnicode = 0x8C,

    EmptyTuple = (byte)')',
    Tuple1 = 0x85,
    Tuple2 = 0x86,
    Tuple3 = 0x87,
    Tuple = (byte)'t',
    EmptyList = (byte)']',
    Append = (byte)'a',
    Appends = (byte)'e',
    EmptyDict = (byte)'}',
    SetItem = (byte)'s',
    SetItems = (byte)'u',

    Put = (byte)'q',
    LongPut = (byte)'r',
    Memoize = 0x94,
    Get = (byte)'h',
    LongGet = (byte)'j',

    Global = (byte)'c',
    StackGlobal = 0x93,
    Reduce = (byte)'R',
    Build = (byte)'b',
    PersistentId = (byte)'Q',
}
