using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Training;

/// <summary>Some of a model's tensors by name, or copies of them: its weights, their average, the best so far.</summary>
internal sealed class TensorGroup : IDisposable
{
    private readonly string[] _names;
    private readonly Tensor[] _tensors;
    private readonly FlatTensor?[] _rows;
    private readonly bool _ownsTensors;

    private TensorGroup(string[] names, Tensor[] tensors, bool ownsTensors)
    {
        _names = names;
        _tensors = tensors;
        _ownsTensors = ownsTensors;
        _rows = [.. tensors.Select(FlatTensor.TryOf)];
    }

    /// <summary>References tensors of a model, which continue to belong to it.</summary>
    internal static TensorGroup Of(DsCnnModel model, Func<WeightShape, bool> which)
    {
        Dictionary<string, Tensor> tensors = model.NamedTensors();
        string[] names = [.. model.Spec.Weights.Where(which).Select(w => w.Name)];
        return new TensorGroup(names, [.. names.Select(name => tensors[name])], ownsTensors: false);
    }

    internal static TensorGroup AllOf(DsCnnModel model) => Of(model, _ => true);

    /// <summary>How many numbers there are.</summary>
    internal int Length => (int)_tensors.Sum(t => t.numel());

    internal bool IsFinite
    {
        get
        {
            using DisposeScope scope = NewDisposeScope();
            return _tensors.All(t => t.isfinite().all().item<bool>());
        }
    }

    /// <summary>Copies the tensors, with the same memory layout.</summary>
    internal TensorGroup Clone()
    {
        using DisposeScope scope = NewDisposeScope();
        return new TensorGroup(_names, [.. _tensors.Select(t => t.detach().clone().DetachFromDisposeScope())], ownsTensors: true);
    }

    internal void CopyFrom(TensorGroup other) => Combine(other, (mine, theirs) => theirs.CopyTo(mine), (mine, theirs) => mine.copy_(theirs));

    /// <summary>Copies all numbers, times a factor, in the order of the tensors.</summary>
    internal void CopyTo(Span<float> numbers, float factor)
    {
        for (int i = 0, start = 0; i < _tensors.Length; i++)
        {
            using DisposeScope scope = NewDisposeScope();
            using IDisposable gradientsOff = no_grad();
            Tensor scaled = (_tensors[i].contiguous() * factor).cpu();
            ReadOnlySpan<float> own = MemoryMarshal.Cast<byte, float>(scaled.bytes);
            own.CopyTo(numbers[start..]);
            start += own.Length;
        }
    }

    /// <summary>Takes over numbers in the order of <see cref="CopyTo"/>.</summary>
    internal void CopyFrom(ReadOnlySpan<float> numbers)
    {
        for (int i = 0, start = 0; i < _tensors.Length; i++)
        {
            using DisposeScope scope = NewDisposeScope();
            using IDisposable gradientsOff = no_grad();
            Tensor given = empty(_tensors[i].shape, device: CPU);
            Span<float> memory = MemoryMarshal.Cast<byte, float>(given.bytes);
            numbers.Slice(start, memory.Length).CopyTo(memory);
            _tensors[i].copy_(given);
            start += memory.Length;
        }
    }

    /// <summary>Moves every number a share of the way to the other group's.</summary>
    internal void MoveTowards(TensorGroup other, double share) =>
        Combine(other, (mine, theirs) => FusedUpdate.MoveTowards(mine, theirs, (float)share), (mine, theirs) => mine.lerp_(theirs, share));

    /// <summary>Exchanges the numbers of both groups.</summary>
    internal void SwapWith(TensorGroup other) => Combine(other, Swap, (mine, theirs) =>
    {
        Tensor aside = mine.clone();
        mine.copy_(theirs);
        theirs.copy_(aside);
    }, changesBoth: true);

    internal IEnumerable<NamedTensor> Named(string prefix) => _names.Zip(_tensors, (name, tensor) => new NamedTensor(prefix + name, tensor));

    public void Dispose()
    {
        foreach (FlatTensor? row in _rows)
            row?.Dispose();
        if (_ownsTensors)
        {
            foreach (Tensor tensor in _tensors)
                tensor.Dispose();
        }
    }

    private static void Swap(Span<float> mine, Span<float> theirs)
    {
        for (int i = 0; i < mine.Length; i++)
            (mine[i], theirs[i]) = (theirs[i], mine[i]);
    }

    private void Combine(TensorGroup other, RowAction inMemory, Action<Tensor, Tensor> elsewhere, bool changesBoth = false)
    {
        for (int i = 0; i < _tensors.Length; i++)
        {
            if (_rows[i] is { } mine && other._rows[i] is { } theirs)
            {
                using TensorNumbers numbers = mine.Numbers, others = theirs.Numbers;
                inMemory(numbers.Span, others.Span);
                mine.MarkChanged();
                if (changesBoth)
                    theirs.MarkChanged();
                continue;
            }

            using DisposeScope scope = NewDisposeScope();
            using IDisposable gradientsOff = no_grad();
            elsewhere(_tensors[i], other._tensors[i]);
        }
    }

    private delegate void RowAction(Span<float> mine, Span<float> theirs);
}
