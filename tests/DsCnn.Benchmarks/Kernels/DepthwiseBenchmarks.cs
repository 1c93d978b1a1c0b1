using System.Diagnostics.CodeAnalysis;
using BenchmarkDotNet.Attributes;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DsCnn.Benchmarks;

/// <summary>A depthwise convolution of 16 maps, forward and back: our kernels against libtorch's, both with the channels innermost.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The runner calls Cleanup.")]
public class DepthwiseBenchmarks
{
    private Conv2d _convolution = null!;
    private Tensor _input = null!;
    private Tensor _gradient = null!;

    [Params(96, 240)]
    public int Channels { get; set; }

    [Params(28)]
    public int Size { get; set; }

    [Params(3, 5)]
    public int Kernel { get; set; }

    [Params(ScalarType.Float32, ScalarType.BFloat16)]
    public ScalarType Type { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _input = Maps.Random(16, Channels, Size, Type).requires_grad_();
        _gradient = Maps.Random(16, Channels, Size, Type);
        _convolution = nn.Conv2d(Channels, Channels, Kernel, padding: Kernel / 2, groups: Channels, bias: false);
    }

    [Benchmark(Baseline = true)]
    public void LibTorch() => Run(_convolution.Convolve);

    [Benchmark]
    public void Ours() => Run(x => FusedDepthwise.Convolve(_convolution, x));

    [GlobalCleanup]
    public void Cleanup()
    {
        _convolution.Dispose();
        _input.Dispose();
        _gradient.Dispose();
    }

    private void Run(Func<Tensor, Tensor> convolve)
    {
        using DisposeScope scope = NewDisposeScope();
        convolve(_input).backward([_gradient]);
    }
}
