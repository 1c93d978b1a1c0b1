using DsCnn;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace WebApi;

/// <summary>The service is healthy where its network answers.</summary>
internal sealed class NetworkCheck(Classifier classifier) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        float[] probabilities = new float[classifier.Labels.Count];
        classifier.Run(new float[classifier.Input.Shape.Elements], probabilities, cancellationToken);
        return Task.FromResult(Array.TrueForAll(probabilities, float.IsFinite)
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("The network's answers are not numbers."));
    }
}
