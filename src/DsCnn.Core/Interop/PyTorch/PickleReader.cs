using System.Buffers.Binary;
using System.Text;

namespace DsCnn;

/// <summary>Reads a pickle without running anything: knows the opcodes a state dict needs, and <see cref="TorchGlobals"/> what may be called.</summary>
/// <remarks>
/// Values are null, bool, long, double, string, <c>object?[]</c> for a tuple, <see cref="PickleList"/>, <see cref="PickleDict"/> and what
/// <see cref="TorchGlobals"/> makes. Every opcode makes at most one small object, so their number bounds the memory.
/// </remarks>
internal sealed class PickleReader(ReadOnlyMemory<byte> bytes)
{
    /// <summary>Longer than any network's description: EfficientNet-B7's takes 0.2 million bytes.</summary>
    internal const int LongestPickle = 4 << 20;

    private const int MostOpcodes = 1_000_000;

    private readonly List<object?> _stack = [];
    private readonly Stack<int> _marks = [];
    private readonly Dictionary<long, object?> _memo = [];

    /// <summary>How many bytes have been read.</summary>
    internal int Position { get; private set; }

    /// <summary>Reads one pickle, up to its end mark.</summary>
    internal object? Read()
    {
        _stack.Clear();
        _marks.Clear();
        _memo.Clear();
        for (int i = 0; i < MostOpcodes; i++)
        {
            var opcode = (PickleOpcode)Take(1)[0];
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
        if (!TryScalar(opcode) && !TryContainer(opcode) && !TryMemo(opcode))
            StepObject(opcode);
    }

    private bool TryScalar(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.None:
                Push(null);
                return true;
            case PickleOpcode.True:
            case PickleOpcode.False:
                Push(opcode == PickleOpcode.True);
                return true;
            case PickleOpcode.Int:
                Push((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4)));
                return true;
            case PickleOpcode.Int1:
                Push((long)Take(1)[0]);
                return true;
            case PickleOpcode.Int2:
                Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2)));
                return true;
            case PickleOpcode.Long1:
                Push(ReadLong());
                return true;
            case PickleOpcode.Float:
                Push(BinaryPrimitives.ReadDoubleBigEndian(Take(8)));
                return true;
            case PickleOpcode.Unicode:
                Push(Text(BinaryPrimitives.ReadInt32LittleEndian(Take(4))));
                return true;
            case PickleOpcode.ShortUnicode:
                Push(Text(Take(1)[0]));
                return true;
            default:
                return false;
        }
    }

    private bool TryContainer(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Mark:
                _marks.Push(_stack.Count);
                return true;
            case PickleOpcode.EmptyTuple:
                Push(Array.Empty<object?>());
                return true;
            case PickleOpcode.Tuple1:
            case PickleOpcode.Tuple2:
            case PickleOpcode.Tuple3:
                Push(PopMany(opcode - PickleOpcode.Tuple1 + 1));
                return true;
            case PickleOpcode.Tuple:
                Push(PopToMark());
                return true;
            case PickleOpcode.EmptyList:
                Push(new PickleList());
                return true;
            case PickleOpcode.Append:
                Append(PopMany(1));
                return true;
            case PickleOpcode.Appends:
                Append(PopToMark());
                return true;
            case PickleOpcode.EmptyDict:
                Push(new PickleDict());
                return true;
            case PickleOpcode.SetItem:
                SetItems(PopMany(2));
                return true;
            case PickleOpcode.SetItems:
                SetItems(PopToMark());
                return true;
            default:
                return false;
        }
    }

    private bool TryMemo(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Put:
                _memo[Take(1)[0]] = Top();
                return true;
            case PickleOpcode.LongPut:
                _memo[BinaryPrimitives.ReadUInt32LittleEndian(Take(4))] = Top();
                return true;
            case PickleOpcode.Memoize:
                _memo[_memo.Count] = Top();
                return true;
            case PickleOpcode.Get:
                Push(Recall(Take(1)[0]));
                return true;
            case PickleOpcode.LongGet:
                Push(Recall(BinaryPrimitives.ReadUInt32LittleEndian(Take(4))));
                return true;
            default:
                return false;
        }
    }

    private void StepObject(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Proto:
                Take(1);
                break;
            case PickleOpcode.Frame:
                Take(8);
                break;
            case PickleOpcode.Global:
                Push(TorchGlobals.Find(Line(), Line()));
                break;
            case PickleOpcode.StackGlobal:
                object?[] names = PopMany(2);
                Push(TorchGlobals.Find(names[0] as string ?? "?", names[1] as string ?? "?"));
                break;
            case PickleOpcode.Reduce:
                object?[] call = PopMany(2);
                Push(TorchGlobals.Call(call[0], call[1] as object?[] ?? throw Broken("calls something without arguments")));
                break;
            case PickleOpcode.PersistentId:
                Push(TorchGlobals.Storage(Pop()));
                break;
            case PickleOpcode.Build when PopMany(1) is [PickleDict] && Top() is PickleDict:
                // Attributes of an OrderedDict: the modules' versions, which only PyTorch's own modules need.
                break;
            default:
                throw Broken($"uses instruction 0x{(byte)opcode:X2}, which no state dict needs; nothing was executed");
        }
    }

    private void Append(object?[] items)
    {
        PickleList list = Top() as PickleList ?? throw Broken("appends to what is no list");
        foreach (object? item in items)
            list.Add(item);
    }

    private void SetItems(object?[] items)
    {
        PickleDict dict = Top() as PickleDict ?? throw Broken("sets an item of what is no dict");
        if (items.Length % 2 != 0)
            throw Broken("sets a key without a value");
        for (int i = 0; i < items.Length; i += 2)
            dict.Add(items[i], items[i + 1]);
    }

    private void Push(object? value) => _stack.Add(value);

    private object? Pop() => PopMany(1)[0];

    private object? Top() => _stack.Count > Floor() ? _stack[^1] : throw Broken("uses a value that is not there");

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
            throw Broken("uses a value that is not there");
        object?[] items = [.. _stack[start..]];
        _stack.RemoveRange(start, count);
        return items;
    }

    private object? Recall(long slot) => _memo.TryGetValue(slot, out object? value) ? value : throw Broken("recalls a value that is not there");

    private long ReadLong()
    {
        ReadOnlySpan<byte> digits = Take(Take(1)[0]);
        if (digits.Length > sizeof(long))
            throw Broken("has a number of more than 64 bits");
        long value = digits.Length > 0 && (sbyte)digits[^1] < 0 ? -1 : 0;
        for (int i = digits.Length - 1; i >= 0; i--)
            value = (value << 8) | digits[i];
        return value;
    }

    private string Line()
    {
        int length = bytes.Span[Position..].IndexOf((byte)'\n');
        string line = length < 0 ? throw Broken("is cut short") : Text(length);
        Take(1);
        return line;
    }

    private string Text(int length) => Encoding.UTF8.GetString(Take(length));

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > bytes.Length - Position)
            throw Broken(bytes.Length >= LongestPickle ? $"is longer than {LongestPickle} bytes" : "is cut short");
        Position += count;
        return bytes.Span.Slice(Position - count, count);
    }

    private InvalidDataException Broken(string what) => new($"its pickle {what} (byte {Position}).");
}
