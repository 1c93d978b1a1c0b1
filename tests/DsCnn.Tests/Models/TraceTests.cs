using DsCnn.TestKit;
using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Tests;

/// <summary>A network run operation by operation, against what PyTorch computed (see <see cref="ReferenceTests"/>).</summary>
[NoTensorLeaks]
public sealed class TraceTests
{
    [Theory]
    [MemberData(nameof(ReferenceTests.Cases), MemberType = typeof(ReferenceTests))]
    public void Every_value_of_the_plan_is_shown_and_the_last_equals_PyTorch(string name)
    {
        using DsCnnModel model = ReferenceTests.Load(name, out WeightSet expected);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable gradientsOff = no_grad();
        Tensor input = ReferenceTests.Tensor(expected["input"]);
        var seen = new List<PlanValue>();
        Tensor? logits = null, output = null;

        model.Trace(input, (value, tensor) =>
        {
            tensor.shape.Should().Equal([input.shape[0], .. value.Shape.Dimensions.Select(extent => (long)extent)], value.Name);
            seen.Add(value);
            if (value == model.Spec.Plan.Logits)
                logits = tensor.clone().DetachFromDisposeScope();
            if (value == model.Spec.Plan.Output)
                output = tensor.clone().DetachFromDisposeScope();
        });

        using (logits)
        using (output)
        {
            seen.Should().Equal(model.Spec.Plan.Values);
            output!.ShouldBeClose(expected["eval.output"], "the output");
            logits!.reshape(expected["eval.logits"].Dimensions.Select(extent => (long)extent).ToArray()).ShouldBeClose(expected["eval.logits"], "the logits");
        }
    }

    [Fact]
    public async Task Of_a_quantized_network_the_values_are_whole_steps_of_their_scale()
    {
        using DsCnnModel network = Quantities.Network(new DsBlockSpec { Conv1Filters = 8, OutChannels = 6 });
        using Quantized result = await Quantized.OfAsync(network, Quantities.Images);
        Dictionary<string, float> scales = result.Spec.Activations.ToDictionary(activation => activation.Name, activation => activation.Scale);
        using DisposeScope scope = NewDisposeScope();
        int kept = 0;

        result.Model.Trace(tensor(Quantities.Pixels(2)).view(2, Quantities.Images.Shape.Channels, Quantities.Images.Shape.Height, Quantities.Images.Shape.Width), (value, tensor) =>
        {
            if (!scales.TryGetValue(value.Name, out float scale))
                return;
            kept++;
            tensor.data<float>().ToArray().Should().OnlyContain(number => Math.Abs((number / scale) - Math.Round(number / scale)) < 1e-3, value.Name);
        });

        kept.Should().BeGreaterThan(5);
    }
}
