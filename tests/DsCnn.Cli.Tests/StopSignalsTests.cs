namespace DsCnn.Cli.Tests;

public sealed class StopSignalsTests
{
    [Fact]
    public async Task One_signal_ends_what_waits_for_ever_but_not_what_is_saving()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var signals = new StopSignals();
        Task<int> waiting = signals.EndOf(new TaskCompletionSource<int>().Task);
        await Tool.SignalAsync("TERM", Environment.ProcessId);
        (await waiting.WaitAsync(TimeSpan.FromSeconds(60))).Should().Be(130);

        var work = new TaskCompletionSource<int>();
        Task<int> saving;
        using (StopSignals.WhileSaving())
        {
            saving = signals.EndOf(work.Task);
            (await Task.WhenAny(saving, Task.Delay(TimeSpan.FromSeconds(3)))).Should().NotBe(saving);
            work.SetResult(7);
        }

        (await saving).Should().Be(7);
    }
}
