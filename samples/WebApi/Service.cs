using DsCnn.Extensions;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace WebApi;

/// <summary>Puts the service together.</summary>
internal static class Service
{
    private static readonly Dictionary<string, string> _shortNames = new() { ["--Model"] = "Classifier:Model" };

    internal static WebApplication Create(string[] args)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
        builder.Configuration.AddCommandLine(args, _shortNames);
        ServiceOptions options = ServiceOptions.From(builder.Configuration);
        // What strangers may send, unless the configuration says otherwise.
        builder.Services.Configure<DsCnnClassifierOptions>(classifier => classifier.MaxPixels = 30_000_000);
        builder.Services.AddDsCnnClassifier(builder.Configuration.GetSection("Classifier"));
        builder.Services.AddHealthChecks().AddDsCnnClassifier();
        builder.Services.AddOpenApi();
        builder.Services.AddProblemDetails();
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<UploadMemory>();
        builder.Services.AddSingleton<UploadReader>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(options.ShutdownSeconds));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            Limit(kestrel.Limits, options);
        });

        WebApplication app = builder.Build();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.MapOpenApi();
        app.MapHealthChecks("/healthz");
        app.MapPage();
        app.MapGet("/model", Endpoints.Describe);
        app.MapPost("/predict", Endpoints.PredictAsync).DescribePrediction();
        return app;
    }

    /// <summary>What a connection may hold and how long it may be silent: however many clients come, they take no more than a bounded memory, and the slow ones are cut off.</summary>
    private static void Limit(KestrelServerLimits limits, ServiceOptions options)
    {
        const int BufferBytes = 64 << 10;
        limits.MaxConcurrentConnections = options.Connections;
        limits.MaxRequestBodySize = options.MaxUploadBytes;
        limits.MaxRequestBufferSize = BufferBytes;
        limits.MaxResponseBufferSize = BufferBytes;
        limits.MinRequestBodyDataRate = new MinDataRate(options.MinBytesPerSecond, gracePeriod: TimeSpan.FromSeconds(Math.Min(5, options.UploadSeconds)));
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(options.UploadSeconds);
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(options.UploadSeconds);
        limits.Http2.InitialStreamWindowSize = BufferBytes;
        limits.Http2.InitialConnectionWindowSize = BufferBytes;
    }
}
