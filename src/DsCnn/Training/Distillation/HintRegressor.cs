using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DsCnn.Training;

/// <summary>Captures one map of the student while it runs, and measures its distance from the teacher's.</summary>
internal sealed class HintRegressor : IDisposable
{
    private readonly FeatureHint _hint;
    private readonly DsCnnModel _student;
    private readonly int _layer;
    private readonly ConvLayer? _convolution;
    private Tensor? _seen;

    /// <exception cref="ArgumentException">The student has no such map, or the maps differ in size.</exception>
    internal HintRegressor(FeatureHint hint, DsCnnModel student, Generator generator)
    {
        _hint = hint;
        _student = student;
        _layer = student.Spec.LayersToStride(hint.StudentStride) - 1;
        TensorShape own = student.Spec.Plan.Layers[_layer].Output.Shape;
        int channels = TeacherChannels(hint, student, own);
        if (channels != own.Channels)
        {
            var regressor = new ConvSpec { Filters = channels, Kernel = 1, Bias = true, BatchNorm = false, Activation = Activation.None };
            _convolution = new ConvLayer(new PartFactory(new LayerPlan(regressor, own), null, generator));
            _convolution.to(student.Device);
        }

        student.LayerRan += See;
    }

    internal IEnumerable<(string Name, Parameter Parameter)> Parameters =>
        _convolution is null ? [] : _convolution.named_parameters().Select(p => (p.name, p.parameter));

    /// <summary>The loss of the batch that the student has just processed.</summary>
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
        _student.LayerRan -= See;
        _seen?.Dispose();
        _convolution?.Dispose();
    }

    private void See(int layer, Tensor map)
    {
        if (layer != _layer || !_student.training)
            return;
        _seen?.Dispose();
        _seen = map.alias().DetachFromDisposeScope();
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
                $"The teacher's map for stride {hint.StudentStride} must be 1 x channels x {own.Height} x {own.Width}, like the student's. " +
                $"Received: {string.Join(" x ", map.shape)}.");
    }
}
