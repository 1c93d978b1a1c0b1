namespace DsCnn.Tests;

/// <summary>The page, as a person uses it.</summary>
public sealed class PageTests(RunningService service) : IClassFixture<RunningService>
{
    private const string Rows = "[...document.querySelectorAll('#answer:not([hidden]) tbody tr')].map(row => `${row.cells[0].innerText}\t${row.cells[2].innerText}\t${Math.abs(row.querySelector('meter').value * 100 - parseFloat(row.cells[2].innerText)) < 0.1}`).join('|')";

    [BrowserFact]
    public async Task Shows_the_labels_of_a_chosen_image_as_text_and_says_why_another_is_refused()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "fixtures", "images");
        using var classifier = Classifier.Load(RunningService.Model);
        string expected = string.Join("|", classifier.Predict(Path.Combine(folder, "color.png")).Select(p => FormattableString.Invariant($"{p.Label}\t{100 * p.Probability:0.0} %\ttrue")));
        await using Browser browser = await Browser.OpenAsync(service.Client.BaseAddress!);

        (await browser.WaitForAsync("document.querySelector('#network').innerText")).Should().Be("small looks at 8 x 8 pixels.");
        (await browser.WaitForAsync("[...document.querySelectorAll('#classes li')].map(label => label.textContent).join('|')")).Should().Be("ant|<b>bee</b>|猫");
        await browser.ChooseFileAsync("#image", Path.Combine(folder, "color.png"));
        (await browser.WaitForAsync(Rows)).Should().Be(expected);
        (await browser.WaitForAsync("document.querySelectorAll('#answer b').length")).Should().Be("0");

        string text = Path.Combine(Directory.CreateTempSubdirectory("dscnn-page-").FullName, "notes.txt");
        File.WriteAllText(text, "no picture");
        await browser.ChooseFileAsync("#image", text);
        (await browser.WaitForAsync("document.querySelector('#status.failed')?.innerText ?? ''")).Should().Be(
            "The image cannot be decoded: it is not a PNG, JPEG, BMP, WebP or GIF image.");
        Directory.Delete(Path.GetDirectoryName(text)!, recursive: true);
    }
}
