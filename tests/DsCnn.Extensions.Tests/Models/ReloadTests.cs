using DsCnn.Extensions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace DsCnn.Tests;

public sealed class ReloadTests
{
    private static readonly ModelFile _other = Networks.WithRandomWeights(Networks.Small, seed: 2) with { Labels = ["ant", "bee", "cat"] };

    private static readonly Action<DsCnnClassifierOptions> _often = options => options.PollInterval = TimeSpan.FromMilliseconds(20);

    [Fact]
    public async Task Another_file_is_served_without_a_restart_and_every_answer_is_of_one_or_the_other()
    {
        await using Served served = await Served.StartAsync(_often);
        float[] before = served.Expected(77);
        string next = served.Path + ".next";
        _other.Write(next);
        float[] after = Served.Expected(next, 77);
        before.Should().NotEqual(after);
        using var end = new CancellationTokenSource();
        Task<int[]>[] callers = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() => CallAsync(served.Service, before, after, end.Token)))];

        for (int i = 1; i <= 6; i++)
        {
            ModelFile model = i % 2 == 1 ? _other : Served.Model;
            model.Write(served.Path);
            int exchanges = i;
            await Eventually.IsTrue(() => served.Messages.At(LogLevel.Information).Count(text => text.EndsWith($"serves the new {served.Path}.")) == exchanges);
        }

        await end.CancelAsync();
        int[][] counts = await Task.WhenAll(callers);
        counts.Should().OnlyContain(count => count[0] > 0 && count[1] > 0, "all have seen both, and nothing else");
        served.Messages.At(LogLevel.Error).Should().BeEmpty();
    }

    [Fact]
    public async Task A_network_stays_as_long_as_somebody_uses_it_and_no_longer()
    {
        await using Served served = await Served.StartAsync(_often);
        ClassifierLease lease = served.Service.Rent();
        Classifier old = lease.Classifier;
        DateTimeOffset loaded = lease.LoadedAt;
        _other.Write(served.Path);
        await Eventually.IsTrue(() => !ReferenceEquals(Current(served), old));

        old.Predict([1]).Should().HaveCount(3);
        lease.Dispose();

        old.Invoking(c => c.Predict([1])).Should().ThrowExactly<ObjectDisposedException>();
        lease.Invoking(l => l.Classifier).Should().ThrowExactly<ObjectDisposedException>();
        lease.Dispose();
        using ClassifierLease next = served.Service.Rent();
        next.LoadedAt.Should().BeAfter(loaded);
    }

    [Fact]
    public async Task A_bad_file_is_told_once_and_a_good_one_later_is_served()
    {
        await using Served served = await Served.StartAsync(_often, services => services.AddHealthChecks().AddDsCnnClassifier());
        float[] before = served.Expected(5);
        File.WriteAllBytes(served.Path, Served.Model.ToBytes()[..1000]);
        await Eventually.IsTrue(() => served.Messages.At(LogLevel.Error).Any());

        Probabilities(await served.Service.PredictAsync(new byte[] { 5 })).Should().Equal(before);
        HealthReportEntry health = await HealthAsync(served);
        health.Status.Should().Be(HealthStatus.Degraded);
        health.Description.Should().StartWith("An older network is served, because the newer file cannot be: ").And.Contain(served.Path);

        await Task.Delay(200);
        served.Messages.At(LogLevel.Error).Should().ContainSingle().Which.Should().StartWith($"Classifier \"\" keeps serving its current network, because the new {served.Path} cannot be served: ");
        _other.Write(served.Path);
        float[] after = served.Expected(5);
        await Eventually.IsTrue(() => Probabilities(served.Service.PredictAsync(new byte[] { 5 }).Result).SequenceEqual(after));
        (await HealthAsync(served)).Status.Should().Be(HealthStatus.Healthy);
    }

    [Fact]
    public async Task A_network_that_gives_no_numbers_does_not_begin_to_serve()
    {
        await using Served served = await Served.StartAsync(_often);
        float[] before = served.Expected(5);
        var nothing = new WeightSet(Networks.Small.Weights.Select(w => KeyValuePair.Create(w.Name, WeightTensor.FromFloats(w.Dimensions, [.. Enumerable.Repeat(float.NaN, (int)w.Elements)]))));
        new ModelFile(Networks.Small, nothing).Write(served.Path);

        await Eventually.IsTrue(() => served.Messages.At(LogLevel.Error).Any());
        served.Messages.At(LogLevel.Error).Single().Should().Contain("The network outputs NaN");
        Probabilities(await served.Service.PredictAsync(new byte[] { 5 })).Should().Equal(before);
    }

    [Fact]
    public async Task A_file_that_is_gone_changes_nothing()
    {
        await using Served served = await Served.StartAsync(_often);
        File.Delete(served.Path);

        await Eventually.IsTrue(() => served.Messages.At(LogLevel.Warning).Any());

        served.Messages.At(LogLevel.Warning).Should().Equal($"Classifier \"\" keeps serving its current network, because {served.Path} no longer exists.");
        (await served.Service.PredictAsync(new byte[] { 5 })).Should().HaveCount(3);
    }

    [Fact]
    public async Task A_file_that_is_being_written_does_not_serve_before_it_is_whole()
    {
        await using Served served = await Served.StartAsync(_often);
        float[] before = served.Expected(5);
        byte[] file = _other.ToBytes();
        int part = file.Length / 20;
        await using (var slow = new FileStream(served.Path, FileMode.Create))
        {
            for (int start = 0; start < file.Length - 1; start += part)
            {
                slow.Write(file.AsSpan(start, Math.Min(part, file.Length - 1 - start)));
                slow.Flush();
                Probabilities(await served.Service.PredictAsync(new byte[] { 5 })).Should().Equal(before);
                await Task.Delay(20);
            }

            slow.WriteByte(file[^1]);
        }

        float[] after = served.Expected(5);
        await Eventually.IsTrue(() => Probabilities(served.Service.PredictAsync(new byte[] { 5 }).Result).SequenceEqual(after));
    }

    [Fact]
    public async Task A_link_to_another_file_is_another_file()
    {
        using var folder = new TemporaryFolder();
        Served.Model.Write(folder.File("one"));
        _other.Write(folder.File("two"));
        File.CreateSymbolicLink(folder.File("now"), folder.File("one"));
        await using Served served = await Served.StartAsync(options => (options.Model, options.PollInterval) = (folder.File("now"), TimeSpan.FromMilliseconds(20)));
        float[] after = Served.Expected(folder.File("two"), 5);

        File.CreateSymbolicLink(folder.File("next"), folder.File("two"));
        File.Move(folder.File("next"), folder.File("now"), overwrite: true);

        await Eventually.IsTrue(() => Probabilities(served.Service.PredictAsync(new byte[] { 5 }).Result).SequenceEqual(after));
    }

    [Fact]
    public async Task It_can_be_switched_off()
    {
        await using Served served = await Served.StartAsync(options => (options.ReloadOnChange, options.PollInterval) = (false, TimeSpan.FromMilliseconds(10)));
        Classifier first = Current(served);
        _other.Write(served.Path);

        await Task.Delay(200);
        Current(served).Should().BeSameAs(first);
    }

    /// <summary>Asks until the end, and counts which network has answered.</summary>
    private static async Task<int[]> CallAsync(ClassifierService service, float[] first, float[] second, CancellationToken end)
    {
        int[] counts = new int[2];
        while (!end.IsCancellationRequested)
        {
            float[] answer = Probabilities(await service.PredictAsync(new byte[] { 77 }, CancellationToken.None));
            if (!answer.SequenceEqual(first))
                answer.Should().Equal(second);
            counts[answer.SequenceEqual(first) ? 0 : 1]++;
        }

        return counts;
    }

    private static Classifier Current(Served served)
    {
        using ClassifierLease lease = served.Service.Rent();
        return lease.Classifier;
    }

    private static async Task<HealthReportEntry> HealthAsync(Served served) =>
        (await served.Host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["dscnn"];

    private static float[] Probabilities(IReadOnlyList<Prediction> answer) => [.. answer.OrderBy(p => p.Index).Select(p => p.Probability)];
}
