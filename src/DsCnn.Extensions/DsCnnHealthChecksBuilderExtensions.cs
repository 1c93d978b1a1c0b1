using DsCnn.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds health checks for classifiers.</summary>
public static class DsCnnHealthChecksBuilderExtensions
{
    /// <summary>Adds a check that is healthy if a classifier's network is loaded and working, and degraded if its file has been replaced by one that cannot be served.</summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="classifier">The name of the classifier, or null for the unnamed one.</param>
    /// <param name="name">The name of the check, or null for "dscnn", followed by a colon and the classifier's name if it has one.</param>
    /// <param name="failureStatus">The status to report on failure, or null for unhealthy.</param>
    /// <param name="tags">Tags of the check.</param>
    /// <returns>The health checks.</returns>
    public static IHealthChecksBuilder AddDsCnnClassifier(
        this IHealthChecksBuilder builder, string? classifier = null, string? name = null, HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Add(new HealthCheckRegistration(
            name ?? (classifier is null ? "dscnn" : $"dscnn:{classifier}"), services => new ClassifierHealthCheck(services, classifier), failureStatus, tags));
    }
}
