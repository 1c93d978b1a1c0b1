using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DsCnn;

/// <summary>Watches one map of the student while it runs, and measures how far it is from the teacher's.</summary>
internal sealed class HintRegressor : IDisposable
{
    private readonly FeatureHint _hint;
    private readonly nn.Module<Tensor, Tensor>.HookRemover _hook;
    private readonly Conv2d? _convolution;
    private Tensor? _seen;

    /// <exception cref="ArgumentException">The student has no such map, the maps differ in size, or the student is quantized, and so runs no layer as a whole.</exception>
    internal HintRegressor(FeatureHint hint, DsCnnModel student, Generator generator)
    {
        if (student.Quantization is not null)
            throw new ArgumentException($"{student.Spec.Name} is quantized, and a quantized network gives no hints. Distil by its logits alone.", nameof(student));
        _hint = hint;
        int layer = student.Spec.LayersToStride(hint.StudentStride) - 1;
        TensorShape own = student.Spec.Plans[layer].Output;
        int channels = TeacherChannels(hint, student, own);
        if (channels != own.Channels)
        {
            _convolution = ConvolutionFactory.Create(own.Channels, channels, generator, bias: true);
            _convolution.to(student.Device);
        }

        var module = (nn.Module<Tensor, Tensor>)student.named_modules().First(m => m.name == student.Spec.Plans[layer].Prefix).module;
        _hook = module.register_forward_hook((_, _, output) =>
        {
            if (student.training)
            {
                _seen?.Dispose();
                _seen = output.alias().DetachFromDisposeScope();
            }

            return output;
        });
    }

    internal IEnumerable<(string Name, Parameter Parameter)> Parameters =>
        _convolution is null ? [] : _convolution.named_parameters().Select(p => (p.name, p.parameter));

    /// <summary>The loss of the batch that the student has just seen.</summary>
    internal Tensor Loss(Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();
        using Tensor map = _seen!;
        _seen = null;
        Tensor teacher;
        using (no_grad())
            teacher = _hint.TeacherMap(images);
        Tensor own = map.to(teacher.dtype);
        Tensor student = _convolution is null ? own : _convolution.call(own);
        return (nn.functional.mse_loss(student, teacher) * _hint.Weight).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        _hook.remove();
        _seen?.Dispose();
        _convolution?.Dispose();
    }

    private static int TeacherChannels(FeatureHint hint, DsCnnModel student, TensorShape own)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable gradientsOff = no_grad();
        InputSpec input = student.Spec.Input;
        Tensor map = hint.TeacherMap(zeros(1, input.Channels, input.Height, input.Width, device: student.Device));
        return map.shape is [1, var channels, var height, var width] && (height, width) == (own.Height, own.Width)
            ? (int)channels
            : throw new ArgumentException(
                $"The teacher's map for stride {hint.StudentStride} must be 1 x channels x {own.Height} x {own.Width}, as the student's. " +
                $"Received: {string.Join(" x ", map.shape)}.");
    }
}
