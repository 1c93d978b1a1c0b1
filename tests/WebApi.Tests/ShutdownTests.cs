using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;

namespace DsCnn.Tests;

public sealed class ShutdownTests
{
    [Fact]
    public async Task A_request_that_has_begun_is_answered_before_the_service_ends()
    {
        using var service = new RunningService();
        await service.InitializeAsync();
        using var upload = new SlowUpload(RunningService.Image("color.png"));
        Task<HttpResponseMessage> answer = service.Client.PostAsync("/predict", upload);
        await upload.Begun.Task.WaitAsync(TimeSpan.FromSeconds(30));

        Task stop = service.App.StopAsync();
        await Task.Delay(200);
        stop.IsCompleted.Should().BeFalse();
        upload.Continue.SetResult();

        using HttpResponseMessage response = await answer;
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        await stop;
        await service.DisposeAsync();
    }

    [Theory]
    [InlineData("none.safetensors")]
    [InlineData("none.onnx")]
    public async Task A_network_that_is_not_there_ends_the_program_at_once(string model)
    {
        await using WebApplication app = WebApi.Service.Create(["--Model", Path.Combine(AppContext.BaseDirectory, model), "--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "None"]);

        await app.Awaiting(a => a.StartAsync()).Should().ThrowAsync<FileNotFoundException>();
    }

    /// <summary>An image of which the second half is sent when it is told to.</summary>
    private sealed class SlowUpload : HttpContent
    {
        private readonly byte[] _image;

        internal SlowUpload(byte[] image)
        {
            _image = image;
            Headers.ContentType = new MediaTypeHeaderValue("image/png");
        }

        internal TaskCompletionSource Begun { get; } = new();

        internal TaskCompletionSource Continue { get; } = new();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            int half = _image.Length / 2;
            await stream.WriteAsync(_image.AsMemory(0, half));
            await stream.FlushAsync();
            // Long enough for the service to have the request.
            await Task.Delay(200);
            Begun.SetResult();
            await Continue.Task;
            await stream.WriteAsync(_image.AsMemory(half));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _image.Length;
            return true;
        }
    }
}
