using Microsoft.Extensions.DependencyInjection;

namespace DsCnn.Extensions;

/// <summary>Finds a classifier among the services, by name or the unnamed one.</summary>
internal static class ClassifierKeys
{
    /// <exception cref="InvalidOperationException">It has not been added.</exception>
    internal static ClassifierService Find(IServiceProvider services, string? name) =>
        name is null ? services.GetRequiredService<ClassifierService>() : services.GetRequiredKeyedService<ClassifierService>(name);
}
