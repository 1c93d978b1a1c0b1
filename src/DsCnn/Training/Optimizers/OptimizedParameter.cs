using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DsCnn.Training;

/// <summary>A parameter with its optimizer state. Looked up once per run; a model must not be moved while it is trained.</summary>
internal sealed class OptimizedParameter : IDisposable
{
    private readonly FlatTensor? _weights;
    private readonly FlatTensor[] _states = [];
    private FlatTensor? _gradients;

    internal OptimizedParameter(string name, Parameter parameter, double weightDecay, int states)
    {
        Name = name;
        Parameter = parameter;
        WeightDecay = weightDecay;
        using DisposeScope scope = NewDisposeScope();
        using IDisposable gradientsOff = no_grad();
        States = [.. Enumerable.Range(0, states).Select(_ => zeros_like(parameter).DetachFromDisposeScope())];
        _weights = FlatTensor.TryOf(parameter);
        if (_weights is { } weights)
            _states = [.. States.Select(state => weights.InSameOrder(state))];
    }

    internal string Name { get; }

    internal Parameter Parameter { get; }

    internal double WeightDecay { get; }

    internal IReadOnlyList<Tensor> States { get; }

    /// <summary>The gradient of the last backward pass, or null if there was none.</summary>
    internal Tensor? Gradient { get; private set; }

    /// <summary>Whether its memory is directly accessible, so that a single pass updates it.</summary>
    internal bool IsFlat => _weights is not null;

    internal int Length => checked((int)Parameter.numel());

    internal void TakeGradient()
    {
        Gradient = Parameter.grad;
        if (Gradient is not null)
            _gradients = _weights?.InSameOrder(Gradient);
    }

    /// <summary>Copies the gradient of the last backward pass, in the order of the weights in memory; zeros where there was none.</summary>
    internal void CopyGradient(Span<float> numbers)
    {
        using DisposeScope scope = NewDisposeScope();
        using Tensor? gradient = Parameter.grad;
        if (gradient is null)
        {
            numbers.Clear();
            return;
        }

        using FlatTensor row = _weights?.InSameOrder(gradient) ?? FlatTensor.TryOf(gradient.to(ScalarType.Float32).cpu().contiguous())!.Value;
        using TensorNumbers own = row.Numbers;
        own.Span.CopyTo(numbers);
    }

    /// <summary>Puts other numbers, in the order of <see cref="CopyGradient"/>, in the place of the gradient that was taken, where there was one.</summary>
    internal void ReplaceGradient(ReadOnlySpan<float> numbers)
    {
        if (Gradient is null)
            return;
        if (_gradients is { } row)
        {
            using TensorNumbers own = row.Numbers;
            numbers.CopyTo(own.Span);
            return;
        }

        using DisposeScope scope = NewDisposeScope();
        using IDisposable gradientsOff = no_grad();
        Tensor given = empty(Gradient.shape, device: CPU);
        numbers.CopyTo(MemoryMarshal.Cast<byte, float>(given.bytes));
        Gradient.copy_(given);
    }

    /// <summary>Frees the gradient. Letting the next backward pass bring its own memory saves the pass that would add to old zeros.</summary>
    internal void DropGradient()
    {
        _gradients?.Dispose();
        Gradient?.Dispose();
        _gradients = null;
        Gradient = null;
        Parameter.grad = null;
    }

    /// <summary>A part of the gradients; the reader must keep this object reachable.</summary>
    internal ReadOnlySpan<float> Gradients(int start, int length) => _gradients!.Value.Numbers.Span.Slice(start, length);

    /// <summary>A part of all numbers; the writer must keep this object reachable, and report the change with <see cref="MarkChanged"/>.</summary>
    internal ParameterRow Row(int start, int length) => new()
    {
        Weights = _weights!.Value.Numbers.Span.Slice(start, length),
        Gradients = Gradients(start, length),
        First = _states.Length > 0 ? _states[0].Numbers.Span.Slice(start, length) : [],
        Second = _states.Length > 1 ? _states[1].Numbers.Span.Slice(start, length) : [],
    };

    internal void MarkChanged() => _weights!.Value.MarkChanged();

    public void Dispose()
    {
        DropGradient();
        _weights?.Dispose();
        foreach (FlatTensor state in _states)
            state.Dispose();
        foreach (Tensor state in States)
            state.Dispose();
    }
}
