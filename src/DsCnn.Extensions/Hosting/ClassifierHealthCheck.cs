using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DsCnn.Extensions;

/// <summary>
/// Healthy if the network is loaded and its last images were processed; degraded if there is a newer file that cannot be served. It runs nothing itself, so
/// frequent checks cost nothing, and a full queue does not look like a broken network.
/// </summary>
internal sealed class ClassifierHealthCheck(IServiceProvider services, string? name) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(Check());

    private HealthCheckResult Check()
    {
        ClassifierService classifier = ClassifierKeys.Find(services, name);
        if (classifier.Failure is { } failure)
            return HealthCheckResult.Unhealthy($"The network fails: {failure.Message}", failure);

        using ClassifierLease lease = classifier.Rent();
        var data = new Dictionary<string, object>
        {
            ["network"] = lease.Classifier.Spec?.Name ?? "",
            ["classes"] = lease.Classifier.Labels.Count,
            ["loadedAt"] = lease.LoadedAt,
        };
        return classifier.RefusedFile is { } refusal
            ? HealthCheckResult.Degraded($"An older network is served, because the newer file cannot be: {refusal}", data: data)
            : HealthCheckResult.Healthy(data: data);
    }
}
