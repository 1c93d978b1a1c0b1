using DsCnn.TestKit;
using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Tests;

/// <summary>
/// Small networks of torchvision's own classes with random weights and statistics (tests/reference/make_interop_fixtures.py), whose
/// logits torchvision computed in double precision.
/// </summary>
[NoTensorLeaks]
public sealed class TorchvisionTests
{
    [Fact]
    public void An_imported_EfficientNet_computes_torchvisions_logits()
    {
        ArchitectureTable table = Presets.Find("efficientnet-b0").Architecture!.Scale(width: 0.1, depth: 0.5);
        ShouldComputeTheSame("tiny-efficientnet", table.ToSpec(10, new InputSpec(3, 32, 32)));
    }

    [Fact]
    public void An_imported_MobileNetV2_computes_torchvisions_logits()
    {
        ArchitectureTable table = Presets.Find("mobilenet-v2").Architecture!;
        ArchitectureTable tiny = table with { Stem = table.Stem! with { Filters = 8 }, Stages = [new(8, 1, 3, 1), new(16, 2, 3, 2)] };
        ShouldComputeTheSame("tiny-mobilenet", tiny.ToSpec(7, new InputSpec(3, 32, 32)));
    }

    [Fact]
    public void An_imported_MobileNetV3_computes_torchvisions_logits()
    {
        ArchitectureTable table = Presets.Find("mobilenet-v3-small").Architecture!;
        ArchitectureTable tiny = table with
        {
            Stages = [.. table.Stages.Take(4)],
            Head = table.Head! with { Filters = 240 },
            Hidden = table.Hidden! with { Units = 64 },
        };
        ShouldComputeTheSame("tiny-mobilenet-v3", tiny.ToSpec(7, new InputSpec(3, 32, 32)));
    }

    private static void ShouldComputeTheSame(string name, ModelSpec spec)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "fixtures", "interop");
        ModelFile file = ForeignModel.Import(spec, ForeignWeights.Read(Path.Combine(folder, name + ".pth")), ForeignNaming.Torchvision);
        using SafetensorsFile expected = SafetensorsFile.Open(Path.Combine(folder, name + ".expected.safetensors"));
        WeightTensor input = expected.Read("input");

        using DsCnnModel model = file.Spec.Build();
        model.LoadWeights(file.Weights);
        model.eval();
        using DisposeScope scope = NewDisposeScope();
        Tensor logits = model.Logits(tensor(input.ToFloats(), [.. input.Dimensions.Select(d => (long)d)]));

        logits.ShouldBeClose(expected.Read("logits"), "the logits");
    }
}
