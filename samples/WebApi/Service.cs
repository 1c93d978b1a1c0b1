using System.Threading.RateLimiting;
using DsCnn;
using DsCnn.Inference;
using Microsoft.AspNetCore.Http.Features;

namespace WebApi;

/// <summary>Puts the service together.</summary>
internal static class Service
{
    internal static WebApplication Create(string[] args)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
        ServiceOptions options = builder.Configuration.Get<ServiceOptions>() ?? new ServiceOptions();
        Classifier classifier = Load(options);

        // The container disposes of it after the last request.
        builder.Services.AddSingleton(_ => classifier);
        builder.Services.AddSingleton(options);
        builder.Services.AddProblemDetails();
        builder.Services.AddHealthChecks().AddCheck<NetworkCheck>("network");
        builder.Services.AddSingleton(_ => new ConcurrencyLimiter(new ConcurrencyLimiterOptions
        {
            PermitLimit = options.Concurrency,
            QueueLimit = options.Queue,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        }));
        builder.Services.Configure<FormOptions>(form => form.MultipartBodyLengthLimit = options.MaxUploadBytes);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(options.ShutdownSeconds));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = options.MaxUploadBytes;
            kestrel.AddServerHeader = false;
        });

        WebApplication app = builder.Build();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.MapHealthChecks("/healthz");
        app.MapPage();
        app.MapPost("/predict", PredictEndpoint.Handle);
        return app;
    }

    private static Classifier Load(ServiceOptions options)
    {
        var settings = new ClassifierOptions
        {
            MaxPixels = options.MaxPixels,
            // Requests run side by side, so each needs one thread only.
            Engine = new EngineOptions { IntraOpThreads = 1 },
        };
        Classifier classifier = Path.GetExtension(options.Model) == ".safetensors"
            ? Classifier.Load(OnnxExporter.ToBytes(ModelFile.Read(options.Model)), settings)
            : Classifier.Load(options.Model, settings);
        classifier.WarmUp();
        return classifier;
    }
}
