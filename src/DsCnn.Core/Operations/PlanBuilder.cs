namespace DsCnn.Plan;

/// <summary>Collects the operations of one layer during <see cref="LayerSpec.Lower"/>, and infers each shape and name.</summary>
/// <remarks>A value is named after the convolution or batch norm that it follows: <c>layers.0.bn_1.swish</c>.</remarks>
/// <param name="layer">The layer's position.</param>
/// <param name="input">The layer's input.</param>
/// <param name="batchNorm">The settings of its batch norms, or null if each is folded into the convolution before it.</param>
internal sealed class PlanBuilder(int layer, PlanValue input, BatchNormSpec? batchNorm)
{
    private readonly string _prefix = LayerPlan.PrefixOf(layer);
    private readonly List<Operation> _operations = [];
    private string _place = LayerPlan.PrefixOf(layer);

    internal IReadOnlyList<Operation> Operations => _operations;

    /// <summary>The most recent value.</summary>
    internal PlanValue Last => _operations.Count == 0 ? input : _operations[^1].Output;

    /// <summary>Its shape.</summary>
    internal TensorShape Shape => Last.Shape;

    internal void RequireMap()
    {
        if (input.Shape.IsVector)
            throw new InvalidSpecException($"needs a map C x H x W, but gets a vector of {input.Shape}. Put it before the fully connected layers.");
    }

    /// <summary>A convolution, followed by a batch norm if a name for it is given.</summary>
    internal void Convolution(string name, ConvolutionSettings settings, bool bias = false, string? norm = null)
    {
        int groups = settings.Groups;
        if (Shape.Channels % groups != 0 || settings.Filters % groups != 0)
        {
            throw new InvalidSpecException(
                $"{name} with {groups} groups needs input and output channels that {groups} divides. " +
                $"Received: {Shape.Channels} and {settings.Filters}.",
                "Groups");
        }

        bool normalizes = norm is not null && batchNorm is not null;
        _place = $"{_prefix}.{name}";
        TensorShape output = TensorShape.Map(settings.Filters, Slide(Shape.Height), Slide(Shape.Width));
        bool hasBias = bias || (norm is not null && batchNorm is null);
        _operations.Add(new ConvolutionOperation(layer, _place, settings, hasBias, Value(_place, output), Last));
        if (normalizes)
        {
            _place = $"{_prefix}.{norm}";
            _operations.Add(new BatchNormOperation(layer, _place, batchNorm!.Epsilon, Value(_place, output), Last));
        }

        int Slide(int size) => SlideWindow(size + (2 * settings.Padding), settings.Kernel, settings.Stride);
    }

    /// <summary>A convolution of full rank, or the two that replace one of low rank.</summary>
    internal void Convolution(string name, ConvolutionSettings settings, int? rank, string? norm = null)
    {
        if (rank is not { } width)
        {
            Convolution(name, settings, norm: norm);
            return;
        }

        Convolution($"{name}.0", settings with { Filters = width, Factor = LowRankFactor.First });
        Convolution($"{name}.1", settings with { Kernel = 1, Stride = 1, Factor = LowRankFactor.Second }, norm: norm);
    }

    internal void Activation(Activation kind, double swishBeta = 1)
    {
        if (kind == DsCnn.Activation.None)
            return;
        bool isSwish = kind == DsCnn.Activation.Swish;
        _operations.Add(new ActivationOperation(layer, kind, isSwish ? swishBeta : 1, isSwish ? $"{_place}.sigmoid" : null, Following(Spelling.CamelCase(kind), Shape), Last));
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

        TensorShape output = TensorShape.Map(Shape.Channels, SlideWindow(Shape.Height, kernel, stride), SlideWindow(Shape.Width, kernel, stride));
        _operations.Add(new PoolOperation(layer, kind, kernel, stride, Following($"{Spelling.CamelCase(kind)}Pool", output), Last));
    }

    internal void GlobalPool(PoolKind kind) =>
        _operations.Add(new GlobalPoolOperation(layer, kind, Following($"global{kind}Pool", TensorShape.Map(Shape.Channels, 1, 1)), Last));

    internal void Linear(int units)
    {
        if (Shape.LongElements > int.MaxValue)
            throw new InvalidSpecException($"it would flatten a map of {Shape}, over {int.MaxValue} numbers. Pool it first.");
        _operations.Add(new LinearOperation(layer, _prefix, Following("linear", TensorShape.Vector(units)), Last));
    }

    internal void Head(Head kind)
    {
        if (Shape is not { Height: 1, Width: 1 })
        {
            throw new InvalidSpecException(
                $"it needs a vector, but gets a map of {Shape}. Put a globalAveragePool or a fullyConnected layer before it.");
        }

        _operations.Add(new HeadOperation(layer, kind, Following(Spelling.CamelCase(kind), TensorShape.Vector(Shape.Channels)), Last));
    }

    /// <summary>Scales an earlier value by the most recent one.</summary>
    internal void Scale(PlanValue features) => _operations.Add(new ScaleOperation(layer, Following("scale", features.Shape), features, Last));

    /// <summary>Adds the layer's input to the most recent value.</summary>
    internal void AddInput()
    {
        if (Shape != input.Shape)
        {
            throw new InvalidSpecException(
                $"a residual connection needs output and input of one shape. Received: {input.Shape} in, {Shape} out. " +
                $"Use strides of 1 and {input.Shape.Channels} output channels, or no residual.",
                "Residual");
        }

        _operations.Add(new AddOperation(layer, Following("add", Shape), input, Last));
    }

    private static int SlideWindow(int paddedSize, int kernel, int stride) => ((paddedSize - kernel) / stride) + 1;

    private PlanValue Following(string suffix, TensorShape shape) => Value($"{_place}.{suffix}", shape);

    private PlanValue Value(string name, TensorShape shape) => new(input.Index + _operations.Count + 1, name, shape);
}
