using DsCnn.TestKit;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DsCnn.Tests;

/// <summary>
/// Every fixture is a model file that an independent PyTorch implementation wrote (tests/reference), with what that implementation
/// computed in double precision: outputs, logits, gradients of sum(logits * cotangent), running statistics.
/// </summary>
[NoTensorLeaks]
public sealed class ReferenceTests
{
    private static readonly string _folder = Path.Combine(AppContext.BaseDirectory, "fixtures");

    public static TheoryData<string> Cases =>
        new(Directory.GetFiles(_folder, "*.model.safetensors").Select(p => Path.GetFileName(p).Replace(".model.safetensors", "")).Order());

    [Theory]
    [MemberData(nameof(Cases))]
    public void Evaluation_mode_equals_PyTorch(string name)
    {
        using DsCnnModel model = Load(name, out WeightSet expected);
        using DisposeScope scope = NewDisposeScope();
        Tensor input = Input(expected);

        model.forward(input).ShouldBeClose(expected["eval.output"], "the output");
        Tensor logits = model.Logits(input);
        logits.ShouldBeClose(expected["eval.logits"], "the logits");
        Backward(logits, expected);
        input.grad!.ShouldBeClose(expected["eval.input_grad"], "the input's gradient");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Folded_batch_norms_change_no_output(string name)
    {
        using DsCnnModel model = Load(name, out WeightSet expected);
        model.train();
        using DsCnnModel folded = model.FoldBatchNorm();
        using DisposeScope scope = NewDisposeScope();

        folded.training.Should().BeFalse();
        folded.forward(Tensor(expected["input"])).ShouldBeClose(expected["eval.output"], "the output");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Training_mode_equals_PyTorch(string name)
    {
        using DsCnnModel model = Load(name, out WeightSet expected);
        using DisposeScope scope = NewDisposeScope();
        model.train();
        Tensor input = Input(expected);
        Tensor logits = model.Logits(input);
        Backward(logits, expected);

        logits.ShouldBeClose(expected["train.logits"], "the logits");
        input.grad!.ShouldBeClose(expected["train.input_grad"], "the input's gradient");
        foreach ((string parameterName, Parameter parameter) in model.named_parameters())
            parameter.grad!.ShouldBeClose(expected[$"train.grad.{parameterName}"], $"the gradient of {parameterName}");
        foreach ((string bufferName, Tensor buffer) in model.named_buffers().Where(b => !b.name.EndsWith("num_batches_tracked")))
            buffer.ShouldBeClose(expected[$"train.after.{bufferName}"], bufferName);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_saved_copy_holds_the_same_numbers_under_the_same_names(string name)
    {
        using DsCnnModel model = Load(name, out _);
        string copy = Path.Combine(Directory.CreateTempSubdirectory("dscnn").FullName, "copy.safetensors");
        model.Save(copy);

        using var original = SafetensorsFile.Open(ModelPath(name));
        using var saved = SafetensorsFile.Open(copy);
        saved.Names.Should().BeEquivalentTo(original.Names);
        foreach (string tensor in original.Names)
            saved.Read(tensor).ToFloats().Should().Equal(original.Read(tensor).ToFloats());
    }

    private static string ModelPath(string name) => Path.Combine(_folder, name + ".model.safetensors");

    internal static DsCnnModel Load(string name, out WeightSet expected)
    {
        using var file = SafetensorsFile.Open(Path.Combine(_folder, name + ".expected.safetensors"));
        expected = file.ReadAll();
        return DsCnnModel.Load(ModelPath(name));
    }

    private static Tensor Input(WeightSet expected) => Tensor(expected["input"]).requires_grad_();

    internal static Tensor Tensor(WeightTensor weights) => tensor(weights.ToFloats(), [.. weights.Dimensions.Select(d => (long)d)]);

    private static void Backward(Tensor logits, WeightSet expected) => (logits * Tensor(expected["cotangent"])).sum().backward();
}
