using System.Globalization;
using System.Runtime.InteropServices;

namespace DsCnn.Tests;

/// <summary>The page as it is published, in a browser.</summary>
public sealed class BlazorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [BrowserFact]
    public async Task The_page_gives_the_classifiers_numbers_and_int8_to_the_bit()
    {
        string page = Path.Combine(Sample.Publish("Blazor", _folder.FullPath), "wwwroot");
        ModelFile bytes = Managed.Samples.Quantized(Managed.Samples.Model("large maps"));
        bytes.Write(Path.Combine(page, "int8.safetensors"));
        using var server = new FolderServer(page);
        await using Browser browser = await Browser.OpenAsync(server.Address);

        (await browser.WaitForAsync("document.querySelector('#state')?.textContent.startsWith('Loading') === false ? document.querySelector('#state').textContent : ''"))
            .Should().StartWith("Ready: 1 x 28 x 28, 10 classes,").And.Contain("vector128", "WebAssembly has vectors");
        await browser.WaitForAsync("document.querySelector('[data-sample=ankle-boot]').click() ?? 'clicked'");
        string bars = await browser.WaitForAsync("[...document.querySelectorAll('.bar')].map(bar => `${bar.dataset.label}=${bar.dataset.probability}`).join(';')");
        Answers(bars);

        string features = await browser.WaitForAsync("""
            (globalThis.asked ??= (async () => {
                const [model, image] = await Promise.all(['int8.safetensors', 'images/ankle-boot.png'].map(async (path) => new Uint8Array(await (await fetch(path)).arrayBuffer())));
                globalThis.features = Array.from(await DotNet.invokeMethodAsync('Blazor', 'Features', model, image), (b) => b.toString(16).padStart(2, '0')).join('');
            })().catch((failure) => { globalThis.features = `${failure}`; }), globalThis.features ?? '')
            """);
        using var classifier = Classifier.Load(bytes.ToBytes());
        features.Should().BeEquivalentTo(Convert.ToHexString(MemoryMarshal.AsBytes(classifier.Features(Sample.AnkleBoot).Span)));
    }

    private static void Answers(string bars)
    {
        using var classifier = Classifier.Load(Sample.Data("fashion-quarter.safetensors"));
        var expected = classifier.Predict(Sample.AnkleBoot).ToDictionary(p => p.Label, p => p.Probability);
        string[][] answers = [.. bars.Split(';').Select(bar => bar.Split('='))];
        answers.Should().HaveCount(5);
        answers[0][0].Should().Be("Ankle boot");
        foreach (string[] answer in answers)
            float.Parse(answer[1], CultureInfo.InvariantCulture).Should().BeApproximately(expected[answer[0]], 1e-5f);
    }
}
