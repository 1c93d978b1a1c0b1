using System.Diagnostics;
using System.Net.Http.Headers;

namespace DsCnn.Benchmarks;

/// <summary>What so many clients saw that each sent its next image when it had the answer to the last.</summary>
/// <param name="RequestsPerSecond">Answers of all clients in a second.</param>
/// <param name="MedianMs">Half of them took at most so many milliseconds.</param>
/// <param name="Percentile99Ms">99 of 100 did.</param>
/// <param name="Failures">Answers other than 200.</param>
internal sealed record Load(double RequestsPerSecond, double MedianMs, double Percentile99Ms, int Failures)
{
    internal static async Task<Load> RunAsync(Uri service, byte[] image, int clients, TimeSpan duration)
    {
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = clients };
        using var client = new HttpClient(handler) { BaseAddress = service };
        var watch = Stopwatch.StartNew();
        (List<double> Times, int Failures)[] seen = await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(() => AskAsync(client, image, watch, duration))));
        double seconds = watch.Elapsed.TotalSeconds;
        double[] times = [.. seen.SelectMany(one => one.Times).Order()];
        return new Load(times.Length / seconds, times[times.Length / 2], times[times.Length * 99 / 100], seen.Sum(one => one.Failures));
    }

    private static async Task<(List<double> Times, int Failures)> AskAsync(HttpClient client, byte[] image, Stopwatch watch, TimeSpan duration)
    {
        List<double> times = [];
        int failures = 0;
        while (watch.Elapsed < duration || times.Count == 0)
        {
            using var body = new ByteArrayContent(image) { Headers = { ContentType = new MediaTypeHeaderValue("image/png") } };
            long start = Stopwatch.GetTimestamp();
            using HttpResponseMessage answer = await client.PostAsync("/predict", body);
            await answer.Content.ReadAsByteArrayAsync();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            failures += answer.IsSuccessStatusCode ? 0 : 1;
        }

        return (times, failures);
    }
}
