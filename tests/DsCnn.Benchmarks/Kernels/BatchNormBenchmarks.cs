using System.Diagnostics.CodeAnalysis;
using BenchmarkDotNet.Attributes;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DsCnn.Benchmarks;

/// <summary>Batch norm and swish of 16 maps in training, forward and back: one step of ours against two of libtorch's.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The runner calls Cleanup.")]
public class BatchNormBenchmarks
{
    private BatchNorm2d _batchNorm = null!;
    private Tensor _input = null!;
    private Tensor _gradient = null!;

    [Params(32, 96, 240)]
    public int Channels { get; set; }

    [Params(28)]
    public int Size { get; set; }

    [Params(ScalarType.Float32, ScalarType.BFloat16)]
    public ScalarType Type { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _input = Maps.Random(16, Channels, Size, Type).requires_grad_();
        _gradient = Maps.Random(16, Channels, Size, Type);
        _batchNorm = nn.BatchNorm2d(Channels);
    }

    [Benchmark(Baseline = true)]
    public void LibTorch() => Run(x => nn.functional.silu(_batchNorm.call(x)));

    [Benchmark]
    public void Ours() => Run(x => _batchNorm.Normalize(x, Activation.Swish));

    [GlobalCleanup]
    public void Cleanup()
    {
        _batchNorm.Dispose();
        _input.Dispose();
        _gradient.Dispose();
    }

    private void Run(Func<Tensor, Tensor> normalize)
    {
        using DisposeScope scope = NewDisposeScope();
        normalize(_input).backward([_gradient]);
    }
}
