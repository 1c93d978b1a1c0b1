using System.Numerics;
using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DsCnn.Training;

/// <summary>Updates a network's parameters from their gradients.</summary>
/// <remarks>
/// On a CPU, one pass over each parameter's memory does the whole update; on other devices, torch's operations do. TorchSharp's own optimizers make a
/// pass per operation and many objects per parameter.
/// </remarks>
internal sealed class Optimizer : IDisposable
{
    /// <summary>The number of elements per slice of work: large enough to be worth a call, small enough for a core's own cache.</summary>
    private const int SliceLength = 1 << 15;

    private readonly UpdateRule _rule;
    private readonly OptimizedParameter[] _parameters;
    private readonly ParameterSlice[] _slices;

    /// <summary>Prepares the parameters to train: those that require a gradient.</summary>
    internal Optimizer(OptimizerOptions options, IEnumerable<(string Name, Parameter Parameter)> parameters)
    {
        _rule = options.CreateRule();

        // Weights have at least two dimensions; batch norms and biases have one, and are exempt from weight decay.
        _parameters = [.. parameters.Where(p => p.Parameter.requires_grad).Select(p => new OptimizedParameter(
            p.Name, p.Parameter, p.Parameter.dim() > 1 ? options.WeightDecay : 0, _rule.States.Count))];
        _slices = [.. _parameters.Where(p => p.IsFlat).SelectMany(Cut)];

        // Gradients left by the caller's own backward pass do not belong to this run.
        DropGradients();
    }

    /// <summary>The number of updates so far.</summary>
    internal long Updates { get; set; }

    /// <summary>Its state, by name: <c>optimizer.momentum.layers.0.conv_1.weight</c>.</summary>
    internal IEnumerable<NamedTensor> State =>
        _parameters.SelectMany(p => _rule.States.Zip(p.States, (state, tensor) => new NamedTensor($"optimizer.{state}.{p.Name}", tensor)));

    internal IEnumerable<OptimizedParameter> Parameters => _parameters;

    /// <summary>Collects the gradients of the last backward passes.</summary>
    /// <param name="exchange">Has the sums of all ranks, which take their place; null without other ranks.</param>
    /// <returns>The length of all of them as one vector; no number or infinite where any of them is.</returns>
    internal double TakeGradients(GradientExchange? exchange = null)
    {
        foreach (OptimizedParameter parameter in _parameters)
            parameter.TakeGradient();
        exchange?.Receive();
        double sum = 0;
        foreach (ParameterSlice slice in _slices)
        {
            if (slice.Parameter.Gradient is not null)
                sum += SumOfSquares(slice.Parameter.Gradients(slice.Start, slice.Length));
        }

        return Math.Sqrt(sum + SumOfSquaresElsewhere());
    }

    /// <summary>Updates the parameters from the collected gradients, then drops the gradients.</summary>
    /// <param name="learningRate">The learning rate of this update.</param>
    /// <param name="gradientScale">The factor by which the gradients are multiplied first.</param>
    internal void Update(double learningRate, double gradientScale)
    {
        Updates++;

        // Slices do not share memory, so several threads could process them here.
        foreach (ParameterSlice slice in _slices)
        {
            if (slice.Parameter.Gradient is not null)
                _rule.Update(slice.Parameter.Row(slice.Start, slice.Length), Scale(slice.Parameter));
        }

        foreach (OptimizedParameter parameter in _parameters)
        {
            if (parameter.Gradient is null)
                continue;
            if (parameter.IsFlat)
                parameter.MarkChanged();
            else
                UpdateElsewhere(parameter, Scale(parameter));
        }

        DropGradients();

        UpdateScale Scale(OptimizedParameter parameter) => new(learningRate, parameter.WeightDecay, gradientScale, Updates);
    }

    internal void DropGradients()
    {
        foreach (OptimizedParameter parameter in _parameters)
            parameter.DropGradient();
    }

    public void Dispose()
    {
        foreach (OptimizedParameter parameter in _parameters)
            parameter.Dispose();
    }

    private static IEnumerable<ParameterSlice> Cut(OptimizedParameter parameter)
    {
        for (int start = 0; start < parameter.Length; start += SliceLength)
            yield return new ParameterSlice(parameter, start, Math.Min(SliceLength, parameter.Length - start));
    }

    private static double SumOfSquares(ReadOnlySpan<float> numbers)
    {
        Vector<float> sums = default;
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(numbers);
        foreach (Vector<float> vector in vectors)
            sums += vector * vector;
        double sum = Vector.Sum(sums);
        foreach (float number in numbers[(vectors.Length * Vector<float>.Count)..])
            sum += number * number;
        return sum;
    }

    private void UpdateElsewhere(OptimizedParameter parameter, UpdateScale scale)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable gradientsOff = no_grad();
        _rule.Update(parameter.Parameter, parameter.Gradient! * scale.GradientScale, parameter.States, scale);
    }

    private double SumOfSquaresElsewhere()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor[] norms = [.. _parameters.Where(p => !p.IsFlat && p.Gradient is not null).Select(p => p.Gradient!.norm())];
        return norms.Length == 0 ? 0 : Math.Pow(stack(norms).norm().to(ScalarType.Float64).item<double>(), 2);
    }

    private readonly record struct ParameterSlice(OptimizedParameter Parameter, int Start, int Length);
}
