using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DsCnn.Tests;

public sealed class HealthTests
{
    [Fact]
    public async Task A_classifier_is_healthy_and_says_what_it_serves()
    {
        await using Served served = await Served.StartAsync(add: services => services.AddHealthChecks().AddDsCnnClassifier(tags: ["ready"]));

        HealthReportEntry health = (await served.Host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => check.Tags.Contains("ready"))).Entries["dscnn"];

        health.Status.Should().Be(HealthStatus.Healthy);
        health.Data.Should().Contain("network", "small").And.Contain("classes", 3).And.ContainKey("loadedAt");
    }

    [Fact]
    public async Task One_with_a_name_has_a_check_of_that_name()
    {
        using var folder = new TemporaryFolder();
        Served.Model.Write(folder.File("model.safetensors"));
        var collection = new ServiceCollection();
        collection.AddLogging().AddDsCnnClassifier("flowers", folder.File("model.safetensors"));
        collection.AddHealthChecks().AddDsCnnClassifier("flowers");
        await using ServiceProvider services = collection.BuildServiceProvider();

        (await services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["dscnn:flowers"].Status.Should().Be(HealthStatus.Healthy);
    }

    [Fact]
    public async Task One_whose_network_fails_is_not_healthy_until_it_answers_again()
    {
        await using Served served = await Served.StartAsync(Huge.Model, add: services => services.AddHealthChecks().AddDsCnnClassifier());
        HealthCheckService health = served.Host.Services.GetRequiredService<HealthCheckService>();

        await served.Service.Awaiting(s => s.PredictAsync(new byte[] { 255 })).Should().ThrowAsync<InvalidDataException>();
        HealthReportEntry failing = (await health.CheckHealthAsync()).Entries["dscnn"];
        failing.Status.Should().Be(HealthStatus.Unhealthy);
        failing.Description.Should().StartWith("The network fails: The network outputs ");

        await served.Service.PredictAsync(new byte[] { 0 });
        (await health.CheckHealthAsync()).Status.Should().Be(HealthStatus.Healthy);
    }
}
