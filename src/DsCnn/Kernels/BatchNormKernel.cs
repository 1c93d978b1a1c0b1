using System.Buffers;
using static TorchSharp.torch;

namespace DsCnn.Kernels;

/// <summary>Batch norm and activation in one kernel: training reads a map twice and writes it once, while two operations would read it four times and write it twice.</summary>
internal abstract unsafe class BatchNormKernel
{
    /// <summary>Finds the kernel for this processor; null if its vector instructions are too narrow, or kernels do not support the activation.</summary>
    internal static BatchNormKernel? Find(ScalarType type, Activation activation) => (type, activation) switch
    {
        (ScalarType.Float32, Activation.None) => Widest<Float32, Identity>(),
        (ScalarType.Float32, Activation.Swish) => Widest<Float32, Swish>(),
        (ScalarType.BFloat16, Activation.None) => Widest<BFloat16, Identity>(),
        (ScalarType.BFloat16, Activation.Swish) => Widest<BFloat16, Swish>(),
        _ => null,
    };

    /// <summary>The activation after the batch norm.</summary>
    internal abstract Activation Activation { get; }

    /// <summary>Computes each channel's mean and (biased) variance.</summary>
    internal abstract void Measure(MapView input, Span<float> mean, Span<float> variance);

    /// <summary>activation(scale x + shift); both maps may be the same.</summary>
    internal abstract void Apply(MapView input, MapView output, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift, float beta);

    /// <summary>The gradients of weight, bias and input; with shared statistics, of weight and bias this rank's part.</summary>
    internal abstract void Backward(
        MapView input, MapView gradient, MapView inputGradient, BatchNormPass pass, Span<float> ofWeight, Span<float> ofBias, SharedStatistics? shared = null);

    /// <summary>Lanes may span several pixels, so any number of channels fits.</summary>
    private static BatchNormKernel? Widest<TElement, TActivation>()
        where TElement : unmanaged, IElement<TElement>
        where TActivation : struct, IFusedActivation =>
        LaneWidths.Fits512(int.MaxValue) ? BatchNormKernel<Lane512, TElement, TActivation>.Instance
        : LaneWidths.Fits256(int.MaxValue) ? BatchNormKernel<Lane256, TElement, TActivation>.Instance
        : null;
}

