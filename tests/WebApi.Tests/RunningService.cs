using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using WebApi;

namespace DsCnn.Tests;

/// <summary>The service with a small network, on a port of its own, driven over HTTP.</summary>
public sealed class RunningService : IAsyncLifetime, IDisposable
{
    internal const int MaxUploadBytes = 100_000;

    private readonly TemporaryFolder _folder = new();
    private readonly string[] _settings;

    public RunningService()
        : this([])
    {
    }

    internal RunningService(params string[] settings) => _settings = settings;

    internal static ModelFile Model { get; } = Networks.WithRandomWeights(Networks.Small) with { Labels = ["ant", "<b>bee</b>", "猫"] };

    internal string ModelPath => _folder.File("small.safetensors");

    internal WebApplication App { get; private set; } = null!;

    internal HttpClient Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Model.Write(ModelPath);
        App = Service.Create(["--Model", ModelPath, "--MaxUploadBytes", $"{MaxUploadBytes}", "--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "None", .. _settings]);
        await App.StartAsync();
        string address = App.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Client = new HttpClient { BaseAddress = new Uri(address) };
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await App.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();

    internal static byte[] Image(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "fixtures", "images", name));
}
