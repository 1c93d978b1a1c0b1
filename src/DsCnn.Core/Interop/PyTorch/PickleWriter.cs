using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace DsCnn.Interop;

/// <summary>Writes the pickle of a state dict as <c>torch.save</c> does: protocol 2, storages as persistent ids.</summary>
internal sealed class PickleWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    internal static byte[] StateDict(IReadOnlyList<RawTensor> tensors)
    {
        var writer = new PickleWriter();
        writer.Op(PickleOpcode.Proto);
        writer._bytes.Write<byte>([2]);
        writer.OrderedDict();
        writer.Op(PickleOpcode.Mark);
        foreach ((int key, RawTensor tensor) in tensors.Index())
        {
            writer.Text(tensor.Name);
            writer.Tensor(tensor, key);
        }

        writer.Op(PickleOpcode.SetItems);
        writer.Op(PickleOpcode.Stop);
        return writer._bytes.WrittenSpan.ToArray();
    }

    private void Tensor(RawTensor tensor, int key)
    {
        TorchStorageType type = TorchStorageType.All.First(t => t.SafetensorsName == tensor.DataType);
        Global("torch._utils", "_rebuild_tensor_v2");
        Op(PickleOpcode.Mark);

        Op(PickleOpcode.Mark);
        Text("storage");
        Global("torch", type.Name);
        Text(key.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Text("cpu");
        Int(tensor.Bytes.Length / type.ElementBytes);
        Op(PickleOpcode.Tuple);
        Op(PickleOpcode.PersistentId);

        Int(0);
        Tuple(tensor.Dimensions);
        Tuple(Strides(tensor.Dimensions));
        Op(PickleOpcode.False);
        OrderedDict();
        Op(PickleOpcode.Tuple);
        Op(PickleOpcode.Reduce);
    }

    private static int[] Strides(IReadOnlyList<int> dimensions)
    {
        int[] strides = new int[dimensions.Count];
        int next = 1;
        for (int i = strides.Length - 1; i >= 0; i--)
        {
            strides[i] = next;
            next *= dimensions[i];
        }

        return strides;
    }

    private void OrderedDict()
    {
        Global("collections", "OrderedDict");
        Op(PickleOpcode.EmptyTuple);
        Op(PickleOpcode.Reduce);
    }

    private void Tuple(IReadOnlyList<int> numbers)
    {
        Op(PickleOpcode.Mark);
        foreach (int number in numbers)
            Int(number);
        Op(PickleOpcode.Tuple);
    }

    private void Global(string module, string name)
    {
        Op(PickleOpcode.Global);
        _bytes.Write<byte>(Encoding.ASCII.GetBytes($"{module}\n{name}\n"));
    }

    private void Text(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Op(PickleOpcode.Unicode);
        Int32(bytes.Length);
        _bytes.Write<byte>(bytes);
    }

    private void Int(int value)
    {
        Op(PickleOpcode.Int);
        Int32(value);
    }

    private void Int32(int value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        _bytes.Write<byte>(bytes);
    }

    private void Op(PickleOpcode opcode) => _bytes.Write<byte>([(byte)opcode]);
}
