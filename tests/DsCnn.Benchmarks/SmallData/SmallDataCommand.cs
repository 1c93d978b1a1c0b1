using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using static TorchSharp.torch;

namespace DsCnn.Benchmarks;

/// <summary>Trains a preset on a few Fashion-MNIST images of each class, as recommended and with parts of that taken away.</summary>
internal sealed class SmallDataCommand
{
    internal const string Name = "small-data";

    private const int TestImages = 2000;

    private readonly Option<int[]> _perClass = new("--per-class") { DefaultValueFactory = _ => [10], Description = "Images of each class; several times" };
    private readonly Option<int[]> _seeds = new("--seed") { DefaultValueFactory = _ => [1], Description = "Several times" };
    private readonly Option<string[]> _variants = new("--variant") { DefaultValueFactory = _ => [Variant.All[0].Name], Description = "Several times, or all" };
    private readonly Option<string> _preset = new("--preset") { DefaultValueFactory = _ => "ds-pico" };
    private readonly Option<int?> _threads = new("--threads");
    private readonly Option<FileInfo?> _results = new("--results") { Description = "A CSV file to append to" };

    internal Command Create()
    {
        var command = new Command(Name, "Trains on little data, and says what each part of the recipe is worth.") { _perClass, _seeds, _variants, _preset, _threads, _results };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        NativeBackend.EnsureLoaded();
        if (parsed.GetValue(_threads) is { } threads)
            set_num_threads(threads);
        string[] names = parsed.GetRequiredValue(_variants);
        Variant[] variants = [.. Variant.All.Where(variant => names.Contains(variant.Name) || names.Contains("all"))];
        (ImageSet train, ImageSet test) = FashionMnist.Load();
        IImageSource measured = test.Subset(Enumerable.Range(0, TestImages));
        string machine = new Machine().Text;
        if (parsed.GetValue(_results) is { Exists: false } results)
            File.WriteAllText(results.FullName, "per_class,variant,seed,test_accuracy,test_images,images_seen,seconds,threads,preset,machine\n");
        foreach (int perClass in parsed.GetRequiredValue(_perClass))
        {
            foreach ((Variant variant, int seed) in variants.SelectMany(variant => parsed.GetRequiredValue(_seeds).Select(seed => (variant, seed))))
            {
                TrainingData data = Draw(train, perClass, seed, variant.HeldOut);
                using DsCnnModel model = Presets.Find(parsed.GetRequiredValue(_preset)).ToSpec(train.ClassNames.Count, train.Shape).Build(seed: seed);
                TrainerOptions options = variant.Change(Recommended.Options(data) with { Seed = seed });
                var watch = Stopwatch.StartNew();
                TrainingReport report = await new Trainer(model, options).FitAsync(data, cancellationToken);
                double seconds = watch.Elapsed.TotalSeconds;
                double accuracy = model.Evaluate(measured, cancellationToken: cancellationToken).Accuracy;
                string line = string.Create(
                    CultureInfo.InvariantCulture, $"{perClass},{variant.Name},{seed},{accuracy:0.0000},{TestImages},{report.Images},{seconds:0},{get_num_threads()},{model.Spec.Name}");
                Console.Out.WriteLine(line);
                if (parsed.GetValue(_results) is { } file)
                    File.AppendAllText(file.FullName, $"{line},\"{machine}\"\n");
            }
        }
    }

    /// <summary>So many images of each class, others for another seed.</summary>
    private static TrainingData Draw(ImageSet train, int perClass, int seed, double heldOut)
    {
        int[] order = [.. Enumerable.Range(0, train.Count)];
        new Random(seed).Shuffle(order);
        IImageSource few = train.Subset(order.GroupBy(train.GetLabel).SelectMany(oneClass => oneClass.Take(perClass)).Order());
        return heldOut > 0 ? few.Split(heldOut, seed) : new TrainingData(few);
    }
}
