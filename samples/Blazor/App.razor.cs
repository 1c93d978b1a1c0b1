using System.Diagnostics;
using System.Globalization;
using DsCnn;
using DsCnn.Inference;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.AspNetCore.Components.Web;

namespace Blazor;

/// <summary>The page: loads a model, and shows what it makes of pictures and drawings.</summary>
public sealed partial class App : IDisposable
{
    private const string Model = "models/fashion-quarter.safetensors";
    private const int MaxFileBytes = 64 << 20;

    private static readonly string[] _samples = ["ankle-boot", "pullover"];

    private readonly Drawing _drawing = new();
    private Classifier? _classifier;
    private IReadOnlyList<Prediction> _predictions = [];
    private string _state = "Loading the network...";
    private bool _isFailure;

    [Inject]
    private HttpClient Http { get; set; } = null!;

    public void Dispose() => _classifier?.Dispose();

    protected override Task OnInitializedAsync() => TryAsync(async () => LoadModel(await Http.GetByteArrayAsync(Model)));

    private static string Percent(Prediction prediction) => string.Create(CultureInfo.InvariantCulture, $"{100 * prediction.Probability:0.0}%");

    private void LoadModel(byte[] file)
    {
        long start = Stopwatch.GetTimestamp();
        var classifier = Classifier.Load(file, new ClassifierOptions { TopK = 5 });
        _classifier?.Dispose();
        _classifier = classifier;
        _predictions = [];
        _state = string.Create(CultureInfo.InvariantCulture, $"Ready: {classifier.Input.Shape}, {classifier.Labels.Count} classes, {ManagedEngine.Instructions}, loaded in {Stopwatch.GetElapsedTime(start).TotalMilliseconds:0} ms.");
    }

    private Task ChooseModelAsync(InputFileChangeEventArgs chosen) => TryAsync(async () => LoadModel(await ReadAsync(chosen.File)));

    private Task ChoosePictureAsync(InputFileChangeEventArgs chosen) => TryAsync(async () =>
    {
        byte[] file = await ReadAsync(chosen.File);
        Show(classifier => classifier.Predict(file));
    });

    private Task ClassifySampleAsync(string name) => TryAsync(async () =>
    {
        byte[] file = await Http.GetByteArrayAsync($"images/{name}.png");
        Show(classifier => classifier.Predict(file));
    });

    private void Begin(PointerEventArgs pointer) => _drawing.Begin(pointer.OffsetX, pointer.OffsetY);

    private void Continue(PointerEventArgs pointer) => _drawing.Continue(pointer.OffsetX, pointer.OffsetY);

    private Task EndAsync() => TryAsync(() =>
    {
        if (_drawing.End())
            Show(classifier => classifier.PredictPixels(_drawing.Pixels, Drawing.Size, Drawing.Size, PixelFormat.Gray8));
        return Task.CompletedTask;
    });

    private void Clear()
    {
        _drawing.Clear();
        _predictions = [];
    }

    private void Show(Func<Classifier, IReadOnlyList<Prediction>> predict)
    {
        if (_classifier is null)
            return;
        long start = Stopwatch.GetTimestamp();
        _predictions = predict(_classifier);
        _state = string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(start).TotalMilliseconds:0.0} ms");
    }

    private static async Task<byte[]> ReadAsync(IBrowserFile file)
    {
        using var bytes = new MemoryStream();
        await using Stream stream = file.OpenReadStream(MaxFileBytes);
        await stream.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    private async Task TryAsync(Func<Task> work)
    {
        try
        {
            await work();
            _isFailure = false;
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException or InvalidImageException or HttpRequestException or NotSupportedException)
        {
            (_state, _isFailure, _predictions) = (failure.Message, true, []);
        }
    }
}
