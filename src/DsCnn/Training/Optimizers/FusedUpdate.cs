using System.Numerics;
using System.Runtime.InteropServices;

namespace DsCnn.Training;

/// <summary>Applies an equation to a parameter in one pass, so that each number crosses the memory bus once.</summary>
internal static class FusedUpdate
{
    internal interface IEquation
    {
        void Apply(ref Vector<float> weight, Vector<float> gradient, ref Vector<float> first, ref Vector<float> second);
    }

    internal static void Run<TEquation>(TEquation equation, ParameterRow row)
        where TEquation : struct, IEquation
    {
        Span<Vector<float>> weights = MemoryMarshal.Cast<float, Vector<float>>(row.Weights);
        ReadOnlySpan<Vector<float>> gradients = MemoryMarshal.Cast<float, Vector<float>>(row.Gradients)[..weights.Length];
        Span<Vector<float>> first = MemoryMarshal.Cast<float, Vector<float>>(row.First);
        Span<Vector<float>> second = MemoryMarshal.Cast<float, Vector<float>>(row.Second);
        Vector<float> absent = default;
        for (int i = 0; i < weights.Length; i++)
        {
            equation.Apply(
                ref weights[i],
                gradients[i],
                ref first.IsEmpty ? ref absent : ref first[i],
                ref second.IsEmpty ? ref absent : ref second[i]);
        }

        RunTail(equation, row, weights.Length * Vector<float>.Count);
    }

    /// <summary>Moves every number by a share of the way toward its target.</summary>
    internal static void MoveTowards(Span<float> numbers, ReadOnlySpan<float> targets, float share) =>
        Run(new Approach(share), new ParameterRow { Weights = numbers, Gradients = targets });

    /// <summary>Applies the same equation to the last numbers, which do not fill a vector, padded with zeros.</summary>
    private static void RunTail<TEquation>(TEquation equation, ParameterRow row, int start)
        where TEquation : struct, IEquation
    {
        if (start == row.Weights.Length)
            return;
        Vector<float> weight = Padded(row.Weights[start..]);
        Vector<float> first = row.First.IsEmpty ? default : Padded(row.First[start..]);
        Vector<float> second = row.Second.IsEmpty ? default : Padded(row.Second[start..]);
        equation.Apply(ref weight, Padded(row.Gradients[start..]), ref first, ref second);
        CopyBack(weight, row.Weights[start..]);
        if (!row.First.IsEmpty)
            CopyBack(first, row.First[start..]);
        if (!row.Second.IsEmpty)
            CopyBack(second, row.Second[start..]);
    }

    private static Vector<float> Padded(ReadOnlySpan<float> numbers)
    {
        Span<float> padded = stackalloc float[Vector<float>.Count];
        padded.Clear();
        numbers.CopyTo(padded);
        return new Vector<float>(padded);
    }

    private static void CopyBack(Vector<float> vector, Span<float> numbers)
    {
        Span<float> padded = stackalloc float[Vector<float>.Count];
        vector.CopyTo(padded);
        padded[..numbers.Length].CopyTo(numbers);
    }

    private readonly struct Approach(float share) : IEquation
    {
        private readonly Vector<float> _share = new(share);

        public void Apply(ref Vector<float> weight, Vector<float> gradient, ref Vector<float> first, ref Vector<float> second) =>
            weight += _share * (gradient - weight);
    }
}
