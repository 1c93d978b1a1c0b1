using System.CommandLine;

namespace DsCnn.Cli;

/// <summary>Where a compression keeps what it has done so far.</summary>
internal sealed class CompressionFolder
{
    private readonly Option<string?> _state = new("--state") { Description = "The folder that keeps what is done so far (default: OUT with -state at its end)", HelpName = "DIR" };
    private readonly Option<bool> _resume = new("--resume") { Description = "Go on with the compression in that folder; where there is none, begin one" };
    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "Replace the compression in that folder" };

    internal void AddTo(ToolCommand command)
    {
        command.AddOptions("Work so far", _state, _resume, _overwrite);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_resume) is not null && result.GetResult(_overwrite) is not null)
                result.AddError("Either --resume or --overwrite. Received: both.");
        });
    }

    /// <summary>Makes sure that nobody's work is lost by mistake.</summary>
    /// <exception cref="IOException">There is a compression, and nothing says what to do with it.</exception>
    internal string Prepare(ParseResult parsed, FileInfo target)
    {
        string folder = parsed.GetValue(_state) ?? target + "-state";
        if (File.Exists(folder))
            throw new IOException($"--state: expected a folder. Received the file {folder}.");
        bool isUsed = Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any();
        if (!isUsed || parsed.GetValue(_resume))
            return folder;
        if (!parsed.GetValue(_overwrite))
        {
            throw new IOException(
                $"{folder} holds an unfinished compression. Go on with it by --resume, replace it by --overwrite, or choose another folder by --state.");
        }

        foreach (string file in CompressionFiles(folder))
            File.Delete(file);
        return folder;
    }

    /// <summary>Takes away what a compression that is done no longer needs, and nothing else that may lie there.</summary>
    internal static void CleanUp(string folder)
    {
        foreach (string file in CompressionFiles(folder))
            File.Delete(file);
        if (!Directory.EnumerateFileSystemEntries(folder).Any())
            Directory.Delete(folder);
    }

    private static IEnumerable<string> CompressionFiles(string folder) =>
        Directory.EnumerateFiles(folder, "state.json").Concat(Directory.EnumerateFiles(folder, "step-*.safetensors")).Concat(Directory.EnumerateFiles(folder, "step-*.ckpt"));
}
