using BackEnd.Tests;

namespace DsCnn.Tests.Managed;

/// <summary>Networks of bytes: docs/int8.md says what they compute, to the bit.</summary>
public sealed class IntegerNetworkTests
{
    public static TheoryData<string, string> SamplesAndKernels => Engine.With(Samples.Specs.Keys);

    [Theory]
    [MemberData(nameof(SamplesAndKernels))]
    public void Computes_what_the_rules_say_to_the_bit(string sample, string kernels)
    {
        ModelFile model = Samples.Quantized(Samples.Model(sample));
        NetworkPlan plan = model.Spec.Plan;
        float[] image = Samples.Image(model.Spec, seed: 6);
        (Dictionary<int, int[]> bytes, float[] logits) = new PlainIntegers(model).Run(image);

        foreach (ActivationQuantization value in model.Quantization!.Activations)
        {
            if (plan.Values.SingleOrDefault(v => v.Name == value.Name) is not { } named)
                continue;
            float[] numbers = Engine.Run(new CompiledNetwork(model, value.Name, Engine.Kernels(kernels)), image);
            numbers.Select(x => (int)Math.Round((x / value.Scale) + value.ZeroPoint)).Should().Equal(bytes[named.Index], value.Name);
        }

        Engine.Run(new CompiledNetwork(model, plan.Logits.Name, Engine.Kernels(kernels)), image).Should().Equal(logits);
    }

    [Theory]
    [MemberData(nameof(SamplesAndKernels))]
    public void All_kernels_give_the_same_bits(string sample, string kernels)
    {
        ModelFile model = Samples.Quantized(Samples.Model(sample, seed: 8));
        float[] images = Samples.Image(model.Spec, images: 3);
        float[] scalar = Engine.Run(new CompiledNetwork(model, kernels: Engine.Kernels("scalar")), images);

        Engine.Run(new CompiledNetwork(model, kernels: Engine.Kernels(kernels)), images).Should().Equal(scalar);
    }

    /// <summary>Where only some values are bytes, each is rounded wherever it is read, and the rest is float32.</summary>
    [Theory]
    [MemberData(nameof(SamplesAndKernels))]
    public void Mixed_networks_stay_near_their_numbers(string sample, string kernels)
    {
        ModelFile model = Samples.Quantized(Samples.Model(sample), onlyBytes: false);
        float[] image = Samples.Image(model.Spec, seed: 6);
        double[][] values = new PlainEngine(model).Run([.. image.Select(x => (double)x)]);
        float[] logits = Engine.Run(new CompiledNetwork(model, model.Spec.Plan.Logits.Name, Engine.Kernels(kernels)), image);

        double[] expected = values[model.Spec.Plan.Logits.Index];
        logits.Zip(expected, (x, y) => Math.Abs(x - y)).Max().Should().BeLessThan(0.25 * expected.Max(Math.Abs));
    }
}
