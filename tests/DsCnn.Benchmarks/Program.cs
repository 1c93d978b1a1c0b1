using System.CommandLine;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using DsCnn.Benchmarks;

if (args is ["training" or "inference" or "engine" or SmallDataCommand.Name or ServiceCommand.Name or ServeCommand.Name or BatchesCommand.Name, ..])
{
    var root = new RootCommand("Compares engines side by side.")
    {
        new ComparisonCommand(Discipline.Training).Create(), new ComparisonCommand(Discipline.Inference).Create(), EngineCommand.Create(), new SmallDataCommand().Create(),
        new ServiceCommand().Create(), ServeCommand.Create(), new BatchesCommand().Create(),
    };
    return await root.Parse(args).InvokeAsync();
}

// In this process, because every project of its own would take another half gigabyte of libtorch.
IConfig config = DefaultConfig.Instance
    .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
    .AddDiagnoser(MemoryDiagnoser.Default);
BenchmarkSwitcher.FromAssembly(typeof(ComparisonCommand).Assembly).Run(args, config);
return 0;
