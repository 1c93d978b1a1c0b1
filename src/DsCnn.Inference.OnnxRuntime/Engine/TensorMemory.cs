using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace DsCnn.Inference;

/// <summary>Memory for an input or output in the network's number type; callers see float32.</summary>
internal abstract class TensorMemory : IDisposable
{
    private protected TensorMemory(OrtValue value) => Value = value;

    internal OrtValue Value { get; }

    internal abstract long Bytes { get; }

    /// <summary>The supported types of inputs. Bytes are unprocessed pictures: 0 to 1 becomes 0 to 255.</summary>
    internal static IReadOnlyList<TensorElementType> InputTypes { get; } =
        [TensorElementType.Float, TensorElementType.Float16, TensorElementType.Double, TensorElementType.UInt8];

    internal static IReadOnlyList<TensorElementType> OutputTypes { get; } = [TensorElementType.Float, TensorElementType.Float16, TensorElementType.Double];

    internal static TensorMemory Create(TensorElementType type, long[] shape)
    {
        int length = checked((int)shape.Aggregate(1L, (product, extent) => checked(product * extent)));
        return type switch
        {
            TensorElementType.Float => new Floats(GC.AllocateArray<float>(length, pinned: true), shape),
            TensorElementType.Float16 => new Others<Float16>(length, shape, ToHalf, FromHalf),
            TensorElementType.Double => new Others<double>(length, shape, number => number, number => (float)number),
            _ => new Others<byte>(length, shape, number => (byte)Math.Clamp(MathF.Round(number * byte.MaxValue), 0, byte.MaxValue), number => number / (float)byte.MaxValue),
        };
    }

    /// <summary>The output of a run, as float32.</summary>
    internal static float[] Read(OrtValue value, TensorElementType type) => type switch
    {
        TensorElementType.Float => value.GetTensorDataAsSpan<float>().ToArray(),
        TensorElementType.Float16 => Array.ConvertAll(value.GetTensorDataAsSpan<Float16>().ToArray(), FromHalf),
        _ => Array.ConvertAll(value.GetTensorDataAsSpan<double>().ToArray(), number => (float)number),
    };

    /// <summary>Writes the first numbers; the remaining ones are 0.</summary>
    internal abstract void Write(ReadOnlySpan<float> numbers);

    /// <summary>Reads the first numbers.</summary>
    internal abstract void Read(Span<float> numbers);

    public void Dispose() => Value.Dispose();

    private static Float16 ToHalf(float number) => new(BitConverter.HalfToUInt16Bits((Half)number));

    private static float FromHalf(Float16 number) => (float)BitConverter.UInt16BitsToHalf(number.value);

    private sealed class Floats(float[] memory, long[] shape) : TensorMemory(OrtValue.CreateTensorValueFromMemory(memory, shape))
    {
        internal override long Bytes => sizeof(float) * (long)memory.Length;

        internal override void Write(ReadOnlySpan<float> numbers)
        {
            numbers.CopyTo(memory);
            memory.AsSpan(numbers.Length).Clear();
        }

        internal override void Read(Span<float> numbers) => memory.AsSpan(0, numbers.Length).CopyTo(numbers);
    }

    private sealed class Others<T> : TensorMemory
        where T : unmanaged
    {
        private readonly T[] _memory;
        private readonly Func<float, T> _from;
        private readonly Func<T, float> _to;

        internal Others(int length, long[] shape, Func<float, T> from, Func<T, float> to)
            : this(GC.AllocateArray<T>(length, pinned: true), shape, from, to)
        {
        }

        private Others(T[] memory, long[] shape, Func<float, T> from, Func<T, float> to)
            : base(OrtValue.CreateTensorValueFromMemory(memory, shape)) => (_memory, _from, _to) = (memory, from, to);

        internal override long Bytes => Marshal.SizeOf<T>() * (long)_memory.Length;

        internal override void Write(ReadOnlySpan<float> numbers)
        {
            for (int i = 0; i < numbers.Length; i++)
                _memory[i] = _from(numbers[i]);
            _memory.AsSpan(numbers.Length).Clear();
        }

        internal override void Read(Span<float> numbers)
        {
            for (int i = 0; i < numbers.Length; i++)
                numbers[i] = _to(_memory[i]);
        }
    }
}
