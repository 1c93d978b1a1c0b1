using Microsoft.Extensions.DependencyInjection;

namespace DsCnn.Extensions;

/// <summary>Where a classifier is among the services: by its name, or as the one without.</summary>
internal static class ClassifierKeys
{
    /// <exception cref="InvalidOperationException">It was not added.</exception>
    internal static ClassifierService Find(IServiceProvider services, string? name) =>
        name is null ? services.GetRequiredService<ClassifierService>() : services.GetRequiredKeyedService<ClassifierService>(name);
}
