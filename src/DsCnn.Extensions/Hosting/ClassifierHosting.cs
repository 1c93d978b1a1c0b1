using Microsoft.Extensions.Hosting;

namespace DsCnn.Extensions;

/// <summary>Loads a classifier when the host starts, which fails where its file does, and answers what waits when the host stops.</summary>
internal sealed class ClassifierHosting(IServiceProvider services, string? key) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = Classifier;
        return Task.CompletedTask;
    }

    /// <summary>Those who still wait when the host's patience ends are refused.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Classifier.StopAsync(cancellationToken);

    private ClassifierService Classifier => ClassifierKeys.Find(services, key);
}
