using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace DsCnn.Cli.Tests;

/// <summary><c>mpirun dscnn train</c>, by the launcher and the library that are installed.</summary>
public sealed class RankCommandTests : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(5);

    private readonly Pictures _pictures = new();

    public void Dispose() => _pictures.Dispose();

    [MpiFact]
    public async Task Two_ranks_learn_what_one_learns_and_one_of_them_writes()
    {
        string data = _pictures.Draw("stripes", train: 24, test: 10);
        string[] args = ["train", "--data", data, "--spec", _pictures.Spec, "--epochs", "3", "--batch-size", "16", "--validation-split", "0.2", "--sync-bn", "--seed", "3", "--threads", "1"];
        (int exitCode, _, string error) = await RunAsync(1, [.. args, "-o", _pictures.PathOf("one")]);
        exitCode.Should().Be(0, error);
        (exitCode, string output, error) = await RunAsync(2, [.. args, "-o", _pictures.PathOf("two")]);
        exitCode.Should().Be(0, error);

        error.Should().Contain("2 ranks with synchronized batch norm, each with 1 thread");
        Count(error, "computed").Should().Be(1, "one rank shows progress");
        output.Should().Contain("on 20 test images");
        double[] alone = Losses(_pictures.PathOf("one")), together = Losses(_pictures.PathOf("two"));
        together.Should().HaveCount(3);
        together.Zip(alone, (one, other) => Math.Abs(one - other)).Max().Should().BeLessThan(1e-3);
    }

    [MpiFact]
    public async Task A_run_that_was_stopped_goes_on_with_another_number_of_ranks()
    {
        string data = _pictures.Draw("stripes", train: 40);
        string run = _pictures.PathOf("run"), whole = _pictures.PathOf("whole");
        string[] args = ["train", "--data", data, "--spec", _pictures.Spec, "--epochs", "400", "--batch-size", "20", "--validation-split", "0", "--sync-bn", "--threads", "1"];
        using (Process first = MpiFactAttribute.Start(2, [.. args, "-o", run]))
        {
            Task<string> error = first.StandardError.ReadToEndAsync(), output = first.StandardOutput.ReadToEndAsync();
            await UntilAsync(() => File.Exists(Path.Combine(run, "last.ckpt")));
            await Tool.SignalAsync("TERM", first.Id);
            await first.WaitForExitAsync().WaitAsync(_patience);
            first.ExitCode.Should().NotBe(0);
        }

        int before = Losses(run).Length;
        before.Should().BeInRange(1, 399);
        (int exitCode, _, string wrong) = await RunAsync(3, [.. args, "-o", run, "--resume"]);
        exitCode.Should().Be(0, wrong);
        (exitCode, _, wrong) = await RunAsync(1, [.. args, "-o", whole]);
        exitCode.Should().Be(0, wrong);
        double[] resumed = Losses(run), uninterrupted = Losses(whole);
        resumed.Should().HaveCount(400);
        resumed.Zip(uninterrupted, (one, other) => Math.Abs(one - other)).Max().Should().BeLessThan(1e-2);
    }

    [MpiFact]
    public async Task A_rank_that_is_killed_or_stopped_ends_all_of_them()
    {
        string data = _pictures.Draw("stripes", train: 40);
        foreach ((string signal, string message) in new[] { ("KILL", "rank"), ("STOP", "has not answered for 2 seconds") })
        {
            string run = _pictures.PathOf(signal);
            using Process ranks = MpiFactAttribute.Start(
                2, ["train", "--data", data, "--spec", _pictures.Spec, "--epochs", "100000", "-o", run, "--threads", "1", "--rank-timeout", "2"]);
            Task<string> error = ranks.StandardError.ReadToEndAsync(), output = ranks.StandardOutput.ReadToEndAsync();
            await UntilAsync(() => File.Exists(Path.Combine(run, "last.ckpt")));
            int[] processes = [.. ChildrenOf(ranks.Id)];
            processes.Should().HaveCount(2);
            await Tool.SignalAsync(signal, processes[1]);
            await ranks.WaitForExitAsync().WaitAsync(_patience);
            ranks.ExitCode.Should().NotBe(0);
            (await error + await output).Should().Contain(message);
            await UntilAsync(() => processes.All(id => !Directory.Exists($"/proc/{id}") || IsZombie(id)));
        }
    }

    [MpiFact]
    public async Task What_is_wrong_on_one_rank_is_told_once_with_an_exit_code()
    {
        string data = _pictures.Draw("stripes", train: 3);
        (int exitCode, _, string error) = await RunAsync(2, ["train", "--data", data, "--spec", _pictures.Spec, "--epochs", "1", "--batch-size", "1", "-o", _pictures.PathOf("run")]);
        exitCode.Should().NotBe(0);
        error.Should().Contain("A batch needs an image for each of the 2 ranks.");
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(int ranks, string[] args)
    {
        using Process process = MpiFactAttribute.Start(ranks, args);
        Task<string> error = process.StandardError.ReadToEndAsync(), output = process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(_patience);
        return (process.ExitCode, await output, await error);
    }

    private static async Task UntilAsync(Func<bool> isTrue)
    {
        var watch = Stopwatch.StartNew();
        while (!isTrue())
        {
            watch.Elapsed.Should().BeLessThan(_patience);
            await Task.Delay(50);
        }
    }

    private static double[] Losses(string run) =>
        [.. File.ReadLines(Path.Combine(run, "history.csv")).Skip(1).Select(line => double.Parse(line.Split(',')[1], CultureInfo.InvariantCulture))];

    private static int Count(string text, string word) => Regex.Count(text, Regex.Escape(word));

    private static IEnumerable<int> ChildrenOf(int process) =>
        File.ReadAllText($"/proc/{process}/task/{process}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture)).Order();

    private static bool IsZombie(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/stat").Contains(") Z", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return true;
        }
    }
}
