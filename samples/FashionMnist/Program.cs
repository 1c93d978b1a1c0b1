using System.CommandLine;
using DsCnn;
using DsCnn.Data;
using DsCnn.Metrics;
using DsCnn.Training;
using FashionMnistSample;
using static TorchSharp.torch;

var network = new Argument<string>("network") { Description = "Which recipe." };
network.AcceptOnlyFromAmong([.. Recipe.All.Select(recipe => recipe.Name)]);
var data = new Option<string>("--data") { Description = "The folder with the four IDX files.", DefaultValueFactory = _ => FashionMnist.DebianFolder };
var output = new Option<DirectoryInfo>("--output") { Description = "Where the model, its checkpoint and its history go.", DefaultValueFactory = _ => new("fashion-mnist") };
var epochs = new Option<int?>("--epochs") { Description = "How often every image is seen; the recipe's own number if not given." };
var seed = new Option<int>("--seed") { Description = "Decides every random choice.", DefaultValueFactory = _ => 1 };
var threads = new Option<int?>("--threads") { Description = "Threads to compute with; all cores if not given." };
var results = new Option<FileInfo?>("--results") { Description = "A CSV file that gets a row with the outcome." };
var command = new RootCommand(
    "Trains a network on all 60,000 training images of Fashion-MNIST and measures it once on the 10,000 test images. A run that was interrupted goes on where it was.")
{
    network, data, output, epochs, seed, threads, results,
};
command.SetAction((parsed, cancellation) =>
{
    Recipe recipe = Recipe.All.Single(r => r.Name == parsed.GetRequiredValue(network));
    return RunAsync(
        recipe with
        {
            Options = recipe.Options with { Epochs = parsed.GetValue(epochs) ?? recipe.Options.Epochs, Seed = parsed.GetValue(seed) },
        },
        parsed.GetRequiredValue(data), parsed.GetRequiredValue(output), parsed.GetValue(threads), parsed.GetValue(results), cancellation);
});
var table = new Option<FileInfo>("--results") { Description = "The CSV file with the outcomes.", DefaultValueFactory = _ => new("docs/results/fashion-mnist.csv") };
var picture = new Option<FileInfo>("--output") { Description = "The SVG file to write.", DefaultValueFactory = _ => new("docs/images/results.svg") };
var chart = new Command("chart", "Draws the outcomes next to published ones.") { table, picture };
chart.SetAction(parsed => AccuracyChart.Draw(parsed.GetRequiredValue(table).FullName, parsed.GetRequiredValue(picture).FullName));
command.Subcommands.Add(chart);
return await command.Parse(args).InvokeAsync();

static async Task<int> RunAsync(Recipe recipe, string data, DirectoryInfo output, int? threads, FileInfo? results, CancellationToken cancellation)
{
    try
    {
        (ImageSet train, ImageSet test) = FashionMnist.Load(data);
        output.Create();
        string name = recipe.Name;
        using DsCnnModel model = Start(recipe, output.FullName);
        if (threads is { } count)
            set_num_threads(count);
        Console.WriteLine(model.Summary());

        using var teachers = new Teachers(recipe, output.FullName);
        TrainerOptions options = recipe.Options with
        {
            Distillation = teachers.Distillation,
            Checkpoint = new CheckpointOptions { Path = Path.Combine(output.FullName, name + ".ckpt"), Resume = true, Every = TimeSpan.FromMinutes(2) },
        };
        TrainingReport report = await new Trainer(model, options).FitAsync(new TrainingData(train), new ConsoleProgress(), cancellation);
        model.Save(Path.Combine(output.FullName, name + ".safetensors"));
        report.SaveHistory(Path.Combine(output.FullName, name + ".csv"));

        // The only time that the test images are looked at.
        EvaluationResult result = model.Evaluate(test, cancellationToken: cancellation);
        Console.WriteLine(result.Confusion!.ToText());
        Console.WriteLine($"Test accuracy {result.Accuracy:0.0000} on {result.Images:N0} images, after {report.Duration.TotalMinutes:0} min");
        if (results is not null)
            ResultRow.Append(results.FullName, recipe, report, result);
        return 0;
    }
    catch (OperationCanceledException)
    {
        Console.Error.WriteLine("Stopped; the same command goes on from the checkpoint.");
        return 130;
    }
    catch (Exception failure) when (failure is IOException or InvalidDataException or InvalidOperationException or UnauthorizedAccessException or DllNotFoundException or TrainingDivergedException)
    {
        Console.Error.WriteLine(failure.Message);
        return 1;
    }
}

static DsCnnModel Start(Recipe recipe, string folder)
{
    var model = new DsCnnModel(recipe.Network, seed: recipe.Options.Seed);
    if (recipe.Start is { } first)
        model.LoadWeights(ModelFile.Read(Path.Combine(folder, first + ".safetensors")).Weights);
    return model;
}
