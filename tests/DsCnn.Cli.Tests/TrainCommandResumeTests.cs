using System.Diagnostics;
using System.Text.RegularExpressions;

namespace DsCnn.Cli.Tests;

public sealed class TrainCommandResumeTests : IDisposable
{
    private const int Epochs = 60;

    private readonly Pictures _pictures = new();
    private readonly string _data;

    public TrainCommandResumeTests() => _data = _pictures.Draw("data", train: 20, test: 4);

    public void Dispose() => _pictures.Dispose();

    [Fact]
    public async Task A_canceled_run_saves_says_how_to_go_on_and_ends_with_the_same_bits()
    {
        string run = _pictures.PathOf("run");
        using var stop = new CancellationTokenSource();
        Task watch = Task.Run(() =>
        {
            WaitForEpochs(run, 2);
            stop.Cancel();
        });

        (int exitCode, _, string error) = Tool.Run(stop.Token, Command("run"));
        await watch;

        exitCode.Should().Be(130);
        error.Should().Be($"dscnn: stopped. The run so far is in {run}, its network as model.safetensors; the same command with --resume continues it.\n");
        EpochsOf(run).Should().BeLessThan(Epochs);
        ModelFile.Read(Path.Combine(run, "model.safetensors")).Labels.Should().NotBeNull();
        ResumesToTheSameBits();
    }

    [Fact]
    public async Task A_process_that_is_asked_to_end_or_killed_loses_nothing()
    {
        if (!OperatingSystem.IsLinux())
            return;
        string run = _pictures.PathOf("run");
        using (Process asked = Tool.Start(["-q", .. Command("run")]))
        {
            WaitForEpochs(run, 1);
            await Tool.SignalAsync("TERM", asked.Id);
            asked.StandardError.ReadToEnd().Should().Be($"dscnn: stopped. The run so far is in {run}, its network as model.safetensors; the same command with --resume continues it.\n");
            asked.WaitForExit();
            asked.ExitCode.Should().Be(130);
        }

        int before = EpochsOf(run);
        using (Process killed = Tool.Start(["-q", .. Command("run", "--resume")]))
        {
            WaitForEpochs(run, before + 1);
            killed.Kill();
            killed.WaitForExit();
        }

        EpochsOf(run).Should().BeLessThan(Epochs);
        ResumesToTheSameBits();
    }

    [Fact]
    public void Resuming_begins_where_there_is_nothing_and_repeats_the_result_where_all_is_done()
    {
        string[] command = Command("run", "--resume", "--json");
        (int first, string output, _) = Tool.Run(command);
        (int second, string again, _) = Tool.Run(command);

        (first, second).Should().Be((0, 0));
        WithoutTimes(again).Should().Be(WithoutTimes(output));

        static string WithoutTimes(string json) => Regex.Replace(json, "\"(seconds|imagesPerSecond)\":[0-9.]+", "");
    }

    [Fact]
    public void Resuming_with_other_options_is_refused_with_the_difference_named()
    {
        Tool.Run(Command("run")).ExitCode.Should().Be(0);
        (int exitCode, _, string error) = Tool.Run([.. Command("run", "--resume"), "--seed", "3"]);

        exitCode.Should().Be(1);
        error.Should().Contain("last.ckpt cannot be resumed by another run: ").And.Contain("Seed is 0 there and 3 here").And.EndWith("\n");
        error.Count(c => c == '\n').Should().Be(1);
    }

