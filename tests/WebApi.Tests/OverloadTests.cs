using System.Net;
using System.Net.Http.Headers;
using System.Threading.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using WebApi;

namespace DsCnn.Tests;

public sealed class OverloadTests
{
    [Fact]
    public async Task Where_too_many_wait_the_next_is_told_to_come_back()
    {
        using var service = new RunningService();
        await service.InitializeAsync();
        ServiceOptions options = service.App.Services.GetRequiredService<ServiceOptions>();
        ConcurrencyLimiter limiter = service.App.Services.GetRequiredService<ConcurrencyLimiter>();
        using var image = new ByteArrayContent(RunningService.Image("color.png")) { Headers = { ContentType = new MediaTypeHeaderValue("image/png") } };

        RateLimitLease all = limiter.AttemptAcquire(options.Concurrency);
        Task<RateLimitLease> waiting = limiter.AcquireAsync(options.Concurrency).AsTask();
        Task<RateLimitLease>[] queue = [.. Enumerable.Range(0, options.Queue - options.Concurrency).Select(_ => limiter.AcquireAsync(1).AsTask())];
        using HttpResponseMessage refused = await service.Client.PostAsync("/predict", image);

        refused.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        refused.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(1));
        (await refused.Content.ReadAsStringAsync()).Should().Contain("Too many images are waiting. Try again later.");

        all.Dispose();
        (await waiting).Dispose();
        foreach (Task<RateLimitLease> turn in queue)
            (await turn).Dispose();
        using HttpResponseMessage answered = await service.Client.PostAsync("/predict", image);
        answered.StatusCode.Should().Be(HttpStatusCode.OK);
        await service.DisposeAsync();
    }
}
