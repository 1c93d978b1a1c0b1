using System.Collections.Immutable;

namespace DsCnn.Memory;

/// <summary>Steps that run together: each row of the last one's output makes the rows that it needs of the maps before it. A global pool may stand at the end.</summary>
/// <param name="Steps">Each reads what the one before gives; the first reads a whole map.</param>
/// <param name="Whole">The map that has to exist whole afterwards, or null where all that is left is what the pool gives.</param>
internal sealed record RowPass(ImmutableArray<RowStep> Steps, StepMap? Whole)
{
    internal StepMap Input => Steps[0].Input;

    /// <summary>The steps that give maps row by row: all but a pool at the end.</summary>
    internal int RowSteps => Pool is null ? Steps.Length : Steps.Length - 1;

    /// <summary>The pool at the end that takes rows as they are made, or null; one that stands alone reads its map as any other step does.</summary>
    internal RowStep? Pool => Steps.Length > 1 && Steps[^1] is { Operation: GlobalPoolOperation } pool ? pool : null;

    /// <summary>The maps that are read beside the first one, all of them whole.</summary>
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

    /// <summary>The memory of the maps between the steps, rounded up to whole words.</summary>
    internal IEnumerable<(int Step, ArenaBlock Block)> Rings(int time)
    {
        for (int step = 0; step < Steps.Length - 1; step++)
        {
            StepMap map = Steps[step].Output;
            if (map != Whole)
                yield return (step, new ArenaBlock(Words(RowsOf(step) * map.RowBytes), time, time, ContentOf(map)));
        }
    }

    /// <summary>Room for what is brought together under a filter.</summary>
    internal ArenaBlock Patch(int time)
    {
        RowStep? largest = Steps.Where(NeedsPatch).MaxBy(PatchBytes);
        return new ArenaBlock(largest is null ? 0 : Words(PatchBytes(largest)), time, time, Steps.Any(step => NeedsPatch(step) && !step.IsInteger) ? ArenaContent.Floats : ArenaContent.Bytes);
    }

    /// <summary>Room for a channel's factors, 32 bits each.</summary>
    internal ArenaBlock Factors(int time) =>
        new(Steps.Where(step => step is { Scale: not null, IsInteger: true }).Sum(step => (long)step.Input.Channels * sizeof(int)), time, time, ArenaContent.Integers);

    /// <summary>Room for a channel's sums, 32 bits each.</summary>
    internal ArenaBlock Sums(int time) =>
        new(Steps[^1] is { Operation: GlobalPoolOperation { Kind: PoolKind.Average }, IsInteger: true } pool ? (long)pool.Input.Channels * sizeof(int) : 0, time, time, ArenaContent.Integers);

    /// <summary>Whether a step's inputs are copied before they are multiplied.</summary>
    internal bool NeedsPatch(RowStep step) =>
        step.PatchLength > 0 && (step.Kernel > 1 || step.Scale is not null || Steps.Length == 1);

    /// <summary>By how many bytes the input must begin after <see cref="Whole"/> if it may be overwritten as it is read, or null where it may not.</summary>
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
            // Rows of each map that exist once this row of the last one does.
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
