using System.CommandLine;

namespace DsCnn.Benchmarks;

/// <summary>Loads the service of samples/WebApi from this machine, on the managed engine and on ONNX Runtime in turn.</summary>
internal sealed class ServiceCommand
{
    internal const string Name = "service";

    private readonly Option<FileInfo> _model = new("--model")
    {
        Description = "A model file.",
        DefaultValueFactory = _ => new FileInfo(Path.Combine(AppContext.BaseDirectory, "fashion-250k.safetensors")),
    };

    private readonly Option<FileInfo> _image = new("--image")
    {
        Description = "The image that clients send.",
        DefaultValueFactory = _ => new FileInfo(Path.Combine(AppContext.BaseDirectory, "ankle-boot.png")),
    };

    private readonly Option<int[]> _clients = new("--clients") { Description = "Clients that ask at once; may be given several times.", DefaultValueFactory = _ => [1, 8, 64] };
    private readonly Option<int> _rounds = new("--rounds") { Description = "How often each engine has its turn.", DefaultValueFactory = _ => 3 };
    private readonly Option<double> _seconds = new("--seconds") { Description = "How long a turn lasts.", DefaultValueFactory = _ => 4 };

    internal Command Create()
    {
        var command = new Command(Name, "Loads the web service over loopback: requests per second and the 99th percentile, beside the same service on ONNX Runtime.")
        {
            _model, _image, _clients, _rounds, _seconds,
        };
        command.SetAction((parsed, _) => RunAsync(parsed));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed)
    {
        string model = parsed.GetRequiredValue(_model).FullName;
        byte[] image = File.ReadAllBytes(parsed.GetRequiredValue(_image).FullName);
        var turn = TimeSpan.FromSeconds(parsed.GetValue(_seconds));
        string onnx = Path.Combine(Directory.CreateTempSubdirectory("dscnn-service-").FullName, "model.onnx");
        OnnxExporter.Export(ModelFile.Read(model), onnx);
        Console.WriteLine(new Machine().Text);
        int failures = 0;
        using (var managed = new ServedEngine("managed", model))
        using (var onnxRuntime = new ServedEngine("onnxruntime", onnx))
        {
            ServedEngine[] engines = [managed, onnxRuntime];
            foreach (ServedEngine engine in engines)
                await Load.RunAsync(engine.Address, image, clients: 2, turn);
            Console.WriteLine("| clients | engine | requests/s | median, ms | 99th percentile, ms |");
            Console.WriteLine("|---|---|---|---|---|");
            foreach (int clients in parsed.GetRequiredValue(_clients))
            {
                var loads = engines.ToDictionary(engine => engine.Name, _ => new List<Load>());
                for (int round = 0; round < parsed.GetValue(_rounds); round++)
                {
                    // Each begins in turn.
                    foreach (ServedEngine engine in round % 2 == 0 ? engines : engines.Reverse())
                        loads[engine.Name].Add(await Load.RunAsync(engine.Address, image, clients, turn));
                }

                foreach ((string engine, List<Load> rounds) in loads)
                    Console.WriteLine($"| {clients} | {engine} | {Of(rounds, load => load.RequestsPerSecond, "0")} | {Of(rounds, load => load.MedianMs, "0.0")} | {Of(rounds, load => load.Percentile99Ms, "0.0")} |");
                failures += loads.Values.Sum(rounds => rounds.Sum(load => load.Failures));
            }
        }

        Directory.Delete(Path.GetDirectoryName(onnx)!, recursive: true);
        Console.WriteLine($"{failures} requests were not answered with 200.");
        return failures == 0 ? 0 : 1;
    }

    /// <summary>The median of the rounds, the least and the greatest.</summary>
    private static string Of(List<Load> rounds, Func<Load, double> figure, string format)
    {
        string[] sorted = [.. rounds.Select(figure).Order().Select(value => value.ToString(format, System.Globalization.CultureInfo.InvariantCulture))];
        return $"{sorted[sorted.Length / 2]} ({sorted[0]} to {sorted[^1]})";
    }
}
