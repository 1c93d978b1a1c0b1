using System.Diagnostics.CodeAnalysis;
using BenchmarkDotNet.Attributes;
using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Benchmarks;

/// <summary>A whole DS block on 16 maps, forward and back: ours against hand-written modules.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The runner calls Cleanup.")]
public class DsBlockBenchmarks
{
    private DsBlock _ours = null!;
    private HandWrittenBlock _handWritten = null!;
    private Tensor _input = null!;
    private Tensor _gradient = null!;

    [Params(24, 40)]
    public int Channels { get; set; }

    [Params(28)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var spec = new DsBlockSpec { Conv1Filters = DsBlockSpec.Expansion * Channels, OutChannels = Channels, Residual = true };
        NativeBackend.EnsureLoaded();
        _ours = new DsBlock(spec, Channels);
        _handWritten = new HandWrittenBlock(_ours.Spec, Channels, new BatchNormSpec());
        _input = randn(16, Channels, Size, Size).requires_grad_();
        _gradient = randn(16, Channels, Size, Size);
    }

    [Benchmark(Baseline = true)]
    public void HandWritten() => Run(_handWritten);

    [Benchmark]
    public void Ours() => Run(_ours);

    [GlobalCleanup]
    public void Cleanup()
    {
        _ours.Dispose();
        _handWritten.Dispose();
        _input.Dispose();
        _gradient.Dispose();
    }

    private void Run(nn.Module<Tensor, Tensor> block)
    {
        using DisposeScope scope = NewDisposeScope();
        block.call(_input).backward([_gradient]);
    }
}
