using System.Diagnostics;

namespace DsCnn.Tests;

public sealed class RunLockTests : IDisposable
{
    internal const string Command = "hold-a-lock";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dscnn-lock-");

    private string File => Path.Combine(_folder.FullName, "run", "last.ckpt");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_second_run_is_told_who_has_it_and_nothing_is_left_behind()
    {
        using (RunLock.Take(File))
        {
            FluentActions.Invoking(() => RunLock.Take(File)).Should().ThrowExactly<IOException>().WithMessage(
                $"{File} is being written by another run (process {Environment.ProcessId}, for less than a minute). Wait for it, stop it, or choose another place.");
            RunLock.Take(File + "2").Dispose();
        }

        RunLock.Take(File).Dispose();
        _folder.GetFileSystemInfos().Should().BeEmpty("the lock has made the folder, and nothing is in it");
    }

    [Fact]
    public void Folders_are_made_and_taken_away_as_long_as_they_are_empty()
    {
        string deep = Path.Combine(_folder.FullName, "a", "b", "c", "x");
        RunLock.Take(deep).Dispose();
        _folder.GetFileSystemInfos().Should().BeEmpty();
        using (RunLock.Take(deep))
            System.IO.File.WriteAllText(Path.Combine(_folder.FullName, "a", "b", "y"), "");
        _folder.GetFileSystemInfos("*", SearchOption.AllDirectories).Select(entry => entry.Name).Should().Equal("a", "b", "y");
        RunLock.Take(Path.Combine(_folder.FullName, "a", "b", "z")).Dispose();
        _folder.GetFileSystemInfos("*", SearchOption.AllDirectories).Should().HaveCount(3);
    }

    [Theory]
    [InlineData("")]
    [InlineData("4711\n2020-01-01T00:00:00Z\nelsewhere\n")]
    [InlineData("no\nnumbers\nhere\n")]
    public void What_a_killed_process_left_blocks_nobody(string holder)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        System.IO.File.WriteAllText(Path.Combine(Path.GetDirectoryName(File)!, ".last.ckpt.lock"), "12345");
        System.IO.File.WriteAllText(Path.Combine(Path.GetDirectoryName(File)!, ".last.ckpt.holder"), holder);

        RunLock.Take(File).Dispose();

        Directory.GetFileSystemEntries(Path.GetDirectoryName(File)!).Should().BeEmpty();
    }

    [Theory]
    [InlineData("4711\n2020-01-01T00:00:00.0000000+00:00\nelsewhere\u001b[1m\n", "process 4711 on elsewhere [1m, for ???? days")]
    [InlineData("4711\n2999-01-01T00:00:00.0000000+00:00\nelsewhere\n", "process 4711 on elsewhere, for less than a minute")]
    [InlineData("nonsense", "another process")]
    [InlineData("", "another process")]
    public void Whatever_the_holder_file_says_the_message_is_one_line(string holder, string words)
    {
        using var taken = RunLock.Take(File);
        System.IO.File.WriteAllText(Path.Combine(Path.GetDirectoryName(File)!, ".last.ckpt.holder"), holder);
        FluentActions.Invoking(() => RunLock.Take(File)).Should().ThrowExactly<IOException>().WithMessage($"* is being written by another run ({words}). *")
            .Which.Message.Should().NotContainAny("\n", "\u001b");
    }

    [Fact]
    public void Links_lead_to_the_same_lock()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var taken = RunLock.Take(File);
        string linkedFolder = Path.Combine(_folder.FullName, "linked");
        Directory.CreateSymbolicLink(linkedFolder, Path.GetDirectoryName(File)!);
        FluentActions.Invoking(() => RunLock.Take(Path.Combine(linkedFolder, "last.ckpt"))).Should().ThrowExactly<IOException>().WithMessage("* by another run *");

        System.IO.File.WriteAllText(File, "");
        string linkedFile = Path.Combine(_folder.FullName, "linked.ckpt");
        System.IO.File.CreateSymbolicLink(linkedFile, File);
        FluentActions.Invoking(() => RunLock.Take(linkedFile)).Should().ThrowExactly<IOException>().WithMessage("* by another run *");
    }

    [Fact]
    public void A_run_whose_folder_was_replaced_notices_and_leaves_the_other_ones_lock_alone()
    {
        if (OperatingSystem.IsWindows())
            return;
        using (var first = RunLock.Take(File))
        {
            first.RequireHeld();
            Directory.Delete(Path.GetDirectoryName(File)!, recursive: true);
            first.Invoking(l => l.RequireHeld()).Should().Throw<IOException>().WithMessage(
                $"{File} is no longer this run's: its folder or lock was deleted, or replaced, while it ran. Nothing more was written.");

            using var second = RunLock.Take(File);
            first.Invoking(l => l.RequireHeld()).Should().Throw<IOException>();
            first.Dispose();
            second.RequireHeld();
            FluentActions.Invoking(() => RunLock.Take(File)).Should().Throw<IOException>().WithMessage("* by another run *");
        }

        _folder.GetFileSystemInfos().Should().BeEmpty();
    }

    [Fact]
    public async Task Of_many_that_come_and_go_only_one_has_it_at_a_time()
    {
        int holders = 0, most = 0, taken = 0;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < 200; i++)
            {
                try
                {
                    using var mine = RunLock.Take(File);
                    InterlockedMax(ref most, Interlocked.Increment(ref holders));
                    Interlocked.Increment(ref taken);
                    mine.RequireHeld();
                    Interlocked.Decrement(ref holders);
                }
                catch (IOException refused) when (refused.Message.Contains("another run", StringComparison.Ordinal))
                {
                }
            }
        })));

        (most, taken > 4).Should().Be((1, true));
    }

    [Fact]
    public void It_ends_with_a_process_that_is_killed()
    {
        using Process holder = Process.Start(new ProcessStartInfo("dotnet", [typeof(RunLockTests).Assembly.Location, Command, File]) { RedirectStandardOutput = true })!;
        holder.StandardOutput.ReadLine().Should().Be("held");
        FluentActions.Invoking(() => RunLock.Take(File)).Should().Throw<IOException>().WithMessage($"* (process {holder.Id}, for less than a minute). *");

        holder.Kill();
        holder.WaitForExit();

        RunLock.Take(File).Dispose();
    }

    /// <summary>What the child process does.</summary>
    internal static void Hold(string path)
    {
        using var held = RunLock.Take(path);
        Console.WriteLine("held");
        Thread.Sleep(Timeout.Infinite);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (int seen = target; value > seen && Interlocked.CompareExchange(ref target, value, seen) != seen; seen = target)
        {
        }
    }
}
