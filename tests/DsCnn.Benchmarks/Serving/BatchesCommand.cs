using System.CommandLine;
using System.Diagnostics;
using DsCnn.Extensions;
using Microsoft.Extensions.DependencyInjection;

namespace DsCnn.Benchmarks;

/// <summary>Streams images through a <see cref="ClassifierService"/> with batches of several sizes, beside lists of them through the classifier itself.</summary>
internal sealed class BatchesCommand
{
    internal const string Name = "batches";

    /// <summary>As many as a list through the classifier has.</summary>
    private const int ListLength = 64;

    private readonly Option<FileInfo> _model = new("--model")
    {
        Description = "A model file, or an ONNX file.",
        DefaultValueFactory = _ => new FileInfo(Path.Combine(AppContext.BaseDirectory, "fashion-250k.safetensors")),
    };

    private readonly Option<int[]> _sizes = new("--batch") { Description = "Images that run together at most; may be given several times.", DefaultValueFactory = _ => [1, 8, 32] };
    private readonly Option<int> _rounds = new("--rounds") { Description = "How often each has its turn.", DefaultValueFactory = _ => 3 };
    private readonly Option<double> _seconds = new("--seconds") { Description = "How long a turn lasts.", DefaultValueFactory = _ => 2 };

    internal Command Create()
    {
        var command = new Command(Name, "Streams images through the batches that form while they arrive: images per second.") { _model, _sizes, _rounds, _seconds };
        command.SetAction((parsed, _) => RunAsync(parsed));
        return command;
    }

    private async Task RunAsync(ParseResult parsed)
    {
        string model = parsed.GetRequiredValue(_model).FullName;
        byte[] image = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "ankle-boot.png"));
        var turn = TimeSpan.FromSeconds(parsed.GetValue(_seconds));
        var services = new ServiceCollection();
        int[] sizes = parsed.GetRequiredValue(_sizes);
        foreach (int size in sizes)
            services.AddDsCnnClassifier(NameOf(size), model, options => options.BatchSize = size);
        await using ServiceProvider provider = services.BuildServiceProvider();
        using var classifier = Classifier.Load(model);
        var speeds = new Dictionary<string, List<double>>();
        Console.WriteLine(new Machine().Text);
        // The first round warms up.
        for (int round = 0; round <= parsed.GetValue(_rounds); round++)
        {
            Add("PredictBatch", Lists(classifier, image, turn), round > 0);
            foreach (int size in sizes)
                Add(NameOf(size), await StreamAsync(provider.GetRequiredKeyedService<ClassifierService>(NameOf(size)), image, turn), round > 0);
        }

        foreach ((string name, List<double> rounds) in speeds)
            Console.WriteLine(FormattableString.Invariant($"{name}: {rounds.Order().ElementAt(rounds.Count / 2):0} images/s ({rounds.Min():0} to {rounds.Max():0})"));

        void Add(string name, double speed, bool counts)
        {
            speeds.TryAdd(name, []);
            if (counts)
                speeds[name].Add(speed);
        }
    }

    private static string NameOf(int size) => $"service, batches of {size}";

    private static double Lists(Classifier classifier, byte[] image, TimeSpan turn)
    {
        ReadOnlyMemory<byte>[] images = [.. Enumerable.Repeat((ReadOnlyMemory<byte>)image, ListLength)];
        var watch = Stopwatch.StartNew();
        int count = 0;
        for (; watch.Elapsed < turn; count += ListLength)
            classifier.PredictBatch(images);
        return count / watch.Elapsed.TotalSeconds;
    }

    private static async Task<double> StreamAsync(ClassifierService service, byte[] image, TimeSpan turn)
    {
        var watch = Stopwatch.StartNew();
        int count = 0;
        await foreach (PredictionResult result in service.PredictAsync(ImagesAsync(image, watch, turn)))
            count += result.IsAnswered ? 1 : throw new InvalidOperationException(result.Error);
        return count / watch.Elapsed.TotalSeconds;
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> ImagesAsync(byte[] image, Stopwatch watch, TimeSpan turn)
    {
        await Task.Yield();
        while (watch.Elapsed < turn)
            yield return image;
    }
}
