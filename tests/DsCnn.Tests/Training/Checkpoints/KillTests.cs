using System.Diagnostics;
using System.Security.Cryptography;

namespace DsCnn.Tests;

/// <summary>A process that is killed while it trains loses nothing.</summary>
public sealed class KillTests
{
    internal const string Command = "train-until-killed";

    private const int Kills = 2;

    [Fact]
    public void A_killed_and_resumed_process_ends_with_the_same_bits()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("dscnn-kill-");
        try
        {
            string path = Path.Combine(folder.FullName, "last.ckpt");
            string expected = Train(Path.Combine(folder.FullName, "whole.ckpt"));
            DateTime seen = default;
            for (int i = 0; i < Kills; i++)
                seen = KillAfterTwoCheckpoints(path, seen);

            using Process last = Start(path);
            last.StandardOutput.ReadToEnd().Trim().Should().Be(expected);
            last.WaitForExit();
            last.ExitCode.Should().Be(0);
            folder.GetFiles().Select(file => file.Name).Should().BeEquivalentTo("last.ckpt", "whole.ckpt");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Trains from the checkpoint, where there is one, and gives the hash of the final weights.</summary>
    internal static string Train(string checkpoint)
    {
        using DsCnnModel model = new ModelBuilder().Input(1, 8, 8)
            .DsBlock(6, conv1Filters: 8).DsBlock(6, residual: true, configure: b => b with { DropPath = 0.2 }).Dropout(0.2).FullyConnected(4).Build(seed: 3);
        TrainingRunTests.Run(model, new TrainerOptions
        {
            Epochs = 12,
            BatchSize = 4,
            Ema = new EmaOptions(),
            Checkpoint = new CheckpointOptions { Path = checkpoint, Resume = true, EverySteps = 1 },
        });
        return Convert.ToHexString(SHA256.HashData(TrainingRunTests.Weights(model).SelectMany(BitConverter.GetBytes).ToArray()));
    }

    private static DateTime KillAfterTwoCheckpoints(string path, DateTime seen)
    {
        using Process process = Start(path);
        for (int changes = 0; changes < 2 && !process.HasExited; Thread.Sleep(1))
        {
            DateTime now = File.GetLastWriteTimeUtc(path);
            if (File.Exists(path) && now != seen)
            {
                seen = now;
                changes++;
            }
        }

        // SIGKILL: no handler runs.
        process.HasExited.Should().BeFalse("the run should be long enough to be killed");
        process.Kill();
        process.WaitForExit();
        return seen;
    }

    private static Process Start(string checkpoint) => Process.Start(
        new ProcessStartInfo("dotnet", [typeof(KillTests).Assembly.Location, Command, checkpoint]) { RedirectStandardOutput = true })!;
}
