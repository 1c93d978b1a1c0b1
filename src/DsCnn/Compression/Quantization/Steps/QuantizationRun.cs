using System.Collections.Immutable;

namespace DsCnn.Quantization;

/// <summary>The steps of one post-training quantization, in order. The network is changed in place.</summary>
internal sealed class QuantizationRun(DsCnnModel model, QuantizationOptions options, CalibrationPasses passes)
{
    private readonly List<string> _equalized = [];
    private readonly List<SkippedLayer> _skipped = [];
    private CorrectedBiases? _biases;
    private float[] _exact = [];

    internal QuantizationReport Run()
    {
        _exact = passes.Logits(null, QuantizationStage.Measuring);
        if (options.Equalize)
            Equalize();
        QuantizationSpec full = Calibrate();
        if (options.CorrectBias)
            full = CorrectBias(full);

        List<LayerSensitivity> layers = MeasureLayers(full);
        (QuantizationSpec spec, QuantizationLoss loss) = Choose(full, layers);
        _biases?.ApplyFor(spec);
        model.Quantization = spec;
        return new QuantizationReport(loss)
        {
            Name = model.Spec.Name,
            Images = passes.Images,
            Figure = model.Spec.ScoreName,
            FloatAccuracy = FloatAccuracy,
            Layers = layers,
            Equalized = _equalized,
            Skipped = _skipped,
        };
    }

    private double FloatAccuracy => passes.Compare(_exact, _exact).Accuracy;

    private void Equalize()
    {
        EqualizedPair[] pairs = [.. EqualizedPair.Of(model.Spec.Plan)];
        _skipped.AddRange(pairs.Where(pair => pair.Obstacle is not null)
            .Select(pair => new SkippedLayer { Name = $"{pair.From.Name} to {pair.To.Name}", Reason = $"{pair.Obstacle}." }));
        EqualizedPair[] exact = [.. pairs.Where(pair => pair.Obstacle is null)];
        if (exact.Length == 0)
            return;
        var observer = new ChannelObserver(exact.Select(pair => pair.Value));
        passes.Observe(observer, QuantizationStage.Equalizing);
        foreach (EqualizedPair pair in exact)
        {
            Equalizer.Apply(model, pair, observer.Largest[pair.Value]);
            _equalized.Add($"{pair.From.Name} to {pair.To.Name}");
        }
    }

    private QuantizationSpec Calibrate()
    {
        QuantizedValue[] values = [.. QuantizationPlacement.ValuesOf(model.Spec.Plan)];
        var ranges = new RangeObserver();
        passes.Observe(ranges, QuantizationStage.Calibrating);
        HistogramObserver histograms = new(values
            .Where(value => options.Method.NeedsHistogram && !value.IsGate && value.SameAs is null)
            .ToDictionary(value => value.Name, value => FiniteRange(value.Name)));
        if (options.Method.NeedsHistogram)
            passes.Observe(histograms, QuantizationStage.Calibrating);

        var chosen = new Dictionary<string, ActivationQuantization>();
        foreach (QuantizedValue value in values)
        {
            ValueRange range = value.IsGate ? new ValueRange(0, 1)
                : histograms.Histograms.TryGetValue(value.Name, out ValueHistogram? histogram) ? options.Method.Choose(histogram)
                : FiniteRange(value.Name);
            chosen[value.Name] = value.SameAs is { } same && chosen.TryGetValue(same, out ActivationQuantization? taken)
                ? taken with { Name = value.Name }
                : ActivationQuantization.FromRange(value.Name, range.Low, range.High);
        }

        // The prediction must not depend on clipping, so logits are not clipped.
        PlanValue logits = model.Spec.Plan.Logits;
        ActivationQuantization? bytes = null;
        if (!chosen.ContainsKey(logits.Name))
        {
            ValueRange seen = FiniteRange(logits.Name);
            bytes = ActivationQuantization.FromRange(logits.Name, seen.Low, seen.High);
        }

        return WithWeights([.. chosen.Values], bytes);

        ValueRange FiniteRange(string name)
        {
            ValueRange range = ranges.Ranges[name];
            return double.IsFinite(range.Low) && double.IsFinite(range.High)
                ? range
                : throw new InvalidSpecException($"{name} of {model.Spec.Name} must be finite numbers on the calibration images. Train the network, or find the images that it cannot take.");
        }
    }

    private QuantizationSpec CorrectBias(QuantizationSpec spec)
    {
        using var shifts = new BiasShifts(spec);
        passes.Observe(shifts, QuantizationStage.CorrectingBias);
        _biases = new CorrectedBiases(model, shifts.Means());

        // A bias that has grown may need a larger scale.
        _biases.ApplyFor(spec);
        return WithWeights(spec.Activations, spec.Logits);
    }

    private List<LayerSensitivity> MeasureLayers(QuantizationSpec full)
    {
        int[] weighted = [.. model.Spec.Plan.Operations.OfType<WeightedOperation>().Select(operation => operation.Layer).Distinct()];
        bool measured = options.MeasureSensitivity || options.MaxAccuracyLoss is not null;
        return
        [
            .. weighted.Select(layer => new LayerSensitivity
            {
                Layer = layer,
                Type = model.Spec.Layers[layer].Type,
                Loss = measured ? Measure(Without(full, AllLayers.Except([layer])), QuantizationStage.Measuring) : null,
                InFloat = false,
            }),
        ];
    }

    /// <summary>Quantizes everything, then returns layers to float32, the costliest first, until the loss is small enough.</summary>
    private (QuantizationSpec Spec, QuantizationLoss Loss) Choose(QuantizationSpec full, List<LayerSensitivity> layers)
    {
        QuantizationSpec spec = full;
        QuantizationLoss loss = Measure(full, QuantizationStage.Measuring);
        while (options.MaxAccuracyLoss is { } limit && FloatAccuracy - loss.Accuracy > limit + 1e-9 && layers.Exists(layer => !layer.InFloat))
        {
            LayerSensitivity worst = layers.Where(layer => !layer.InFloat).MaxBy(layer => layer.Loss!.Error)!;
            worst.InFloat = true;
            _skipped.Add(new SkippedLayer { Name = $"layers.{worst.Layer}", Reason = "quantizing it loses too much accuracy on the calibration images." });
            spec = Without(full, layers.Where(layer => layer.InFloat).Select(layer => layer.Layer));
            loss = Measure(spec, QuantizationStage.Choosing);
        }

        return (spec, loss);
    }

    private IEnumerable<int> AllLayers => Enumerable.Range(0, model.Spec.Layers.Length);

    private QuantizationSpec Without(QuantizationSpec full, IEnumerable<int> layers) => full.WithFloatLayers(model.Spec, layers);

    private QuantizationLoss Measure(QuantizationSpec spec, QuantizationStage stage)
    {
        _biases?.ApplyFor(spec);
        return passes.Compare(_exact, passes.Logits(spec, stage));
    }

    private QuantizationSpec WithWeights(ImmutableArray<ActivationQuantization> activations, ActivationQuantization? logits) =>
        new() { Activations = activations, Weights = WeightScales.Of(model, activations, options.WeightBits), Logits = logits };
}
