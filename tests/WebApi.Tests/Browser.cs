using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace DsCnn.Tests;

/// <summary>A page in headless Chromium, driven by its debugging protocol.</summary>
internal sealed partial class Browser : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _profile;
    private readonly ClientWebSocket _page = new();
    private int _lastCommand;

    private Browser(Process process, string profile) => (_process, _profile) = (process, profile);

    /// <summary>The program, or null where there is none.</summary>
    internal static string? Program { get; } =
        new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);

    internal static async Task<Browser> OpenAsync(Uri address)
    {
        string profile = Directory.CreateTempSubdirectory("dscnn-browser-").FullName;
        string[] arguments =
            ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--remote-debugging-port=0", $"--user-data-dir={profile}", "about:blank"];
        Process process = Process.Start(new ProcessStartInfo(Program!, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var browser = new Browser(process, profile);
        try
        {
            await browser.ConnectAsync(address);
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    internal async Task ChooseFileAsync(string selector, string path)
    {
        JsonElement document = await SendAsync("DOM.getDocument", new { });
        JsonElement node = await SendAsync("DOM.querySelector", new { nodeId = document.GetProperty("root").GetProperty("nodeId").GetInt32(), selector });
        await SendAsync("DOM.setFileInputFiles", new { nodeId = node.GetProperty("nodeId").GetInt32(), files = new[] { path } });
    }

    /// <summary>Waits until an expression has a value other than an empty text.</summary>
    internal async Task<string> WaitForAsync(string expression)
    {
        for (int i = 0; i < 300; i++)
        {
            JsonElement answer = await SendAsync("Runtime.evaluate", new { expression = $"String({expression})", returnByValue = true });
            if (answer.GetProperty("result").TryGetProperty("value", out JsonElement value) && value.GetString() is { Length: > 0 } text)
                return text;
            await Task.Delay(100);
        }

        throw new TimeoutException($"The page has no {expression}.");
    }

    public async ValueTask DisposeAsync()
    {
        _page.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        // Its helpers may still write for a moment.
        for (int i = 0; i < 20 && Directory.Exists(_profile); i++)
        {
            try
            {
                Directory.Delete(_profile, recursive: true);
            }
            catch (IOException)
            {
                await Task.Delay(100);
            }
        }
    }

    private async Task ConnectAsync(Uri address)
    {
        Match listening = Match.Empty;
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!listening.Success && await _process.StandardError.ReadLineAsync(timeout.Token) is { } line)
            listening = Listening().Match(line);
        // Nobody may stop reading, or the browser stops at a full pipe.
        _ = _process.StandardError.ReadToEndAsync(CancellationToken.None);
        _ = _process.StandardOutput.ReadToEndAsync(CancellationToken.None);

        using var http = new HttpClient();
        JsonElement targets = await http.GetFromJsonAsync<JsonElement>($"http://{listening.Groups[1].Value}/json/list", timeout.Token);
        string page = targets.EnumerateArray().First(t => t.GetProperty("type").GetString() == "page").GetProperty("webSocketDebuggerUrl").GetString()!;
        await _page.ConnectAsync(new Uri(page), timeout.Token);
        await SendAsync("Page.navigate", new { url = address });
        await WaitForAsync("document.readyState === 'complete' && location.href !== 'about:blank' ? 'loaded' : ''");
    }

    private async Task<JsonElement> SendAsync(string method, object parameters)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        int id = ++_lastCommand;
        await _page.SendAsync(JsonSerializer.SerializeToUtf8Bytes(new { id, method, @params = parameters }), WebSocketMessageType.Text, true, timeout.Token);
        while (true)
        {
            JsonElement message = await ReceiveAsync(timeout.Token);
            if (message.TryGetProperty("id", out JsonElement answered) && answered.GetInt32() == id)
                return message.GetProperty("result");
        }
    }

    private async Task<JsonElement> ReceiveAsync(CancellationToken cancellationToken)
    {
        using var message = new MemoryStream();
        byte[] block = new byte[65536];
        ValueWebSocketReceiveResult part;
        do
        {
            part = await _page.ReceiveAsync(block.AsMemory(), cancellationToken);
            message.Write(block, 0, part.Count);
        }
        while (!part.EndOfMessage);
        return JsonSerializer.Deserialize<JsonElement>(message.ToArray());
    }

    [GeneratedRegex("DevTools listening on ws://([^/]+)/")]
    private static partial Regex Listening();
}
