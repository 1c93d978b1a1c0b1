using System.Text.Json;

namespace DsCnn.Cli.Tests;

public sealed class ConvertCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dscnn").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("weights.pth")]
    [InlineData("weights.safetensors")]
    public void Torchvision_weights_become_a_model_with_as_many_classes(string foreign)
    {
        ModelFile original = RandomModel(classes: 5);
        ForeignModel.Export(original, ForeignNaming.Torchvision, PathOf(foreign));

        (int exitCode, string output, string error) = Tool.Run(
            "convert", "--preset", "mobilenet-v2", "--from", "torchvision", PathOf(foreign), PathOf("out.safetensors"), "--json");

        (exitCode, error).Should().Be((0, ""));
        JsonElement json = JsonDocument.Parse(output).RootElement;
        json.GetProperty("classes").GetInt32().Should().Be(5);
        json.GetProperty("parameters").GetInt64().Should().Be(3_504_872 - (995 * 1281));
        ModelFile converted = ModelFile.Read(PathOf("out.safetensors"));
        converted.Spec.Should().Be(original.Spec);
        foreach ((string name, WeightTensor tensor) in original.Weights)
            converted.Weights[name].Bytes.Span.SequenceEqual(tensor.Bytes.Span).Should().BeTrue(name);
    }

    [Theory]
    [InlineData("", "imagenet, mean 0.485, 0.456, 0.406, deviation 0.229, 0.224, 0.225", 0.485, 0.229)]
    [InlineData("--preprocessing inception", "inception, mean 0.5, 0.5, 0.5, deviation 0.5, 0.5, 0.5", 0.5, 0.5)]
    [InlineData("--preprocessing 0.1,0.2,0.3/0.25,0.5,1", "given, mean 0.1, 0.2, 0.3, deviation 0.25, 0.5, 1", 0.1, 0.25)]
    [InlineData("--preprocessing none", "none, pixels / 255 only", null, null)]
    public void The_normalization_that_the_weights_were_trained_with_is_kept_and_said(string option, string said, double? mean, double? deviation)
    {
        ForeignModel.Export(RandomModel(classes: 5), ForeignNaming.Torchvision, PathOf("weights.pth"));

        (int exitCode, string output, string error) = Tool.Run(
            ["convert", "--preset", "mobilenet-v2", "--from", "torchvision", PathOf("weights.pth"), PathOf("out.safetensors"), .. option.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        (exitCode, error).Should().Be((0, ""));
        output.Should().EndWith($"Preprocessing: {said}. (To change it, use --preprocessing.)\n");
        Preprocessing? kept = ModelFile.Read(PathOf("out.safetensors")).Preprocessing;
        (kept?.Mean[0], kept?.Std[0]).Should().Be((mean, deviation));
    }

    [Fact]
    public void Weights_of_another_network_are_refused_and_nothing_is_written()
    {
        ForeignModel.Export(RandomModel(classes: 5), ForeignNaming.Torchvision, PathOf("weights.pth"));
        (int exitCode, _, string error) = Tool.Run(
            "convert", "--preset", "efficientnet-b0", "--from", "torchvision", PathOf("weights.pth"), PathOf("out.safetensors"));

        exitCode.Should().Be(1);
        error.Should().StartWith($"dscnn: {PathOf("weights.pth")}: the weights are not those of efficientnet-b0").And.EndWith("\n");
        error.Count(c => c == '\n').Should().Be(1);
        File.Exists(PathOf("out.safetensors")).Should().BeFalse();
    }

    [Theory]
    [InlineData("--preset mobilenet-v2 --from torchvision in.pth", "*'OUT' missing*")]
    [InlineData("--preset mobilenet-v2 --from torchvision in.pth --bogus", "dscnn convert has no option --bogus.*")]
    [InlineData("--preset mobilenet-v2 --from keras in.pth out.safetensors", "--from: expected torchvision, timm or timm-tensorflow. Received: keras.")]
    [InlineData("--preset nothing --from torchvision in.pth out.safetensors", "--preset: expected ds-pico, *Received: nothing.")]
    [InlineData("--preset vgg16 --from torchvision --preprocessing imagnet in.pth out.safetensors", "--preprocessing: expected imagenet, inception, none, or means/deviations*Received: imagnet.")]
    [InlineData("--preset vgg16 --from torchvision --preprocessing 1,2/3 in.pth out.safetensors", "--preprocessing: Mean and Std need one number per channel. Received: 2 and 1.")]
    [InlineData("--from torchvision in.pth out.safetensors", "*'--preset' is required*")]
    public void Wrong_usage_exits_2_with_one_line(string options, string message)
    {
        (int exitCode, string output, string error) = Tool.Run(["convert", .. options.Split(' ')]);

        exitCode.Should().Be(2);
        output.Should().BeEmpty();
        error.TrimEnd('\n').Should().Match("dscnn: " + message).And.NotContain("\n");
    }

    [Fact]
    public void A_missing_or_foreign_file_exits_1_with_one_line_that_names_it()
    {
        File.WriteAllText(PathOf("text.pth"), "this is no state dict, but long enough to be looked at");
        foreach (string name in new[] { "missing.pth", "text.pth" })
        {
            (int exitCode, _, string error) = Tool.Run("convert", "--preset", "mobilenet-v2", "--from", "torchvision", PathOf(name), PathOf("out.safetensors"));
            exitCode.Should().Be(1);
            error.TrimEnd('\n').Should().Contain(name).And.NotContain("\n");
        }
    }

    private static ModelFile RandomModel(int classes)
    {
        ModelSpec spec = Presets.Find("mobilenet-v2").ToSpec(classes);
        var random = new Random(1);
        return new ModelFile(spec, new WeightSet(spec.Weights.Select(w => KeyValuePair.Create(
            w.Name, WeightTensor.FromFloats(w.Dimensions, [.. Enumerable.Range(0, (int)w.Elements).Select(_ => random.NextSingle())])))));
    }

    private string PathOf(string name) => Path.Combine(_folder, name);
}
