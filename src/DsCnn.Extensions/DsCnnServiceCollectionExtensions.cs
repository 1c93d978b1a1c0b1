using DsCnn.Extensions;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds classifiers to the services of an application.</summary>
/// <remarks>
/// Each is a singleton <see cref="ClassifierService"/>, loaded when the host starts (or on first use, if there is no host). Options are validated at startup;
/// further options can be set with <c>services.Configure&lt;DsCnnClassifierOptions&gt;(...)</c>.
/// </remarks>
public static class DsCnnServiceCollectionExtensions
{
    /// <summary>Adds a classifier from a file.</summary>
    /// <param name="services">The services.</param>
    /// <param name="model">A model file (safetensors), or an ONNX file if the application references an engine for it.</param>
    /// <param name="configure">Sets further options.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddDsCnnClassifier(this IServiceCollection services, string model, Action<DsCnnClassifierOptions>? configure = null) =>
        Add(services, null, options => options.Configure(With(model, configure)));

    /// <summary>Adds a classifier whose options are set in code.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddDsCnnClassifier(this IServiceCollection services, Action<DsCnnClassifierOptions> configure) =>
        Add(services, null, options => options.Configure(configure));

    /// <summary>Adds a classifier whose options come from configuration.</summary>
    /// <param name="services">The services.</param>
    /// <param name="section">The section with the properties of <see cref="DsCnnClassifierOptions"/>: <c>builder.Configuration.GetSection("Classifier")</c>.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddDsCnnClassifier(this IServiceCollection services, IConfiguration section) =>
        Add(services, null, options => options.Bind(section));

    /// <summary>Adds a named classifier, with the name as its key: <c>[FromKeyedServices("flowers")] ClassifierService flowers</c>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The key, and the name of its options.</param>
    /// <param name="model">A model file (safetensors), or an ONNX file if the application references an engine for it.</param>
    /// <param name="configure">Sets further options.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddDsCnnClassifier(
        this IServiceCollection services, string name, string model, Action<DsCnnClassifierOptions>? configure = null) =>
        Add(services, name, options => options.Configure(With(model, configure)));

    /// <summary>Adds a named classifier, with the name as its key, whose options come from configuration.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The key, and the name of its options.</param>
    /// <param name="section">The section with the properties of <see cref="DsCnnClassifierOptions"/>.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddDsCnnClassifier(this IServiceCollection services, string name, IConfiguration section) =>
        Add(services, name, options => options.Bind(section));

    /// <summary>Adds an <see cref="IEmbeddingGenerator{TInput, TEmbedding}"/> for images, <c>IEmbeddingGenerator&lt;DataContent, Embedding&lt;float&gt;&gt;</c>, that uses a registered classifier.</summary>
    /// <param name="services">The services.</param>
    /// <param name="classifier">The name of the classifier, which is also the generator's key; null for the unnamed one.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddDsCnnEmbeddingGenerator(this IServiceCollection services, string? classifier = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        return classifier is null
            ? services.AddSingleton(provider => Create(provider))
            : services.AddKeyedSingleton(classifier, (provider, _) => Create(provider));

        IEmbeddingGenerator<DataContent, Embedding<float>> Create(IServiceProvider provider) => new ImageEmbeddingGenerator(ClassifierKeys.Find(provider, classifier));
    }

    private static Action<DsCnnClassifierOptions> With(string model, Action<DsCnnClassifierOptions>? configure) => options =>
    {
        options.Model = model;
        configure?.Invoke(options);
    };

    private static IServiceCollection Add(IServiceCollection services, string? name, Action<OptionsBuilder<DsCnnClassifierOptions>> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (name is not null)
            ArgumentException.ThrowIfNullOrWhiteSpace(name);
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ClassifierMetrics>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DsCnnClassifierOptions>, DsCnnClassifierOptionsValidator>());
        configure(services.AddOptionsWithValidateOnStart<DsCnnClassifierOptions>(name));
        services.AddSingleton<IHostedService>(provider => new ClassifierHosting(provider, name));
        return name is null
            ? services.AddSingleton(provider => Create(provider, name))
            : services.AddKeyedSingleton(name, (provider, _) => Create(provider, name));
    }

    private static ClassifierService Create(IServiceProvider provider, string? name) => new(
        name ?? Options.Options.DefaultName,
        provider.GetRequiredService<IOptionsMonitor<DsCnnClassifierOptions>>().Get(name),
        provider.GetRequiredService<ClassifierMetrics>(),
        provider.GetRequiredService<TimeProvider>(),
        provider.GetService<ILogger<ClassifierService>>() ?? NullLogger<ClassifierService>.Instance);
}
