using System.CommandLine;
using System.Globalization;
using DsCnn.Distributed;
using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Cli;

/// <summary>Where to compute and with how many threads. Only commands that compute have these options, and only they load libtorch.</summary>
internal sealed class DeviceOptions
{
    private const string Automatic = "auto";
    private const string Cpu = "cpu";
    private const string Cuda = "cuda";

    /// <summary>With more threads per core, they only wait for one another: a step takes minutes and cannot be stopped.</summary>
    private const int MostThreadsPerCore = 8;

    private readonly Option<int?> _threads = NumberOption.Between(
        "--threads", "Threads to compute with (default: as many as there are cores)", 1, MostThreadsPerCore * Environment.ProcessorCount);

    private readonly Option<string> _device = new("--device")
    {
        Description = "auto, cpu, cuda or cuda:N; auto uses a CUDA device if there is one and libtorch computes",
        HelpName = "DEVICE",
        DefaultValueFactory = _ => Automatic,
    };

    /// <param name="command">The command.</param>
    /// <param name="engine">The option that chooses an engine, if the command has one; it comes before the others.</param>
    internal void AddTo(ToolCommand command, params Option[] engine)
    {
        command.AddOptions("Where it computes", [.. engine, _threads, _device]);
        _device.Validators.Add(result =>
        {
            string text = result.Tokens.Count == 0 ? Automatic : result.Tokens[^1].Value;
            if (text is not (Automatic or Cpu) && CudaIndex(text) is null)
                result.AddError($"--device: expected auto, cpu, cuda or cuda:N. Received: {text}.");
        });
    }

    internal bool AsksForCuda(ParseResult parsed) => CudaIndex(parsed.GetRequiredValue(_device)) is not null;

    internal int? Threads(ParseResult parsed) => parsed.GetValue(_threads);

    /// <summary>Loads libtorch and sets it up.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="ranks">The processes that work together; those of one machine share its cores and its GPUs.</param>
    /// <exception cref="NotSupportedException">There is no such device.</exception>
    internal Device Prepare(ParseResult parsed, MpiCommunicator? ranks = null)
    {
        NativeBackend.EnsureLoaded();
        if ((Threads(parsed) ?? ranks?.RecommendedThreads) is { } threads)
            set_num_threads(threads);

        string name = parsed.GetRequiredValue(_device);
        int devices = name == Cpu || !cuda.is_available() ? 0 : cuda.device_count();
        if (name == Cpu || (name == Automatic && devices == 0))
            return CPU;
        int index = name is Automatic or Cuda && ranks is not null ? ranks.LocalRank % Math.Max(1, devices) : CudaIndex(name) ?? 0;
        return index < devices
            ? new Device(DeviceType.CUDA, index)
            : throw new NotSupportedException($"--device {name}: there are {devices} CUDA devices that libtorch can use here. Choose another, or cpu.");
    }

    /// <summary>The same for an engine of <see cref="Classifier"/>; auto means the processor.</summary>
    /// <exception cref="UsageException">The engine cannot compute on that device.</exception>
    internal EngineOptions For(string engine, ParseResult parsed)
    {
        if (engine != EngineOption.Managed)
            return ForOnnx(parsed);
        string device = parsed.GetRequiredValue(_device);
        return CudaIndex(device) is null
            ? new EngineOptions { IntraOpThreads = Threads(parsed) }
            : throw new UsageException($"--device {device}: --engine {engine} computes on the processor only.");
    }

    /// <summary>The same as options of ONNX Runtime; auto means the processor.</summary>
    internal OnnxRuntimeOptions ForOnnx(ParseResult parsed)
    {
        int? index = CudaIndex(parsed.GetRequiredValue(_device));
        return new OnnxRuntimeOptions
        {
            IntraOpThreads = Threads(parsed),
            Provider = index is null ? ExecutionProvider.Cpu : ExecutionProvider.Cuda,
            DeviceId = index ?? 0,
        };
    }

    private static int? CudaIndex(string name) =>
        name == Cuda ? 0
        : name.StartsWith(Cuda + ":", StringComparison.Ordinal)
            && int.TryParse(name.AsSpan(Cuda.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int index) ? index
        : null;
}
