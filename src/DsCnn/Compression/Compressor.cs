namespace DsCnn.Compression;

/// <summary>Makes a network smaller: plans the steps from a target, runs them with fine-tuning in between, and reports what was done.</summary>
/// <param name="options">The target and the methods.</param>
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

    /// <summary>Describes what a run would do.</summary>
    /// <param name="model">The network.</param>
    /// <returns>A line for each step, such as <c>pruning: at most 42,000 parameters</c>.</returns>
    /// <exception cref="ArgumentException">There is nothing to do, or the limits are below the smallest possible network, which the message names.</exception>
    public IReadOnlyList<string> Plan(IModelSource model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return [.. PlanFor(model.ToModelFile()).Select(step => $"{step.Method.Name()}: {step.Goal}")];
    }

    /// <summary>Makes a network smaller, on a separate thread.</summary>
    /// <remarks>
    /// If the target limits the cost, the steps continue until the limit is reached, whatever the accuracy; the report says whether the accuracy limit is met. Otherwise, a step
    /// that breaks the accuracy limit is undone, and its method is not used again.
    /// </remarks>
    /// <param name="model">The network, which is not changed.</param>
    /// <param name="data">Training images for measuring and fine-tuning, and validation images for measuring accuracy.</param>
    /// <param name="progress">Receives every step and every update of the fine-tuning.</param>
    /// <param name="cancellationToken">Stops the work; the contents of <see cref="CompressorOptions.StateFolder"/> remain.</param>
    /// <returns>The network and the report.</returns>
    /// <exception cref="ArgumentException">The target is empty or cannot be met, or images, options and network do not fit together; the message lists all problems with the options.</exception>
    /// <exception cref="OperationCanceledException">The work was canceled.</exception>
    /// <exception cref="InvalidOperationException">The state folder contains a different compression; the message says what differs.</exception>
    /// <exception cref="InvalidDataException">The contents of the state folder are damaged.</exception>
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

    /// <summary>Deletes the files of a finished or abandoned compression in its state folder, and no others.</summary>
    /// <param name="stateFolder">The folder; no compression may be running in it.</param>
    /// <exception cref="IOException">A file cannot be deleted.</exception>
    public static void DeleteState(string stateFolder)
    {
        ArgumentException.ThrowIfNullOrEmpty(stateFolder);
        CompressionStore.Clear(stateFolder);
    }

    /// <summary>A network without a known normalization was trained without one; the trainer would measure one and change the network's input.</summary>
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

        // Limits that no choice of channels can meet are better rejected before hours of work; low ranks may still help. Measurements by the caller are not repeated.
        if (_options.LowRank is null && steps.LastOrDefault(step => step.Pruning?.Budget is not null) is { Pruning: { } last })
        {
            IEnumerable<ChannelScores> alike = model.Spec.ChannelGroups()
                .Select(group => new ChannelScores(group, group.Sets.Select(set => Enumerable.Repeat(1.0, set.Width))));
            PruningPlanner.Plan(model.Spec, alike, last with { Ratio = null, Enough = null });
        }

        return steps;
    }
}
