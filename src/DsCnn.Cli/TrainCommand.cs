using System.CommandLine;
using DsCnn.Distributed;
using static TorchSharp.torch;

namespace DsCnn.Cli;

/// <summary><c>dscnn train</c>: trains a network to distinguish classes of images.</summary>
internal sealed class TrainCommand
{
    private readonly NetworkOptions _network = new();
    private readonly DataOptions _data = new();
    private readonly RecipeOptions _recipe = new();
    private readonly AugmentOptions _augment = new();
    private readonly HeadOptions _head = new();
    private readonly TeacherOptions _teacher = new();
    private readonly RunOptions _run = new();
    private readonly RankOptions _ranks = new();
    private readonly DeviceOptions _engine = new();
    private readonly Option<bool> _json = JsonOutput.CreateOption();

    private TrainCommand()
    {
    }

    internal static ToolCommand Create()
    {
        var train = new TrainCommand();
        var command = new ToolCommand(
            "train",
            "Trains a network on labeled images. Without --preset, --spec or --model, the network follows from their size and number; a preset fits itself to their size; " +
            "for a spec or a model file, images are scaled to what it says. Processes that mpirun or srun has started train one network together.")
        {
            Examples =
            [
                ("dscnn train --data flowers", "a folder with one subfolder of images per class"),
                ("dscnn train --data flowers --preset ds-small --epochs 50 -o second --seed 2", "longer, with another seed, into another folder"),
                ("dscnn train --data flowers --model dscnn-run/model.safetensors -o tuned", "fine-tune a trained network"),
                ("dscnn train --data flowers --folds 5", "few images: cross-validate on all of them, then train on all"),
                ("dscnn train --data flowers --resume", "resume an interrupted run"),
            ],
        };
        train._data.AddTo(command);
        train._network.AddTo(command, followsFromImages: true);
        train._recipe.AddTo(command);
        train._augment.AddTo(command);
        train._head.AddTo(command);
        train._teacher.AddTo(command);
        train._run.AddTo(command);
        train._ranks.AddTo(command);
        train._engine.AddTo(command);
        command.AddOptions(GeneralOptions.Heading, train._json);
        command.SetAction(train.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        MpiCommunicator? ranks = _ranks.Start(parsed);

        // A rank that has nothing more to do waits for those that still save.
        using IDisposable? saving = ranks is null ? null : StopSignals.WhileSaving();
        try
        {
            await TrainAsync(parsed, ranks, cancellationToken);
            ranks?.Dispose();
            return 0;
        }
        catch (StoppedException)
        {
            // All ranks have stopped together.
            ranks?.Dispose();
            throw;
        }
        catch (Exception failure) when (ranks is { Rank: > 0 } && failure is not OperationCanceledException)
        {
            // The first rank speaks for itself, and the launcher ends the others.
            ranks.Abort(failure);
            throw;
        }
    }

    private async Task TrainAsync(ParseResult parsed, MpiCommunicator? ranks, CancellationToken cancellationToken)
    {
        TrainableNetwork network = _network.ReadForTraining(parsed);
        using RunFolder folder = _run.Prepare(parsed, isFirst: ranks is not { Rank: > 0 });
        if (_run.Resumes(parsed))
            _recipe.RequireSameRuns(parsed, folder);
        ConsoleProgress progress = Work.Progress(parsed);
        progress.Begin($"Training on {_data.NameOf(parsed)}, into {folder.Path}");
        Device device = _engine.Prepare(parsed, ranks);
        progress.Clear();
        ImageDataSet images = Open(parsed, network, network.ImageOptions with { Excluded = [folder.Path] }, cancellationToken);
        if (DataFindings.OfTraining(images.Train) is { } few)
            ErrorMessage.Write(few);
        progress.Begin("Creating the network");
        TrainingData data = _recipe.Split(parsed, images);
        using DsCnnModel? teacher = _teacher.Load(parsed, images.Train, device);
        var session = new TrainingSession
        {
            Images = images,
            Build = () => _head.Fit(parsed, images.Train, network.Build(images.Train, _recipe.DropPath(parsed), device, _recipe.Seed(parsed))),
            Recommend = (some, spec) => _ranks.Apply(
                parsed, _head.Apply(parsed, _augment.Apply(parsed, _recipe.Read(parsed, some, network.IsTrained), some.Train.Shape), some.Train, spec), ranks) with
            {
                Distillation = _teacher.Read(parsed, teacher),
            },
            Checkpoints = place => _run.Checkpoints(parsed, place),
            WritesTensorBoard = _run.WritesTensorBoard(parsed),
            Progress = progress,
            Parsed = parsed,
        };
        using IDisposable saving = StopSignals.WhileSaving();
        if (!_run.Resumes(parsed))
            folder.ClearParts();
        CrossValidation? folds = _recipe.Folds(parsed) is { } count ? await session.CrossValidateAsync(folder, count, _recipe.Seed(parsed), cancellationToken) : null;
        TrainingOutcome outcome = _recipe.Refits(parsed)
            ? await session.RefitAsync(folder, data, cancellationToken)
            : await session.RunAsync(folder, data, images.Test, cancellationToken);
        (outcome with { Folds = folds }).Write(parsed.GetValue(_json));
    }

    /// <summary>Reads the images, in the class order of the network if it already knows their classes in a different order.</summary>
    private ImageDataSet Open(ParseResult parsed, TrainableNetwork network, ImageFolderOptions reading, CancellationToken cancellationToken)
    {
        ImageDataSet images = _data.Open(parsed, reading, cancellationToken);
        return network.OrderOf(images.Train) is { } order
            ? _data.Open(parsed, reading with { ClassNames = order }, cancellationToken)
            : images;
    }
}
