using DsCnn.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds health checks of classifiers.</summary>
public static class DsCnnHealthChecksBuilderExtensions
{
    /// <summary>Adds a check that is healthy where a classifier's network is loaded and answers, and degraded where its file was replaced by one that cannot be served.</summary>
    /// <param name="builder">The checks.</param>
    /// <param name="classifier">The name that the classifier was added with, or null for the one without.</param>
    /// <param name="name">What the check is called, or null for "dscnn", with the classifier's name behind a colon.</param>
    /// <param name="failureStatus">What a failure counts as, or null for unhealthy.</param>
    /// <param name="tags">Tags of the check.</param>
    /// <returns>The checks.</returns>
    public static IHealthChecksBuilder AddDsCnnClassifier(
        this IHealthChecksBuilder builder, string? classifier = null, string? name = null, HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Add(new HealthCheckRegistration(
            name ?? (classifier is null ? "dscnn" : $"dscnn:{classifier}"), services => new ClassifierHealthCheck(services, classifier), failureStatus, tags));
    }
}
