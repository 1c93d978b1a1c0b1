using System.Collections.Immutable;

namespace DsCnn.Memory;

/// <summary>Steps that run together: each row of the last step's output triggers the rows that it needs from the maps before it. The last step may be a global pool.</summary>
/// <param name="Steps">Each reads the output of the previous one; the first reads a whole map.</param>
/// <param name="Whole">The map that must be complete afterward, or null if only the pool's output is needed.</param>
internal sealed record RowPass(ImmutableArray<RowStep> Steps, StepMap? Whole)
{
    internal StepMap Input => Steps[0].Input;

    /// <summary>The number of steps that produce maps row by row: all but a pool at the end.</summary>
    internal int RowSteps => Pool is null ? Steps.Length : Steps.Length - 1;

    /// <summary>The pool at the end that consumes rows as they are produced, or null; a pool by itself reads its map as any other step does.</summary>
    internal RowStep? Pool => Steps.Length > 1 && Steps[^1] is { Operation: GlobalPoolOperation } pool ? pool : null;

    /// <summary>The maps that are read besides the first one, all of them whole.</summary>
    internal IEnumerable<StepMap> Others => Steps.SelectMany(step => new[] { step.Gate, step.Residual }).OfType<StepMap>();

    internal long Macs => Steps.Sum(step => step.Macs);

    /// <summary>How many rows of a step's output are kept: all, or as many as the next step's kernel has.</summary>
    internal int RowsOf(int step)
    {
        StepMap map = Steps[step].Output;
        if (map == Whole || step == Steps.Length - 1)
            return map.Height;
        return step + 1 < RowSteps ? Math.Min(Steps[step + 1].Kernel, map.Height) : 1;
    }

    /// <summary>The memory of the maps between steps, rounded up to whole words.</summary>
    internal IEnumerable<(int Step, ArenaBlock Block)> Rings(int time)
    {
        for (int step = 0; step < Steps.Length - 1; step++)
        {
            StepMap map = Steps[step].Output;
            if (map != Whole)
                yield return (step, new ArenaBlock(Words(RowsOf(step) * map.RowBytes), time, time, ContentOf(map)));
        }
    }

    /// <summary>Work memory for the gathered inputs of a filter.</summary>
    internal ArenaBlock Patch(int time)
    {
        RowStep? largest = Steps.Where(NeedsPatch).MaxBy(PatchBytes);
        return new ArenaBlock(largest is null ? 0 : Words(PatchBytes(largest)), time, time, Steps.Any(step => NeedsPatch(step) && !step.IsInteger) ? ArenaContent.Floats : ArenaContent.Bytes);
    }

    /// <summary>Work memory for the factors of a gate, 32 bits per channel.</summary>
    internal ArenaBlock Factors(int time) =>
        new(Steps.Where(step => step is { Scale: not null, IsInteger: true }).Sum(step => (long)step.Input.Channels * sizeof(int)), time, time, ArenaContent.Integers);

    /// <summary>Work memory for sums, 32 bits per channel.</summary>
    internal ArenaBlock Sums(int time) =>
        new(Steps[^1] is { Operation: GlobalPoolOperation { Kind: PoolKind.Average }, IsInteger: true } pool ? (long)pool.Input.Channels * sizeof(int) : 0, time, time, ArenaContent.Integers);

    /// <summary>Whether a step's inputs are copied before they are multiplied.</summary>
    internal bool NeedsPatch(RowStep step) =>
        step.PatchLength > 0 && (step.Kernel > 1 || step.Scale is not null || Steps.Length == 1);

    /// <summary>The minimum number of bytes by which the input must begin after <see cref="Whole"/> if it may be overwritten while it is read, or null if it must not be.</summary>
    internal long? Lag()
    {
        if (Whole is null || Input.IsCallers || Steps[^1].Operation is LinearOperation or HeadOperation || (Whole == Steps[^1].Output && Steps[^1].Operation is GlobalPoolOperation))
            return null;
        int last = RowSteps - 1;
        bool isResidual = Others.Contains(Input);
        if (last == 0 && Steps[0].IsPixelwise)
            return isResidual ? null : Math.Max(0, Whole.Bytes - Input.Bytes);
        long lag = 0;
        for (int y = 0; y < Whole.Height; y++)
        {
            // The number of rows of each map that exist once this row of the last map does.
            int made = y + 1;
            for (int step = last; step > 0; step--)
                made = Steps[step].EndOf(made);
            int needed = last == 0 ? Steps[0].StartOf(y) : made < Steps[0].Output.Height ? Steps[0].StartOf(made) : Input.Height;
            if (isResidual)
                needed = Math.Min(needed, y);
            lag = Math.Max(lag, ((y + 1) * Whole.RowBytes) - (needed * Input.RowBytes));
        }

        return lag;
    }

    internal static ArenaContent ContentOf(StepMap map) => map.IsBytes ? ArenaContent.Bytes : ArenaContent.Floats;

    internal static long Words(long bytes) => checked(bytes + sizeof(int) - 1) / sizeof(int) * sizeof(int);

    private static long PatchBytes(RowStep step) => (long)step.PatchLength * (step.IsInteger ? 1 : sizeof(float));
}
