namespace DsCnn.Compression;

/// <summary>Makes a network smaller: plans the steps from a target, carries them out with fine-tuning in between, and reports what was done.</summary>
/// <param name="options">What to reach, and by which means.</param>
/// <example><code>
/// TrainingData data = FashionMnist.Load().Train.Split(validationShare: 0.1);
/// using DsCnnModel model = DsCnnModel.Load("fashion.safetensors");
/// var compressor = new Compressor(new CompressorOptions
/// {
///     Target = new CompressionTarget { MaxParameters = model.Spec.Cost.Parameters / 4, MaxAccuracyLoss = 0.005 },
///     FineTuning = new TrainerOptions { Epochs = 6 },
/// });
/// CompressedModel compressed = await compressor.RunAsync(model, data);
/// Console.WriteLine(compressed.Report.Summary());
/// compressed.Model.Write("fashion-small.safetensors");
/// </code></example>
public sealed class Compressor(CompressorOptions options)
{
    private readonly CompressorOptions _options = options ?? throw new ArgumentNullException(nameof(options));

    /// <summary>Says what a run would do.</summary>
    /// <param name="model">The network.</param>
    /// <returns>A line for each step, such as <c>pruning: at most 42,000 parameters</c>.</returns>
    /// <exception cref="ArgumentException">There is nothing to do, or the limits are below the smallest network there can be; the message names it.</exception>
    public IReadOnlyList<string> Plan(IModelSource model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return [.. PlanFor(model.ToModelFile()).Select(step => $"{step.Method.Name()}: {step.Goal}")];
    }

    /// <summary>Makes a network smaller, on a thread of its own.</summary>
    /// <remarks>
    /// Where the target limits the cost, the steps go on until it is reached, whatever the accuracy; the report says whether it holds. Where it does not, a step
    /// that breaks the accuracy demanded is taken back, and the method is not tried further.
    /// </remarks>
    /// <param name="model">The network; it is left as it is.</param>
    /// <param name="data">Images to measure and fine-tune on, and those on which accuracy is measured.</param>
    /// <param name="progress">Told of every step and of every update of the fine-tuning.</param>
    /// <param name="cancellationToken">Stops the work; what <see cref="CompressorOptions.StateFolder"/> holds remains.</param>
    /// <returns>The network and the report.</returns>
    /// <exception cref="ArgumentException">The target cannot be met or is none, or images, options and network do not fit together; the message says all that is wrong with the options.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="InvalidOperationException">The state folder holds another compression; the message says what differs.</exception>
    /// <exception cref="InvalidDataException">What the state folder holds is damaged.</exception>
    /// <exception cref="IOException">The state cannot be written, or another compression is writing it.</exception>
    public Task<CompressedModel> RunAsync(
        DsCnnModel model, TrainingData data, IProgress<CompressionProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        data = DataFit.Of(model, data, nameof(data));
        Check.None(_options.Broken(model.Spec, data.Validation is not null), nameof(data));
        ModelFile original = WithPreprocessing(model.ToModelFile());
        IReadOnlyList<PlannedStep> steps = PlanFor(original);
        TorchSharp.torch.Device device = model.Device;
        return LongWork.RunAsync(
            () =>
            {
                using var run = new CompressionRun(original, device, data, _options, steps, progress, cancellationToken);
                return run.Run();
            },
            cancellationToken);
    }

    /// <summary>Deletes what a compression that is done, or given up, has kept in its state folder, and nothing else that may lie there.</summary>
    /// <param name="stateFolder">The folder; nobody may be compressing there now.</param>
    /// <exception cref="IOException">Something cannot be deleted.</exception>
    public static void DeleteState(string stateFolder)
    {
        ArgumentException.ThrowIfNullOrEmpty(stateFolder);
        CompressionStore.Clear(stateFolder);
    }

    /// <summary>A network without a known normalization was trained without one; the trainer would measure one and change what it sees.</summary>
    private static ModelFile WithPreprocessing(ModelFile model)
    {
        int channels = model.Spec.Input.Channels;
        return model.Preprocessing is not null
            ? model
            : model with { Preprocessing = new Preprocessing(Enumerable.Repeat(0.0, channels), Enumerable.Repeat(1.0, channels)) };
    }

    private IReadOnlyList<PlannedStep> PlanFor(ModelFile model)
    {
        IReadOnlyList<PlannedStep> steps = CompressionPlanner.Plan(model, _options);

        // Limits that no choice of channels can keep are better refused before hours of work; low ranks may still help. What the caller measures is not asked twice.
        if (_options.LowRank is null && steps.LastOrDefault(step => step.Pruning?.Budget is not null) is { Pruning: { } last })
        {
            IEnumerable<ChannelScores> alike = model.Spec.ChannelGroups()
                .Select(group => new ChannelScores(group, group.Sets.Select(set => Enumerable.Repeat(1.0, set.Width))));
            PruningPlanner.Plan(model.Spec, alike, last with { Ratio = null, Enough = null });
        }

        return steps;
    }
}
