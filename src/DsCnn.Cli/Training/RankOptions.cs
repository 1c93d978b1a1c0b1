using System.CommandLine;
using System.CommandLine.Parsing;
using DsCnn.Distributed;

namespace DsCnn.Cli;

/// <summary>How the processes that mpirun or srun has started train together.</summary>
internal sealed class RankOptions
{
    private const string None = "none";
    private const string Linear = "linear";
    private const string SquareRoot = "sqrt";

    private readonly Option<bool> _syncBatchNorm = new("--sync-bn") { Description = "Measure batch norms over the batches of all ranks, for few images per rank" };

    private readonly Option<int?> _perRank = NumberOption.Positive<int>("--batch-per-rank", "Batch size for each rank, instead of --batch-size for all ranks together");

    private readonly Option<string> _scaling = new Option<string>("--scale-lr")
    {
        Description = "How the learning rate follows --batch-per-rank times the ranks: linear (for sgd), sqrt (for adamw and rmsprop) or none",
        DefaultValueFactory = _ => None,
    }.OneOf([None, Linear, SquareRoot]);

    private readonly Option<int?> _timeout = NumberOption.Positive<int>("--rank-timeout", "Seconds after which a silent rank ends the run (default: 60)");

    internal void AddTo(ToolCommand command)
    {
        command.AddOptions("Several ranks (mpirun, srun)", _syncBatchNorm, _perRank, _scaling, _timeout);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_perRank) is not null && result.GetResult("--batch-size") is OptionResult { Implicit: false })
                result.AddError("Either --batch-size or --batch-per-rank. Received: both.");
            if (result.GetResult(_scaling) is OptionResult { Implicit: false } && result.GetResult(_perRank) is null)
                result.AddError("--scale-lr is about --batch-per-rank. Add it.");
        });
    }

    /// <summary>Meets the other processes, where a launcher has started several. From then on, only the first one says anything.</summary>
    /// <returns>The ranks, or null for a run alone.</returns>
    internal MpiCommunicator? Start(ParseResult parsed)
    {
        if (!MpiCommunicator.IsLaunched)
            return null;
        var options = new MpiOptions();
        if (parsed.GetValue(_timeout) is { } seconds)
            options = options with { Timeout = TimeSpan.FromSeconds(seconds) };
        MpiCommunicator ranks = MpiCommunicator.Start(options);
        if (ranks.Rank > 0)
        {
            Console.SetOut(TextWriter.Null);
            Console.SetError(TextWriter.Null);
        }

        return ranks;
    }

    internal TrainerOptions Apply(ParseResult parsed, TrainerOptions options, MpiCommunicator? ranks)
    {
        options = options with { Communicator = ranks, SyncBatchNorm = parsed.GetValue(_syncBatchNorm) };
        if (parsed.GetValue(_perRank) is not { } perRank)
            return options;
        int size = checked(perRank * (ranks?.Size ?? 1));
        double rate = options.Optimizer.LearningRate;
        return options with
        {
            BatchSize = size,
            Optimizer = options.Optimizer with
            {
                LearningRate = parsed.GetValue(_scaling) switch
                {
                    Linear => LearningRateScaling.Linear(rate, options.BatchSize, size),
                    SquareRoot => LearningRateScaling.SquareRoot(rate, options.BatchSize, size),
                    _ => rate,
                },
            },
        };
    }
}
