using BackEnd.Tests;

namespace DsCnn.Tests.Managed;

public sealed class CompiledNetworkTests
{
    private static readonly string _fixtures = Path.Combine(AppContext.BaseDirectory, "fixtures");

    public static TheoryData<string, string> Fixtures => Engine.With(Directory.GetFiles(_fixtures, "*.model.safetensors").Select(path => Path.GetFileName(path).Replace(".model.safetensors", "")).Order());

    public static TheoryData<string, string> SamplesAndKernels => Engine.With(Samples.Specs.Keys);

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Equals_PyTorch(string name, string kernels)
    {
        ModelFile model = ModelFile.Read(Path.Combine(_fixtures, $"{name}.model.safetensors"));
        using var expected = SafetensorsFile.Open(Path.Combine(_fixtures, $"{name}.expected.safetensors"));
        float[] images = expected.Read("input").ToFloats();

        Engine.Run(new CompiledNetwork(model, kernels: Engine.Kernels(kernels)), images).Should().BeCloseTo(expected.Read("eval.output").ToFloats());
        Engine.Run(new CompiledNetwork(model, model.FoldBatchNorm().Spec.Plan.Logits.Name, Engine.Kernels(kernels)), images).Should().BeCloseTo(expected.Read("eval.logits").ToFloats());
    }

    [Theory]
    [MemberData(nameof(SamplesAndKernels))]
    public void Gives_what_plain_loops_in_double_precision_give(string sample, string kernels)
    {
        ModelFile model = Samples.Model(sample);
        float[] image = Samples.Image(model.Spec);
        double[][] values = new PlainEngine(model).Run([.. image.Select(x => (double)x)]);

        Engine.Run(new CompiledNetwork(model, kernels: Engine.Kernels(kernels)), image).Should().BeCloseTo(values[model.Spec.Plan.Output.Index]);
    }

    /// <summary>Also those that are never there as a whole when the network's output is asked for.</summary>
    [Theory]
    [MemberData(nameof(SamplesAndKernels))]
    public void Gives_every_value_of_the_plan(string sample, string kernels)
    {
        ModelFile model = Samples.Model(sample);
        float[] image = Samples.Image(model.Spec);
        double[][] values = new PlainEngine(model).Run([.. image.Select(x => (double)x)]);
        foreach (PlanValue value in model.Spec.Plan.Values)
            Engine.Run(new CompiledNetwork(model, value.Name, Engine.Kernels(kernels)), image).Should().BeCloseTo(values[value.Index], value.Name);
    }

    [Theory]
    [MemberData(nameof(SamplesAndKernels))]
    public void Threads_and_batches_change_no_bit(string sample, string kernels)
    {
        ModelFile model = Samples.Model(sample);
        foreach (ModelFile network in new[] { model, Samples.Quantized(model), Samples.Quantized(model, onlyBytes: false) })
        {
            float[] images = Samples.Image(model.Spec, images: 7);
            float[] expected = Engine.Run(new CompiledNetwork(network, kernels: Engine.Kernels(kernels)), images);
            foreach (int threads in new[] { 2, 3, 8 })
            {
                var compiled = new CompiledNetwork(network, kernels: Engine.Kernels(kernels), threads: threads);
                var run = new NetworkRun(compiled, threads);
                for (int batch = 1; batch <= 7; batch++)
                {
                    float[] outputs = new float[batch * compiled.OutputLength];
                    run.Run(images.AsSpan(0, batch * compiled.InputLength), outputs, CancellationToken.None);
                    outputs.Should().Equal(expected[..outputs.Length], $"{threads} threads and {batch} images");
                }
            }
        }
    }

    /// <summary>What memory held before plays no part, and nothing is written beside what was asked for.</summary>
    [Theory]
    [MemberData(nameof(SamplesAndKernels))]
    public void Reads_and_writes_only_memory_of_its_own(string sample, string kernels)
    {
        ModelFile model = Samples.Model(sample);
        foreach (ModelFile network in new[] { model, Samples.Quantized(model), Samples.Quantized(model, onlyBytes: false) })
        {
            var compiled = new CompiledNetwork(network, kernels: Engine.Kernels(kernels));
            float[] image = Samples.Image(model.Spec);
            float[] expected = Engine.Run(compiled, image);
            foreach (byte poison in new byte[] { 0, 0x7f, 0xff })
                Engine.RunSurrounded(compiled, image, poison).Should().Equal(expected, $"memory was full of {poison}");
        }
    }

    /// <summary>Also of those that are too large to be made up for a test.</summary>
    [Fact]
    public void Memory_is_known_without_weights()
    {
        foreach (string sample in Samples.Specs.Keys)
        {
            ModelFile model = Samples.Model(sample);
            foreach (ModelFile network in new[] { model, Samples.Quantized(model) })
            {
                var compiled = new CompiledNetwork(network, threads: 2);
                ManagedEngine.MemoryOf(network.Spec, network.Quantization, threads: 2).Should().Be(new EngineMemory(compiled.ArenaBytes, compiled.ScratchBytes));
            }
        }

        // Never less than two maps that follow each other, and no more than the analytic peak with what fills up pixels and pads rows, where steps are not joined.
        ModelSpec vgg16 = Presets.Find("vgg16").ToSpec();
        ManagedEngine.MemoryOf(vgg16).ArenaBytes.Should().BeInRange(vgg16.Cost.PeakActivationBytes / 4, vgg16.Cost.PeakActivationBytes * 12 / 10);
    }
}