/// <inheritdoc/>
internal sealed unsafe class BatchNormKernel<TLane, TElement, TActivation> : BatchNormKernel
    where TLane : struct, ILane<TLane>
    where TElement : unmanaged, IElement<TElement>
    where TActivation : struct, IFusedActivation
{
    /// <summary>The limit for the squared distance of a shift from the mean, in variances; the sums of squares lose that many digits.</summary>
    private const double FarOff = 100;

    internal static BatchNormKernel<TLane, TElement, TActivation> Instance { get; } = new();

    internal override Activation Activation => TActivation.IsIdentity ? Activation.None : Activation.Swish;

    internal override void Measure(MapView input, Span<float> mean, Span<float> variance)
    {
        ChannelPattern pattern = PatternOf(input);
        using var periods = new PeriodBuffer(pattern, 1 + (4 * pattern.Parts));
        for (int c = 0; c < mean.Length; c++)
        {
            TElement* first = (TElement*)input.Memory + c;
            TElement.Load<Lane1>(first).Store(periods.At(0) + c);
        }

        // A first value far from all the others would cost the sums their digits, so they are computed again, relative to the mean just found.
        if (SumFromShifts(input, pattern, periods, mean, variance))
        {
            mean.CopyTo(new Span<float>(periods.At(0), mean.Length));
            SumFromShifts(input, pattern, periods, mean, variance);
        }
    }

    /// <summary>Measures relative to the shifts in the first row; returns whether one of them was far off.</summary>
    private static bool SumFromShifts(MapView input, ChannelPattern pattern, PeriodBuffer periods, Span<float> mean, Span<float> variance)
    {
        periods.Repeat(0, input.Channels);
        WorkerThreads.Run(
            new BatchNormStatistics<TLane, TElement>
            {
                Pattern = pattern,
                Input = (TElement*)input.Memory,
                Shift = periods.At(0),
                Sums = periods.At(1),
            },
            pattern.Parts);

        bool farOff = false;
        for (int c = 0; c < mean.Length; c++)
        {
            double distance = periods.Total(1, c, input.Channels) / input.Rows;
            double square = periods.Total(2, c, input.Channels) / input.Rows;
            mean[c] = (float)(periods.At(0)[c] + distance);
            variance[c] = (float)Math.Max(0, square - (distance * distance));
            farOff |= distance * distance > FarOff * variance[c];
        }

        return farOff;
    }

    internal override void Apply(MapView input, MapView output, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift, float beta)
    {
        ChannelPattern pattern = PatternOf(input);
        using var periods = new PeriodBuffer(pattern, 2);
        periods.Fill(0, scale);
        periods.Fill(1, shift);
        WorkerThreads.Run(
            new BatchNormApply<TLane, TElement, TActivation>
            {
                Pattern = pattern,
                Input = (TElement*)input.Memory,
                Output = (TElement*)output.Memory,
                Scale = periods.At(0),
                Shift = periods.At(1),
                Beta = beta,
            },
            pattern.Parts);
    }

    internal override void Backward(
        MapView input, MapView gradient, MapView inputGradient, BatchNormPass pass, Span<float> ofWeight, Span<float> ofBias, SharedStatistics? shared = null)
    {
        ChannelPattern pattern = PatternOf(input);
        using var periods = new PeriodBuffer(pattern, 4 + (4 * pattern.Parts));
        periods.Fill(0, pass.Scale);
        periods.Fill(1, pass.Shift);
        periods.Fill(2, pass.Mean);
        WorkerThreads.Run(
            new BatchNormSlopes<TLane, TElement, TActivation>
            {
                Pattern = pattern,
                Input = (TElement*)input.Memory,
                Gradient = (TElement*)gradient.Memory,
                Slopes = (TElement*)inputGradient.Memory,
                Scale = periods.At(0),
                Shift = periods.At(1),
                Mean = periods.At(2),
                Sums = periods.At(4),
                Beta = pass.Beta,
            },
            pattern.Parts);

        double[] totals = ArrayPool<double>.Shared.Rent(2 * ofBias.Length);
        Span<double> sums = totals.AsSpan(0, ofBias.Length), products = totals.AsSpan(ofBias.Length, ofBias.Length);
        for (int c = 0; c < ofBias.Length; c++)
        {
            sums[c] = periods.Total(4, c, input.Channels);
            products[c] = periods.Total(5, c, input.Channels);
            ofWeight[c] = (float)(products[c] * pass.InverseDeviation[c]);
            ofBias[c] = (float)sums[c];
        }

        shared?.Sum(totals.AsSpan(0, 2 * ofBias.Length));
        long rows = shared?.RowsOfAll(input.Rows) ?? input.Rows;

        // The gradient of the input is scale * (slope - mean slope - (x - mean) * k), k = sum(slope * (x - mean)) / (rows * variance).
        for (int c = 0; c < ofBias.Length; c++)
        {
            double inverse = pass.InverseDeviation[c], scale = pass.Scale[c];
            double k = products[c] * inverse * inverse / rows;
            periods.At(0)[c] = (float)scale;
            periods.At(1)[c] = (float)(-scale * k);
            periods.At(3)[c] = (float)(-scale * sums[c] / rows);
        }

        ArrayPool<double>.Shared.Return(totals);

        // The means are in their row since before.
        foreach (int row in (ReadOnlySpan<int>)[0, 1, 3])
            periods.Repeat(row, input.Channels);
        WorkerThreads.Run(
            new BatchNormInputGradient<TLane, TElement>
            {
                Pattern = pattern,
                Input = (TElement*)input.Memory,
                Slopes = (TElement*)(TActivation.IsIdentity ? gradient : inputGradient).Memory,
                InputGradient = (TElement*)inputGradient.Memory,
                Coefficients = periods.At(0),
            },
            pattern.Parts);
    }

    private static ChannelPattern PatternOf(MapView map) =>
        new(map.Rows, map.Channels, TLane.Width, WorkerThreads.PartsFor(map.Rows * map.Channels));
}
