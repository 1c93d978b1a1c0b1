using System.CommandLine;
using Microsoft.AspNetCore.Builder;

namespace DsCnn.Benchmarks;

/// <summary>Runs the service of samples/WebApi for a load test: prints its address, and ends when its input does.</summary>
internal static class ServeCommand
{
    internal const string Name = "serve";

    internal static Command Create()
    {
        var model = new Argument<string>("model");
        var command = new Command(Name, "Runs the service for a load test, which talks to it.") { model };
        command.Hidden = true;
        command.SetAction((parsed, cancellationToken) => ServeAsync(parsed.GetRequiredValue(model), cancellationToken));
        return command;
    }

    private static async Task ServeAsync(string model, CancellationToken cancellationToken)
    {
        await using WebApplication app = WebApi.Service.Create(["--Model", model, "--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "None"]);
        await app.StartAsync(cancellationToken);
        Console.Out.WriteLine(app.Urls.Single());
        await Console.In.ReadToEndAsync(cancellationToken);
        await app.StopAsync(cancellationToken);
    }
}
