using System.CommandLine;
using CompressionSample;
using DsCnn;
using DsCnn.Training;
using static TorchSharp.torch;

string[] all = ["quarter", "int8", "tiny", "64kb", "256kb"];
var figures = new Argument<string[]>("figures") { Description = "Which figures; all if none is named. \"tiny\" and \"64kb\" start from what \"quarter\" made, \"256kb\" from the expert.", DefaultValueFactory = _ => all };
figures.AcceptOnlyFromAmong(all);
var source = new Option<FileInfo>("--source") { Description = "The trained network.", DefaultValueFactory = _ => new("samples/models/fashion-1m.safetensors") };
var expert = new Option<FileInfo>("--expert") { Description = "The best trained network: it teaches those for microcontrollers.", DefaultValueFactory = _ => new("samples/models/fashion-250k.safetensors") };
var data = new Option<string>("--data") { Description = "The folder with the four IDX files.", DefaultValueFactory = _ => FashionMnist.DebianFolder };
var output = new Option<DirectoryInfo>("--output") { Description = "Where networks, reports and the state of an interrupted run go.", DefaultValueFactory = _ => new("compression") };
var between = new Option<int>("--between") { Description = "Epochs of training after each pruning step.", DefaultValueFactory = _ => 3 };
var last = new Option<int>("--last") { Description = "Epochs of training at the end.", DefaultValueFactory = _ => 15 };
var threads = new Option<int>("--threads") { Description = "Threads to compute and to measure with.", DefaultValueFactory = _ => Environment.ProcessorCount };
var results = new Option<FileInfo?>("--results") { Description = "A CSV file that gets a row for each figure." };
var command = new RootCommand("Makes trained Fashion-MNIST networks smaller in several ways and measures what came out. A run that was interrupted goes on where it was.")
{
    figures, source, expert, data, output, between, last, threads, results,
};
command.SetAction(async (parsed, cancellation) =>
{
    try
    {
        set_num_threads(parsed.GetValue(threads));
        using var workshop = new Workshop(
            parsed.GetRequiredValue(source).FullName, parsed.GetRequiredValue(expert).FullName, parsed.GetRequiredValue(data), parsed.GetRequiredValue(output).FullName, parsed.GetValue(threads), cancellation)
        {
            EpochsBetween = parsed.GetValue(between),
            LastEpochs = parsed.GetValue(last),
        };
        foreach (string name in all.Intersect(parsed.GetRequiredValue(figures)))
        {
            Figure figure = name switch
            {
                "quarter" => await workshop.QuarterAsync(),
                "int8" => await workshop.Int8Async(),
                "tiny" => await workshop.TinyAsync(),
                "64kb" => await workshop.Small64Async(),
                _ => await workshop.Small256Async(),
            };
            Console.WriteLine(figure.ToText());
            if (parsed.GetValue(results) is { } table)
                figure.Append(table.FullName);
        }

        return 0;
    }
    catch (OperationCanceledException)
    {
        Console.Error.WriteLine("Stopped; the same command goes on.");
        return 130;
    }
    catch (Exception failure) when (failure is IOException or InvalidDataException or InvalidOperationException or UnauthorizedAccessException or DllNotFoundException or TrainingDivergedException)
    {
        Console.Error.WriteLine(failure.Message);
        return 1;
    }
});
return await command.Parse(args).InvokeAsync();
