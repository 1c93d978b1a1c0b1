using System.Buffers.Binary;

namespace DsCnn.Interop;

/// <summary>Reads a pickle without running anything: it knows the parts of a state dict (<see cref="TorchGlobals"/>), and uses a placeholder for everything else.</summary>
/// <remarks>
/// Values are null, bool, long, double, string, <c>object?[]</c> for a tuple, <see cref="PickleList"/>, <see cref="PickleDict"/>, <see cref="PickleUnknown"/> and
/// what <see cref="TorchGlobals"/> creates. Every opcode creates at most one small object, so the number of opcodes bounds the memory.
/// </remarks>
internal sealed class PickleReader(ReadOnlyMemory<byte> pickle)
{
    private const int MostOpcodes = 1_000_000;

    private readonly PickleBytes _bytes = new(pickle);
    private readonly List<object?> _stack = [];
    private readonly Stack<int> _marks = [];
    private readonly Dictionary<long, object?> _memo = [];
    private readonly Dictionary<string, TorchStorage> _storages = [];

    /// <summary>The number of bytes read so far.</summary>
    internal int Position => _bytes.Position;

    /// <summary>All storages that the pickles so far refer to.</summary>
    internal IReadOnlyDictionary<string, TorchStorage> Storages => _storages;

    /// <summary>Reads one pickle, up to its end mark.</summary>
    internal object? Read()
    {
        _stack.Clear();
        _marks.Clear();
        _memo.Clear();
        for (int i = 0; i < MostOpcodes; i++)
        {
            var opcode = (PickleOpcode)_bytes.Byte();
            if (opcode == PickleOpcode.Stop)
            {
                object? result = Pop();
                return _stack.Count == 0 ? result : throw Broken("ends with values left over");
            }

            Step(opcode);
        }

        throw Broken($"has over {MostOpcodes} instructions");
    }

    private void Step(PickleOpcode opcode)
    {
        if (!TryNumber(opcode) && !TryText(opcode) && !TryContainer(opcode) && !TryStack(opcode) && !TryObject(opcode))
            throw Broken($"uses instruction 0x{(byte)opcode:X2}, which reaches outside the file or does not exist; nothing was executed");
    }