    [Theory]
    [InlineData("--folds 2", "--folds 3", "--folds: run was started with --folds 2. Received: with --folds 3. Resume it with the same options, or replace it with --overwrite.")]
    [InlineData("--folds 2", "", "--folds: run was started with --folds 2. Received: without --folds. Resume it with the same options, or replace it with --overwrite.")]
    [InlineData("", "--folds 2", "--folds: run was started without --folds. Received: with --folds 2. Resume it with the same options, or replace it with --overwrite.")]
    [InlineData("", "--refit", "--refit: run was started without --refit. Received: with --refit. Resume it with the same options, or replace it with --overwrite.")]
    public void Resuming_in_other_runs_is_refused_with_what_there_is(string first, string second, string message)
    {
        Tool.Run(["train", "--data", _data, "--spec", _pictures.Spec, "--epochs", "1", "--threads", "1", "--output", _pictures.PathOf("run"), .. Words(first)]).ExitCode.Should().Be(0);

        (int exitCode, _, string error) = Tool.Run(
            ["train", "--data", _data, "--spec", _pictures.Spec, "--epochs", "1", "--threads", "1", "--resume", "--output", _pictures.PathOf("run"), .. Words(second)]);

        exitCode.Should().Be(2);
        error.Replace(_pictures.PathOf("run"), "run").Should().Be($"dscnn: {message}\n");

        static string[] Words(string options) => options.Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    [Theory]
    [InlineData("empty")]
    [InlineData("cut")]
    [InlineData("binary")]
    [InlineData("columns")]
    [InlineData("huge")]
    [InlineData("gone")]
    public void A_damaged_history_blocks_nothing_and_is_rebuilt(string damage)
    {
        string run = _pictures.PathOf("run"), history = Path.Combine(run, "history.csv");
        Tool.Run(Command("run", "--json")).ExitCode.Should().Be(0);
        string[] whole = File.ReadAllLines(history);
        byte[] model = File.ReadAllBytes(Path.Combine(run, "model.safetensors"));
        File.WriteAllText(history, damage switch
        {
            "cut" => File.ReadAllText(history)[..150],
            "binary" => "\0\u0001\u00ff,,,\r\n\0",
            "columns" => "epoch,loss\n1,2\n",
            _ => "",
        });
        if (damage == "huge")
        {
            using FileStream file = File.OpenWrite(history);
            file.SetLength(1L << 40);
        }

        if (damage == "gone")
            File.Delete(history);

        (int exitCode, _, string error) = Tool.Run(Command("run", "--resume", "--json"));

        (exitCode, error).Should().Be((0, ""));
        File.ReadAllLines(history).Select(WithoutSpeed).Should().Equal(whole.Select(WithoutSpeed));
        File.ReadAllBytes(Path.Combine(run, "model.safetensors")).Should().Equal(model);

        static string WithoutSpeed(string line) => string.Join(',', line.Split(',').Where((_, column) => column != 7));
    }

    [Fact]
    public void A_second_run_in_the_folder_of_a_living_one_is_refused_and_touches_nothing()
    {
        string run = _pictures.PathOf("run");
        using var living = RunLock.Take(Path.Combine(run, "last.ckpt"));
        string[] before = Directory.GetFileSystemEntries(run);
        foreach (string[] more in new string[][] { [], ["--resume"], ["--overwrite"] })
        {
            (int exitCode, string output, string error) = Tool.Run(Command("run", more));
            (exitCode, output).Should().Be((1, ""));
            error.Should().Match(
                $"dscnn: {run}/last.ckpt is being written by another run (process {Environment.ProcessId}, for less than a minute). Wait for it, stop it, or choose another place.\n");
        }

        Directory.GetFileSystemEntries(run).Should().Equal(before);
    }

    [Fact]
    public void A_command_that_is_refused_changes_nothing_in_the_folder_of_a_run()
    {
        string run = _pictures.PathOf("run");
        Tool.Run(Command("run", "--json")).ExitCode.Should().Be(0);
        File.WriteAllText(Path.Combine(run, $".last.ckpt.{Guid.NewGuid():N}.tmp"), "");
        File.WriteAllText(Path.Combine(run, $".history.csv.{Guid.NewGuid():N}.tmp"), "");
        Dictionary<string, DateTime> before = Files();

        Tool.Run([.. Command("run", "--resume"), "--seed", "3"]).ExitCode.Should().Be(1);
        Tool.Run([.. Command("run", "--overwrite"), "--warmup", "60"]).ExitCode.Should().Be(2);
        Tool.Run(Command("run")).ExitCode.Should().Be(1);
        Files().Should().Equal(before);

        Tool.Run(Command("run", "--resume", "--json")).ExitCode.Should().Be(0);
        Files().Keys.Should().NotContain(name => name.EndsWith(".tmp", StringComparison.Ordinal));

        Dictionary<string, DateTime> Files() => new DirectoryInfo(run).EnumerateFiles().ToDictionary(file => file.Name, file => file.LastWriteTimeUtc);
    }

    private static int EpochsOf(string run) => TrainingHistory.Read(Path.Combine(run, "history.csv")).Rows.Length;

    private static void WaitForEpochs(string run, int epochs)
    {
        string history = Path.Combine(run, "history.csv");
        var watch = Stopwatch.StartNew();
        while (!File.Exists(history) || EpochsOf(run) < epochs)
        {
            if (watch.Elapsed > TimeSpan.FromSeconds(60))
                throw new TimeoutException($"{history} did not reach {epochs} epochs.");
            Thread.Sleep(1);
        }
    }

    private void ResumesToTheSameBits()
    {
        Tool.Run(Command("run", "--resume")).ExitCode.Should().Be(0);
        Tool.Run(Command("whole")).ExitCode.Should().Be(0);
        EpochsOf(_pictures.PathOf("run")).Should().Be(Epochs);
        File.ReadAllBytes(_pictures.PathOf("run", "model.safetensors")).Should().Equal(File.ReadAllBytes(_pictures.PathOf("whole", "model.safetensors")));
    }

    private string[] Command(string run, params string[] more) =>
    [
        "train", "--data", _data, "--spec", _pictures.Spec, "--epochs", $"{Epochs}", "--batch-size", "8", "--threads", "1",
        "--checkpoint-steps", "1", "--output", _pictures.PathOf(run), .. more,
    ];
}
