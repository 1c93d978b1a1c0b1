using System.Net;
using System.Net.Http.Headers;
using SkiaSharp;

namespace DsCnn.Tests;

public sealed class OverloadTests
{
    [Fact]
    public async Task Where_too_many_wait_the_next_is_told_to_come_back()
    {
        using var service = new RunningService("--Classifier:Workers", "1", "--Classifier:QueueLimit", "1", "--Classifier:BatchSize", "1");
        await service.InitializeAsync();
        byte[] large = Large();

        HttpResponseMessage[] responses = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => service.Client.PostAsync("/predict", Body(large))));

        responses.Should().Contain(response => response.StatusCode == HttpStatusCode.OK);
        HttpResponseMessage[] refused = [.. responses.Where(response => response.StatusCode != HttpStatusCode.OK)];
        refused.Should().NotBeEmpty().And.OnlyContain(response => response.StatusCode == HttpStatusCode.TooManyRequests);
        refused[0].Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(1));
        refused[0].Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        (await refused[0].Content.ReadAsStringAsync()).Should().Contain("1 images are waiting, which is the limit. Try again later.");

        using HttpResponseMessage later = await service.Client.PostAsync("/predict", Body(RunningService.Image("color.png")));
        later.StatusCode.Should().Be(HttpStatusCode.OK);
        await service.DisposeAsync();
    }

    /// <summary>Little to send, and a tenth of a second to decode.</summary>
    private static byte[] Large()
    {
        using var bitmap = new SKBitmap(4000, 4000);
        bitmap.Erase(SKColors.White);
        using SKData file = bitmap.Encode(SKEncodedImageFormat.Png, quality: 100);
        return file.ToArray();
    }

    private static ByteArrayContent Body(byte[] image) => new(image) { Headers = { ContentType = new MediaTypeHeaderValue("image/png") } };
}
