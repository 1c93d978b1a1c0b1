namespace DsCnn.Training;

/// <summary>What <see cref="TrainingPrecision.Automatic"/> came to for a run.</summary>
/// <param name="Chosen">In which numbers it is trained.</param>
/// <param name="Reason">Why, in a few words.</param>
internal sealed record PrecisionTrial(TrainingPrecision Chosen, string Reason)
{
    /// <summary>How many times as fast another precision than float32 must be to be worth its digits.</summary>
    private const double WorthIt = 1.1;

    /// <summary>Decides for a run: as its checkpoint says, where it goes on from one, else by measuring. The network is left as it is.</summary>
    /// <returns>The decision, or null where the options leave nothing to decide.</returns>
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
