using System.Globalization;

namespace DsCnn.Tests;

/// <summary>Every network's tensors have the names, shapes and order that the other program itself gives them.</summary>
public sealed class ForeignNamesTests
{
    private static readonly Dictionary<string, List<(string Name, int[] Dimensions)>> _torchvision =
        InteropFixtures.Networks("torchvision-names.txt.gz");

    private static readonly Dictionary<string, List<(string Name, int[] Dimensions)>> _timm =
        InteropFixtures.Networks("timm-names.txt.gz");

    public static TheoryData<ForeignNaming, string> Cases
    {
        get
        {
            var cases = new TheoryData<ForeignNaming, string>();
            foreach (string preset in _torchvision.Keys)
                cases.Add(ForeignNaming.Torchvision, preset);
            foreach (string preset in _timm.Keys)
                cases.Add(ForeignNaming.Timm, preset);
            return cases;
        }
    }

    [Fact]
    public void Every_published_network_is_covered() => Presets.All.Select(p => p.Name).Where(n => !n.StartsWith("ds-", StringComparison.Ordinal))
        .Should().BeSubsetOf(_torchvision.Keys.Union(_timm.Keys));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Names_and_shapes_are_the_other_programs(ForeignNaming naming, string preset)
    {
        ForeignNames.Of(Find(preset).ToSpec(), naming).Select(n => $"{n.Foreign} {string.Join('x', n.Dimensions)}")
            .Should().BeEquivalentTo(
                Tensors(naming, preset).Where(t => !t.Name.EndsWith("num_batches_tracked")).Select(t => $"{t.Name} {string.Join('x', t.Dimensions)}"));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_tensor_is_placed_counters_included(ForeignNaming naming, string preset)
    {
        ModelFile model = ForeignModel.Import(Find(preset), InteropFixtures.Zeros(Tensors(naming, preset)), naming);

        bool isLate = preset is "efficientnet-b5" or "efficientnet-b6" or "efficientnet-b7" or "mobilenet-v3-small" or "mobilenet-v3-large";
        model.Spec.BatchNorm!.Epsilon.Should().Be(naming == ForeignNaming.Torchvision && isLate ? 1e-3 : 1e-5);
        model.Spec.Weights.Should().OnlyContain(w => model.Weights[w.Name].Dimensions.SequenceEqual(w.Dimensions));
    }

    [Fact]
    public void Classes_and_input_follow_the_weights_and_the_caller()
    {
        IEnumerable<(string, int[])> tenClasses = _torchvision["mobilenet-v2"]
            .Select(t => (t.Name, t.Name.StartsWith("classifier", StringComparison.Ordinal) ? [10, .. t.Dimensions[1..]] : t.Dimensions));

        ModelSpec spec = ForeignModel.Import(
            Presets.Find("mobilenet-v2"), InteropFixtures.Zeros(tenClasses), ForeignNaming.Torchvision, new InputSpec(3, 96, 128)).Spec;

        spec.Should().Be(Presets.Find("mobilenet-v2").ToSpec(10, new InputSpec(3, 96, 128)));
    }

    [Fact]
    public void Missing_left_over_and_misshapen_tensors_are_named()
    {
        var tensors = _torchvision["vgg16"].ToDictionary(t => t.Name, t => t.Dimensions);
        tensors.Remove("features.0.bias");
        tensors["features.2.weight"] = [64, 64, 1, 1];
        for (int i = 0; i < 7; i++)
            tensors[$"head.{i}"] = [1];

        Action import = () => ForeignModel.Import(
            Presets.Find("vgg16"), InteropFixtures.Zeros(tensors.Select(t => (t.Key, t.Value))), ForeignNaming.Torchvision);

        import.Should().Throw<InvalidDataException>().WithMessage(
            "the weights are not those of vgg16. 1 tensor is missing: features.0.bias. " +
            "7 tensors are unexpected: head.0, head.1, head.2, head.3, head.4, .... " +
            "1 tensor is of the wrong shape: features.2.weight is [64, 64, 1, 1] instead of [64, 64, 3, 3].");
    }

    [Theory]
    [InlineData("ds-b0", ForeignNaming.Torchvision, "ds-b0 is not an EfficientNet, EfficientNet-Lite, MobileNetV1 to V3 or VGG, the networks that other programs have names for.")]
    [InlineData(
        "vgg16",
        ForeignNaming.Timm,
        "vgg16 can only be read and written under torchvision's names; timm's are known for EfficientNet and MobileNet.")]
    [InlineData("efficientnet-lite0", ForeignNaming.Torchvision, "efficientnet-lite0 can only be read and written under timm's names; torchvision has no such network.")]
    [InlineData("mobilenet-v1", ForeignNaming.Torchvision, "mobilenet-v1 can only be read and written under timm's names; torchvision has no such network.")]
    [InlineData(
        "efficientnet-b0",
        ForeignNaming.TimmTensorFlow,
        "timm's tf_* networks pad as TensorFlow does, more on the right and below than on the left and above, with epsilon 1e-3. " +
        "efficientnet-b0 pads evenly, so their weights would give wrong answers. Use timm's networks without tf_ or torchvision's weights.")]
    public void What_cannot_be_honored_is_refused_with_the_reason(string preset, ForeignNaming naming, string message)
    {
        Action import = () => ForeignModel.Import(Presets.Find(preset), new WeightSet([]), naming);
        import.Should().Throw<NotSupportedException>().WithMessage(message);
    }

    [Fact]
    public void Another_epsilon_than_the_other_programs_is_refused()
    {
        ModelFile model = ForeignModel.Import(
            Presets.Find("efficientnet-b5"), InteropFixtures.Zeros(_timm["efficientnet-b5"]), ForeignNaming.Timm);

        Action export = () => ForeignModel.Export(model, ForeignNaming.Torchvision, "never-written.pth");

        export.Should().Throw<NotSupportedException>().WithMessage(
            "Torchvision's efficientnet-b5 runs with a batch norm epsilon of 0.001, which its files do not say. Received: 1E-05.");
    }

    /// <summary>A preset or, such as <c>mobilenet-v2-w0.5</c>, a narrower one.</summary>
    private static Preset Find(string name) => name.Split("-w") is [var preset, var width]
        ? Presets.Find(preset).WithWidth(double.Parse(width, CultureInfo.InvariantCulture))
        : Presets.Find(name);

    private static List<(string Name, int[] Dimensions)> Tensors(ForeignNaming naming, string preset) =>
        (naming == ForeignNaming.Timm ? _timm : _torchvision)[preset];
}
