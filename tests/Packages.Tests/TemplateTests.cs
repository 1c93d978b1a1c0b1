using System.Net.Http.Headers;

namespace DsCnn.Packages.Tests;

[Collection(nameof(Newcomer))]
public sealed class TemplateTests(Newcomer newcomer)
{
    [Fact]
    public async Task A_classifier_of_the_template_learns_and_a_service_of_the_template_serves_it()
    {
        string folder = newcomer.CreateFolder("templates");
        using Command dotnet = newcomer.Program("dotnet", folder);
        dotnet.Run("new", "install", $"DsCnn.Templates@{Newcomer.Version}", "--add-source", newcomer.Feed);

        dotnet.Run("new", "dscnn-classifier", "--output", "My.Lights", "--imageSize", "32");
        Pictures.Write(Path.Combine(folder, "images"), perClass: 80, size: 32);
        dotnet.Run("run", "-c", "Release", "--project", "My.Lights", "--", "images", "8").Should()
            .Contain("160 training images of dark, light").And.Contain("saved model.safetensors and model.onnx");

        dotnet.Run("new", "dscnn-service", "--output", "LightService");
        dotnet.Run("build", "LightService", "-c", "Release", "-v", "quiet", "-o", "service");
        using Command service = newcomer.Program("dotnet", folder);
        StreamReader output = service.Start(Path.Combine(folder, "service", "LightService.dll"), "--Model", "model.safetensors", "--urls", "http://127.0.0.1:0");
        using var client = new HttpClient { BaseAddress = await ListeningAddressAsync(output) };

        (await client.GetStringAsync("/healthz")).Should().Be("Healthy");
        var random = new Random(2);
        using var picture = new ByteArrayContent(Pictures.Bitmap(32, () => (byte)random.Next(128, 256)));
        picture.Headers.ContentType = new MediaTypeHeaderValue("image/bmp");
        using HttpResponseMessage answer = await client.PostAsync("/predict?top=1", picture);
        (await answer.Content.ReadAsStringAsync()).Should().StartWith("""{"predictions":[{"label":"light",""");
    }

    private static async Task<Uri> ListeningAddressAsync(StreamReader output)
    {
        const string Announcement = "Now listening on: ";
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (await output.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.Contains(Announcement))
                return new Uri(line[(line.IndexOf(Announcement, StringComparison.Ordinal) + Announcement.Length)..]);
        }

        throw new InvalidOperationException("The service ended before it listened.");
    }
}
