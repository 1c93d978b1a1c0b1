namespace DsCnn.Training;

/// <summary>The precision that <see cref="TrainingPrecision.Automatic"/> chose for a run.</summary>
/// <param name="Chosen">The precision.</param>
/// <param name="Reason">The reason, in a few words.</param>
internal sealed record PrecisionTrial(TrainingPrecision Chosen, string Reason)
{
    /// <summary>How many times faster than float32 another precision must be to be worth the lost digits.</summary>
    private const double WorthIt = 1.1;

    /// <summary>Chooses a precision for a run: that of its checkpoint, if it resumes from one, else by measuring. The network is restored afterward.</summary>
    /// <returns>The choice, or null if the options leave nothing to choose.</returns>
    /// <exception cref="InvalidDataException">The checkpoint to resume is damaged.</exception>
    internal static PrecisionTrial? For(DsCnnModel model, TrainerOptions options, IImageSource images, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (options.Precision != TrainingPrecision.Automatic)
            return null;
        if (options.Checkpoint is { Resume: true, Path: var path } && File.Exists(path))
            return new PrecisionTrial(RunFingerprint.PrecisionOf(CheckpointFile.ReadRecord(path).Fingerprint), "as the run began");
        if (model.Quantization is not null)
            return new PrecisionTrial(TrainingPrecision.Float32, "in which quantized networks compute");
        return Of(ModelRestoring.After(model, () => PrecisionTimes.Measure(model, options, images, clock, cancellationToken)));
    }

    /// <summary>The choice of rank 0, which all ranks train with.</summary>
    internal PrecisionTrial OfFirst(ICommunicator? ranks) =>
        ranks is null ? this : this with { Chosen = (TrainingPrecision)ranks.BroadcastBytes([(byte)Chosen])[0] };

    /// <summary>Chooses by images per second; what could not be trained in is not among them.</summary>
    internal static PrecisionTrial Of(IReadOnlyDictionary<TrainingPrecision, double> speeds)
    {
        double plain = speeds.GetValueOrDefault(TrainingPrecision.Float32);
        KeyValuePair<TrainingPrecision, double> fastest = speeds.DefaultIfEmpty().MaxBy(speed => speed.Value);
        TrainingPrecision chosen = fastest.Value >= plain * WorthIt ? fastest.Key : TrainingPrecision.Float32;
        return new PrecisionTrial(chosen, "in a trial: " + string.Join(", ", speeds.OrderByDescending(speed => speed.Key == chosen).Select(Describe)));
    }

    private static string Describe(KeyValuePair<TrainingPrecision, double> speed) =>
        FormattableString.Invariant($"{speed.Value:N0} images/s in {speed.Key.ToString().ToLowerInvariant()}");
}
