using Microsoft.Extensions.Hosting;

namespace DsCnn.Extensions;

/// <summary>Loads a classifier when the host starts, which fails if its file is invalid, and processes waiting images when the host stops.</summary>
internal sealed class ClassifierHosting(IServiceProvider services, string? key) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = Classifier;
        return Task.CompletedTask;
    }

    /// <summary>Images that are still waiting when the host's shutdown timeout ends are rejected.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Classifier.StopAsync(cancellationToken);

    private ClassifierService Classifier => ClassifierKeys.Find(services, key);
}
