namespace DsCnn;

/// <summary>Collects the operations of one layer while <see cref="LayerSpec.Lower"/> writes them down, and infers each shape.</summary>
/// <param name="input">The shape that the layer gets.</param>
/// <param name="folded">Whether each batch norm is part of the convolution before it.</param>
internal sealed class OperationGraph(TensorShape input, bool folded)
{
    /// <summary>Stands for what the layer gets, in <see cref="Operation.Inputs"/>.</summary>
    internal const int LayerInput = -1;

    private readonly List<Operation> _operations = [];

    internal IReadOnlyList<Operation> Operations => _operations;

    /// <summary>The index of the newest operation, or <see cref="LayerInput"/>.</summary>
    internal int Last => _operations.Count - 1;

    /// <summary>The shape that the newest operation gives.</summary>
    internal TensorShape Shape => _operations.Count == 0 ? input : _operations[^1].Output;

    internal void RequireMap()
    {
        if (input.IsVector)
            throw new InvalidSpecException($"needs a map C x H x W, but gets a vector of {input}. Put it before the fully connected layers.");
    }

    internal void Convolution(string name, int filters, int kernel = 1, int stride = 1, int groups = 1, bool bias = false)
    {
        if (Shape.Channels % groups != 0 || filters % groups != 0)
        {
            throw new InvalidSpecException(
                $"{name} with {groups} groups needs input and output channels that {groups} divides. " +
                $"Received: {Shape.Channels} and {filters}.",
                "Groups");
        }

        TensorShape output = TensorShape.Map(filters, Slide(Shape.Height, kernel, stride), Slide(Shape.Width, kernel, stride));
        Add(new ConvolutionOperation(name, Shape.Channels, filters, kernel, stride, groups, bias, output, Last));

        static int Slide(int size, int kernel, int stride) => SlideWindow(size + (2 * (kernel / 2)), kernel, stride);
    }

    /// <summary>A batch norm of the newest convolution; where it is folded, all that is left of it is that convolution's bias.</summary>
    internal void BatchNorm(string name)
    {
        if (folded)
            _operations[^1] = (ConvolutionOperation)_operations[^1] with { Bias = true };
        else
            Add(new BatchNormOperation(name, Shape, Last));
    }

    internal void Activation(Activation kind, double swishBeta = 1)
    {
        if (kind != DsCnn.Activation.None)
            Add(new ActivationOperation(kind, swishBeta, Shape, Last));
    }

    internal void Pool(PoolKind kind, int kernel, int stride)
    {
        if (kernel > Shape.Height || kernel > Shape.Width)
        {
            throw new InvalidSpecException(
                $"the map it gets is {Shape.Height} x {Shape.Width}, smaller than its kernel {kernel} x {kernel}. " +
                "Use a smaller kernel, fewer strides before it, or a larger input.",
                "Kernel");
        }

        TensorShape output = TensorShape.Map(
            Shape.Channels, SlideWindow(Shape.Height, kernel, stride), SlideWindow(Shape.Width, kernel, stride));
        Add(new PoolOperation(kind, kernel, stride, output, Last));
    }

    internal void GlobalPool(PoolKind kind) => Add(new GlobalPoolOperation(kind, TensorShape.Map(Shape.Channels, 1, 1), Last));

    internal void Linear(int units)
    {
        if (Shape.Elements > int.MaxValue)
            throw new InvalidSpecException($"it would flatten a map of {Shape}, over {int.MaxValue} numbers. Pool it first.");
        Add(new LinearOperation((int)Shape.Elements, units, Last));
    }

    internal void Head(Head kind)
    {
        if (Shape is not { Height: 1, Width: 1 })
        {
            throw new InvalidSpecException(
                $"it needs a vector, but gets a map of {Shape}. Put a globalAveragePool or a fullyConnected layer before it.");
        }

        Add(new HeadOperation(kind, TensorShape.Vector(Shape.Channels), Last));
    }

    internal void Scale(int features) => Add(new ScaleOperation(_operations[features].Output, features, Last));

    internal void AddInput()
    {
        if (Shape != input)
        {
            throw new InvalidSpecException(
                $"a residual connection needs output and input of one shape. Received: {input} in, {Shape} out. " +
                $"Use strides of 1 and {input.Channels} output channels, or no residual.",
                "Residual");
        }

        Add(new AddOperation(Shape, LayerInput, Last));
    }

    private static int SlideWindow(int paddedSize, int kernel, int stride) => ((paddedSize - kernel) / stride) + 1;

    private void Add(Operation operation) => _operations.Add(operation);
}
