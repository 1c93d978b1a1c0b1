using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace DsCnn.Tests;

public sealed class ExchangeTests
{
    [Fact]
    public async Task Another_model_is_served_without_a_restart_and_no_request_fails_meanwhile()
    {
        using var service = new RunningService("--Classifier:PollInterval", "00:00:00.05");
        await service.InitializeAsync();
        byte[] image = RunningService.Image("color.png");
        using var end = new CancellationTokenSource();
        Task<HttpStatusCode[]> asking = AskAsync(service, image, end.Token);

        (Networks.WithRandomWeights(Networks.Small, seed: 2) with { Labels = ["dog", "eel", "fox"] }).Write(service.ModelPath);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await service.Client.GetFromJsonAsync<JsonElement>("/model")).GetProperty("labels")[0].GetString() != "dog")
            await Task.Delay(50, patience.Token);
        await end.CancelAsync();

        (await asking).Should().NotBeEmpty().And.OnlyContain(status => status == HttpStatusCode.OK);
        File.WriteAllText(service.ModelPath, "no network");
        while (await service.Client.GetStringAsync("/healthz") != "Degraded")
            await Task.Delay(50, patience.Token);
        (await AskOnceAsync(service, image)).Should().Be(HttpStatusCode.OK);
        await service.DisposeAsync();
    }

    private static async Task<HttpStatusCode[]> AskAsync(RunningService service, byte[] image, CancellationToken end)
    {
        var answers = new List<HttpStatusCode>();
        while (!end.IsCancellationRequested)
            answers.Add(await AskOnceAsync(service, image));
        return [.. answers];
    }

    private static async Task<HttpStatusCode> AskOnceAsync(RunningService service, byte[] image)
    {
        using var body = new ByteArrayContent(image) { Headers = { ContentType = new MediaTypeHeaderValue("image/png") } };
        using HttpResponseMessage response = await service.Client.PostAsync("/predict", body);
        return response.StatusCode;
    }
}
