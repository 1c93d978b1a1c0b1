using System.CommandLine;

namespace DsCnn.Cli;

/// <summary>The folder in which a compression keeps its intermediate results.</summary>
internal sealed class CompressionFolder
{
    private readonly Option<string?> _state = new("--state") { Description = "The folder for intermediate results (default: OUT followed by -state)", HelpName = "DIR" };
    private readonly Option<bool> _resume = new("--resume") { Description = "Resume the compression in that folder, or start one if there is none" };
    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "Replace the compression in that folder" };

    internal void AddTo(ToolCommand command)
    {
        command.AddOptions("Work so far", _state, _resume, _overwrite);
        command.AddExclusive(_resume, _overwrite);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_resume) is not null && result.GetResult(_overwrite) is not null)
                result.AddError("Either --resume or --overwrite. Received: both.");
        });
    }

    internal bool Resumes(ParseResult parsed) => parsed.GetValue(_resume);

    /// <summary>Finds the folder and, if it exists already, locks it.</summary>
    /// <exception cref="IOException">The folder holds a compression and neither option says what to do with it, or another compression is writing to it.</exception>
    internal StateFolder Prepare(ParseResult parsed, FileInfo target)
    {
        var folder = new StateFolder(parsed.GetValue(_state) ?? target + "-state", mayBeUsed: Resumes(parsed) || parsed.GetValue(_overwrite));
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
}
