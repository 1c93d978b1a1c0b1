using System.CommandLine;

namespace DsCnn.Cli;

/// <summary>The folder of a training run, and how it continues after an interruption.</summary>
internal sealed class RunOptions
{
    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "The folder for the model, its checkpoint and its history",
        HelpName = "DIR",
        DefaultValueFactory = _ => "dscnn-run",
    };

    private readonly Option<bool> _resume = new("--resume") { Description = "Resume the run in the output folder, or start one if there is none" };
    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "Replace the run in the output folder" };
    private readonly Option<double?> _minutes = NumberOption.Positive<double>("--checkpoint-minutes", "Minutes between checkpoints within an epoch (default: 5)");
    private readonly Option<int?> _steps = NumberOption.Positive<int>("--checkpoint-steps", "Also save a checkpoint every N steps within an epoch");
    private readonly Option<bool> _tensorBoard = new("--tensorboard") { Description = "Also write events for TensorBoard" };

    internal void AddTo(ToolCommand command)
    {
        command.AddOptions("The run", _output, _resume, _overwrite, _minutes, _steps, _tensorBoard);
        command.AddExclusive(_resume, _overwrite);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_resume) is not null && result.GetResult(_overwrite) is not null)
                result.AddError("Either --resume or --overwrite. Received: both.");
        });
    }

    internal bool Resumes(ParseResult parsed) => parsed.GetValue(_resume);

    internal bool WritesTensorBoard(ParseResult parsed) => parsed.GetValue(_tensorBoard);

    /// <summary>Finds the folder, and out whether it can be written to, before any work is done.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="isFirst">Whether this process writes there, rather than another one of those that train together.</param>
    internal RunFolder Prepare(ParseResult parsed, bool isFirst)
    {
        var folder = new RunFolder(parsed.GetRequiredValue(_output), mayHoldRun: Resumes(parsed) || parsed.GetValue(_overwrite)) { IsWritten = isFirst };
        if (!isFirst)
            return folder;
        try
        {
            folder.Prepare();
            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Claims the folder for a run that nothing is known against any more; null where another process writes there.</summary>
    internal CheckpointOptions? Checkpoints(ParseResult parsed, RunFolder folder)
    {
        if (!folder.IsWritten)
            return null;
        const double defaultMinutes = 5;
        return new CheckpointOptions
        {
            Path = folder.Checkpoint,
            Lock = folder.Claim(),
            Resume = Resumes(parsed),
            Every = TimeSpan.FromMinutes(Math.Min(parsed.GetValue(_minutes) ?? defaultMinutes, TimeSpan.MaxValue.TotalMinutes / 2)),
            EverySteps = parsed.GetValue(_steps),
        };
    }
}