    private bool TryNumber(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.None:
                return Push(null);
            case PickleOpcode.True:
            case PickleOpcode.False:
                return Push(opcode == PickleOpcode.True);
            case PickleOpcode.Int:
                return Push((long)_bytes.Int32());
            case PickleOpcode.Int1:
                return Push((long)_bytes.Byte());
            case PickleOpcode.Int2:
                return Push((long)BinaryPrimitives.ReadUInt16LittleEndian(_bytes.Take(sizeof(ushort))));
            case PickleOpcode.Long1:
                return Push(_bytes.Long(_bytes.Byte()));
            case PickleOpcode.Long4:
                return Push(_bytes.Long(_bytes.Int32()));
            case PickleOpcode.IntLine:
            case PickleOpcode.LongLine:
                return Push(_bytes.NumberLine());
            case PickleOpcode.Float:
                return Push(BinaryPrimitives.ReadDoubleBigEndian(_bytes.Take(sizeof(double))));
            case PickleOpcode.FloatLine:
                _bytes.Line();
                return Push(PickleUnknown.Data);
            default:
                return false;
        }
    }

    private bool TryText(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Unicode:
            case PickleOpcode.String:
                return Push(_bytes.Text(_bytes.Int32()));
            case PickleOpcode.ShortUnicode:
            case PickleOpcode.ShortString:
                return Push(_bytes.Text(_bytes.Byte()));
            case PickleOpcode.LongUnicode:
                return Push(_bytes.Text(_bytes.Int64()));
            case PickleOpcode.UnicodeLine:
                return Push(_bytes.Line());
            case PickleOpcode.StringLine:
                return Push(_bytes.Line().Trim('\'', '"'));
            case PickleOpcode.Bytes:
                return Push(_bytes.Skip(_bytes.UInt32()));
            case PickleOpcode.ShortBytes:
                return Push(_bytes.Skip(_bytes.Byte()));
            case PickleOpcode.LongBytes:
            case PickleOpcode.ByteArray:
                return Push(_bytes.Skip(_bytes.Int64()));
            default:
                return false;
        }
    }

    private bool TryContainer(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.EmptyTuple:
                return Push(Array.Empty<object?>());
            case PickleOpcode.Tuple1:
            case PickleOpcode.Tuple2:
            case PickleOpcode.Tuple3:
                return Push(PopMany(opcode - PickleOpcode.Tuple1 + 1));
            case PickleOpcode.Tuple:
            case PickleOpcode.FrozenSet:
                return Push(PopToMark());
            case PickleOpcode.EmptyList:
            case PickleOpcode.EmptySet:
                return Push(new PickleList());
            case PickleOpcode.List:
                object?[] items = PopToMark();
                return Push(new PickleList()) && Append(items);
            case PickleOpcode.Append:
                return Append(PopMany(1));
            case PickleOpcode.Appends:
            case PickleOpcode.AddItems:
                return Append(PopToMark());
            case PickleOpcode.EmptyDict:
                return Push(new PickleDict());
            case PickleOpcode.Dict:
                object?[] pairs = PopToMark();
                return Push(new PickleDict()) && SetItems(pairs);
            case PickleOpcode.SetItem:
                return SetItems(PopMany(2));
            case PickleOpcode.SetItems:
                return SetItems(PopToMark());
            default:
                return false;
        }
    }

    private bool TryStack(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Mark:
                _marks.Push(_stack.Count);
                return true;
            case PickleOpcode.Pop when _marks.TryPeek(out int mark) && mark == _stack.Count:
            case PickleOpcode.PopMark:
                PopToMark();
                return true;
            case PickleOpcode.Pop:
                Pop();
                return true;
            case PickleOpcode.Duplicate:
                return Push(Top());
            case PickleOpcode.Put:
                return Keep(_bytes.Byte());
            case PickleOpcode.LongPut:
                return Keep(_bytes.UInt32());
            case PickleOpcode.PutLine:
                return Keep(Slot());
            case PickleOpcode.Memoize:
                return Keep(_memo.Count);
            case PickleOpcode.Get:
                return Push(Recall(_bytes.Byte()));
            case PickleOpcode.LongGet:
                return Push(Recall(_bytes.UInt32()));
            case PickleOpcode.GetLine:
                return Push(Recall(Slot()));
            default:
                return false;
        }
    }

    private bool TryObject(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Proto:
                _bytes.Take(1);
                return true;
            case PickleOpcode.Frame:
                _bytes.Take(8);
                return true;
            case PickleOpcode.Global:
                return Push(TorchGlobals.Find(_bytes.Line(), _bytes.Line()));
            case PickleOpcode.StackGlobal:
                object?[] names = PopMany(2);
                return Push(TorchGlobals.Find(names[0] as string ?? "?", names[1] as string ?? "?"));
            case PickleOpcode.Reduce:
            case PickleOpcode.New:
                object?[] call = PopMany(2);
                return Push(TorchGlobals.Call(call[0], call[1] as object?[] ?? throw Broken("calls something without arguments")));
            case PickleOpcode.NewWithNames:
                return Push(TorchGlobals.Call(PopMany(3)[0], []));
            case PickleOpcode.Instance:
                object function = TorchGlobals.Find(_bytes.Line(), _bytes.Line());
                return Push(TorchGlobals.Call(function, PopToMark()));
            case PickleOpcode.Object:
                object?[] parts = PopToMark();
                return Push(TorchGlobals.Call(parts.FirstOrDefault(), [.. parts.Skip(1)]));
            case PickleOpcode.PersistentId:
                return Push(Register(TorchGlobals.Storage(Pop())));
            case PickleOpcode.PersistentIdLine:
                return Push(Register(TorchGlobals.Storage(_bytes.Line())));
            case PickleOpcode.Build:
                // Attributes, such as the module versions in an OrderedDict of PyTorch: they contain no weights.
                Pop();
                Top();
                return true;
            default:
                return false;
        }
    }

    private bool Append(object?[] items)
    {
        if (Top() is PickleUnknown)
            return true;
        PickleList list = Top() as PickleList ?? throw Broken("appends to something that is not a list");
        foreach (object? item in items)
            list.Add(item);
        return true;
    }

    private bool SetItems(object?[] items)
    {
        if (items.Length % 2 != 0)
            throw Broken("sets a key without a value");
        if (Top() is PickleUnknown)
            return true;
        PickleDict dict = Top() as PickleDict ?? throw Broken("sets an item of something that is not a dict");
        for (int i = 0; i < items.Length; i += 2)
            dict.Add(items[i], items[i + 1]);
        return true;
    }

    private object Register(object reference)
    {
        if (reference is TorchStorage storage && !_storages.TryAdd(storage.Key, storage) && _storages[storage.Key] != storage)
            throw new InvalidDataException($"its storage \"{ErrorText.Quote(storage.Key)}\" is described in two ways.");
        return reference;
    }

    private bool Push(object? value)
    {
        _stack.Add(value);
        return true;
    }

    private object? Pop() => PopMany(1)[0];

    private object? Top() => _stack.Count > Floor() ? _stack[^1] : throw Broken("uses a value that does not exist");

    private int Floor() => _marks.Count > 0 ? _marks.Peek() : 0;

    private object?[] PopToMark()
    {
        if (!_marks.TryPop(out int mark))
            throw Broken("closes a list that was not opened");
        return PopMany(_stack.Count - mark);
    }

    private object?[] PopMany(int count)
    {
        int start = _stack.Count - count;
        if (start < Floor())
            throw Broken("uses a value that does not exist");
        object?[] items = [.. _stack[start..]];
        _stack.RemoveRange(start, count);
        return items;
    }

    private bool Keep(long slot)
    {
        _memo[slot] = Top();
        return true;
    }

    private object? Recall(long slot) => _memo.TryGetValue(slot, out object? value) ? value : throw Broken("recalls a value that does not exist");

    private long Slot() => _bytes.NumberLine() as long? ?? throw Broken("stores a value under something that is not a number");

    private InvalidDataException Broken(string what) => _bytes.Broken(what);
}
