using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using WebApi;

namespace DsCnn.Tests;

/// <summary>Clients that want the service's memory, or its patience.</summary>
public sealed class HostileClientTests
{
    private const int Clients = 250;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Uploads_that_never_end_hold_little_keep_nobody_out_and_are_cut_off()
    {
        using var service = new RunningService("--UploadSeconds", "3");
        await service.InitializeAsync();
        UploadMemory memory = service.App.Services.GetRequiredService<UploadMemory>();
        long all = memory.Free;
        using var hostile = await Uploads.OpenAsync(service, announced: RunningService.MaxUploadBytes, sent: 1000);

        await Eventually(() => memory.Free < all);
        (await PredictAsync(service)).Should().Be(HttpStatusCode.OK);
        (all - memory.Free).Should().BeLessThanOrEqualTo(Clients * (64 << 10));

        string[] answers = await hostile.AnswersAsync();
        answers.Where(answer => answer.StartsWith("HTTP/1.1 408")).Should().HaveCountGreaterThan(Clients / 2);
        answers.Should().OnlyContain(answer => answer.Length == 0 || answer.StartsWith("HTTP/1.1 408"));
        await Eventually(() => memory.Free == all);
        await service.DisposeAsync();
    }

    [Fact]
    public async Task Large_uploads_that_never_end_leave_room_for_small_ones()
    {
        using var service = new RunningService("--MaxUploadBytes", "1000000", "--UploadMemoryBytes", "8000000", "--UploadSeconds", "5");
        await service.InitializeAsync();
        UploadMemory memory = service.App.Services.GetRequiredService<UploadMemory>();
        long all = memory.Free;
        using var hostile = await Uploads.OpenAsync(service, announced: 1_000_000, sent: 999_000);

        await Eventually(() => memory.Free < all / 2);
        for (int i = 0; i < 10; i++)
        {
            (await PredictAsync(service)).Should().Be(HttpStatusCode.OK);
            memory.Free.Should().BeGreaterThan(256 << 10, "a small upload may take a quarter of it");
        }

        string[] answers = await hostile.AnswersAsync();
        answers.Where(answer => answer.StartsWith("HTTP/1.1 429")).Should().HaveCountGreaterThan(Clients / 2);
        answers.Should().OnlyContain(answer => answer.Length == 0 || answer.StartsWith("HTTP/1.1 408") || answer.StartsWith("HTTP/1.1 429"));
        await Eventually(() => memory.Free == all);
        await service.DisposeAsync();
    }

    [Fact]
    public async Task Connections_beyond_the_limit_are_closed()
    {
        using var service = new RunningService("--Connections", "5");
        await service.InitializeAsync();
        TcpClient[] silent = [.. Enumerable.Range(0, 5).Select(_ => new TcpClient())];
        foreach (TcpClient client in silent)
            await client.ConnectAsync(service.Client.BaseAddress!.Host, service.Client.BaseAddress.Port);

        await Task.Delay(200);
        await service.Awaiting(s => s.Client.GetAsync("/healthz")).Should().ThrowAsync<HttpRequestException>();
        silent[0].Dispose();
        await Eventually(() => service.Client.GetAsync("/healthz").ContinueWith(answer => answer.IsCompletedSuccessfully).Result);

        foreach (TcpClient client in silent)
            client.Dispose();
        await service.DisposeAsync();
    }

    [Fact]
    public async Task A_form_of_endless_parts_is_refused()
    {
        using var service = new RunningService();
        await service.InitializeAsync();
        using var form = new MultipartFormDataContent();
        for (int i = 0; i < 500; i++)
            form.Add(new StringContent(new string('x', 200)), $"field{i}");

        using HttpResponseMessage response = await service.Client.PostAsync("/predict", form);

        response.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
        await service.DisposeAsync();
    }

    [Theory]
    [InlineData(new[] { "--UploadSeconds", "0" }, "UploadSeconds must be positive. Received: 0.")]
    [InlineData(new[] { "--UploadMemoryBytes", "1000" }, "UploadMemoryBytes must be more than 4 x MaxUploadBytes, 41943040. Received: 1000.")]
    public void Impossible_limits_are_told_at_the_start(string[] settings, string message) =>
        FluentActions.Invoking(() => Service.Create(settings)).Should().Throw<InvalidOperationException>().WithMessage(message);

    private static async Task<HttpStatusCode> PredictAsync(RunningService service)
    {
        using var image = new ByteArrayContent(RunningService.Image("color.png")) { Headers = { ContentType = new MediaTypeHeaderValue("image/png") } };
        using HttpResponseMessage response = await service.Client.PostAsync("/predict", image).WaitAsync(_patience);
        return response.StatusCode;
    }

    private static async Task Eventually(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(_patience);
        while (!condition())
            await Task.Delay(20, patience.Token);
    }

    /// <summary>Connections that send a part of what they announce.</summary>
    private sealed class Uploads : IDisposable
    {
        private readonly List<TcpClient> _clients = [];

        internal static async Task<Uploads> OpenAsync(RunningService service, int announced, int sent)
        {
            var uploads = new Uploads();
            byte[] head = Encoding.ASCII.GetBytes($"POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nContent-Length: {announced}\r\n\r\n");
            byte[] part = new byte[sent];
            for (int i = 0; i < Clients; i++)
            {
                var client = new TcpClient();
                uploads._clients.Add(client);
                await client.ConnectAsync(service.Client.BaseAddress!.Host, service.Client.BaseAddress.Port);
                await client.GetStream().WriteAsync(head);
                _ = SendAsync(client.GetStream(), part);
            }

            return uploads;
        }

        /// <summary>What each was answered before its connection was closed; nothing where it was cut off.</summary>
        internal async Task<string[]> AnswersAsync() => await Task.WhenAll(_clients.Select(client => AnswerAsync(client.GetStream()))).WaitAsync(_patience);

        public void Dispose()
        {
            foreach (TcpClient client in _clients)
                client.Dispose();
        }

        /// <summary>Those that are refused have nobody to send to any more.</summary>
        private static async Task SendAsync(NetworkStream stream, byte[] part)
        {
            try
            {
                await stream.WriteAsync(part);
            }
            catch (IOException)
            {
            }
        }

        private static async Task<string> AnswerAsync(NetworkStream stream)
        {
            using var answer = new MemoryStream();
            try
            {
                await stream.CopyToAsync(answer);
            }
            catch (IOException)
            {
                // Cut off, perhaps after the answer.
            }

            return Encoding.ASCII.GetString(answer.ToArray());
        }
    }
}
