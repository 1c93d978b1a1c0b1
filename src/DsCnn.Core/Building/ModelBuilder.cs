namespace DsCnn;

/// <summary>Describes a network in a few fluent lines and enforces the patent's rules along the way.</summary>
/// <remarks>
/// Patent CN111242299A: <c>DsBlock</c> is S110 and S120 (make the blocks, stack them in order); <c>Input</c>, the pools,
/// <c>FullyConnected</c>, <c>Softmax</c> and <c>Sigmoid</c> are S130. Claim 2: Conv_1 of the first block has a positive multiple of 2 filters,
/// given by the caller; Conv_1 of every other block has 6 x the previous block's output channels.
/// Each layer is checked when it is added. <see cref="ToSpec"/> freezes the builder.
/// </remarks>
/// <example><code>
/// ModelSpec spec = new ModelBuilder()
///     .Input(channels: 1, height: 28, width: 28)
///     .DsBlock(outChannels: 16, conv1Filters: 32, conv1Kernel: 3)
///     .DsBlock(outChannels: 24, stride: 2)
///     .GlobalAveragePool()
///     .FullyConnected(10)
///     .Softmax()
///     .ToSpec();
/// Console.WriteLine(spec.Summary());
/// </code></example>
public sealed class ModelBuilder
{
    /// <summary>A placeholder for the first block's filters until <c>configure</c> has run; it is odd and therefore never legal.</summary>
    private const int Undecided = Check.MaxExtent - 1;

    private readonly List<LayerSpec> _layers = [];
    private InputSpec? _input;
    private string? _name;
    private BatchNormSpec _batchNorm = new();
    private DsBlockSpec? _previousBlock;
    private int _blocks;
    private TensorShape _shape;
    private ModelSpec? _frozen;

    /// <summary>Names the model.</summary>
    /// <param name="name">The model's name, not empty.</param>
    /// <returns>This builder.</returns>
    public ModelBuilder Name(string name)
    {
        RequireOpen();
        _name = Check.Text(name, nameof(name));
        return this;
    }

    /// <summary>Sets the size of the input images: N x C x H x W.</summary>
    /// <param name="channels">1 for grayscale images, 3 for color.</param>
    /// <param name="height">Rows, in pixels.</param>
    /// <param name="width">Columns, in pixels.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidSpecException">A size is not positive.</exception>
    public ModelBuilder Input(int channels, int height, int width)
    {
        RequireOpen();
        if (_layers.Count > 0)
            throw new InvalidOperationException($"Input must come before the layers. Received it after {_layers.Count}.");
        _input = InPlace("Input", () => new InputSpec(channels, height, width));
        _shape = _input.Shape;
        return this;
    }

    /// <summary>Sets the properties of all batch norms.</summary>
    /// <param name="epsilon">The constant added to the variance. Default 1e-5.</param>
    /// <param name="momentum">The weight of the batch in each update of the running statistics. Default 0.1.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidSpecException">A value is out of range.</exception>
    public ModelBuilder BatchNorm(double epsilon = 1e-5, double momentum = 0.1)
    {
        RequireOpen();
        _batchNorm = InPlace("BatchNorm", () => new BatchNormSpec { Epsilon = epsilon, Momentum = momentum });
        return this;
    }

    /// <summary>Adds a DS block.</summary>
    /// <param name="outChannels">The number of output channels.</param>
    /// <param name="conv1Filters">Filters of Conv_1: required in the first block, any positive even number; in later blocks always
    /// 6 x the previous block's output channels, so best left out.</param>
    /// <param name="conv1Kernel">Kernel of Conv_1, odd. Default 1.</param>
    /// <param name="conv1Stride">Stride of Conv_1. Default 1.</param>
    /// <param name="kernel">Kernel of the depthwise convolution, odd. Default 3.</param>
    /// <param name="stride">Stride of the depthwise convolution. Default 1.</param>
    /// <param name="residual">Whether to add the input to the output; requires strides of 1 and as many output channels as input channels.</param>
    /// <param name="configure">Adjusts any other property, such as <c>block => block with { SqueezeExcite = null }</c>.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidSpecException">The block breaks a rule of the patent or cannot take its input.</exception>
    public ModelBuilder DsBlock(
        int outChannels,
        int? conv1Filters = null,
        int conv1Kernel = 1,
        int conv1Stride = 1,
        int kernel = 3,
        int stride = 1,
        bool residual = false,
        Func<DsBlockSpec, DsBlockSpec>? configure = null)
    {
        RequireOpen();
        string place = BlockPlace(_blocks + 1);
        return Add(InPlace(place, () =>
        {
            var block = new DsBlockSpec
            {
                Conv1Filters = conv1Filters ?? DefaultFilters,
                Conv1Kernel = conv1Kernel,
                Conv1Stride = conv1Stride,
                Kernel = kernel,
                Stride = stride,
                OutChannels = outChannels,
                Residual = residual,
            };
            DsBlockSpec configured = Configured(block, configure);
            return configured.Conv1Filters == Undecided && conv1Filters is null && _previousBlock is null
                ? throw new InvalidSpecException(
                    "the first block needs conv1Filters: a positive multiple of 2 (patent claim 2). Received: none.",
                    nameof(DsBlockSpec.Conv1Filters))
                : configured;
        }));
    }

    /// <summary>Adds a plain convolution with batch norm and activation.</summary>
    /// <param name="filters">Output channels.</param>
    /// <param name="kernel">Kernel, odd. Default 3.</param>
    /// <param name="stride">Stride. Default 1.</param>
    /// <param name="activation">The activation at the end. Default Swish.</param>
    /// <param name="configure">Adjusts any other property, such as <c>conv => conv with { Bias = true, BatchNorm = false }</c>.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidSpecException">The layer is impossible or cannot take its input.</exception>
    public ModelBuilder Conv(
        int filters, int kernel = 3, int stride = 1, Activation activation = Activation.Swish, Func<ConvSpec, ConvSpec>? configure = null) =>
        AddNew("Conv", () =>
        {
            var conv = new ConvSpec { Filters = filters, Kernel = kernel, Stride = stride, Activation = activation };
            return Configured(conv, configure);
        });

    /// <summary>Adds max pooling without padding.</summary>
    /// <param name="kernel">Rows and columns of the window. Default 2.</param>
    /// <param name="stride">The stride. Default: the kernel.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidSpecException">The window is larger than the map.</exception>
    public ModelBuilder MaxPool(int kernel = 2, int? stride = null) =>
        AddNew("MaxPool", () => new MaxPoolSpec { Kernel = kernel, Stride = stride ?? kernel });

    /// <summary>Adds average pooling without padding.</summary>
    /// <param name="kernel">Rows and columns of the window. Default 2.</param>
    /// <param name="stride">The stride. Default: the kernel.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidSpecException">The window is larger than the map.</exception>
    public ModelBuilder AveragePool(int kernel = 2, int? stride = null) =>
        AddNew("AveragePool", () => new AveragePoolSpec { Kernel = kernel, Stride = stride ?? kernel });

    /// <summary>Adds global average pooling, the mean of each channel: C x H x W to C x 1 x 1.</summary>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidSpecException">The input is a vector.</exception>
    public ModelBuilder GlobalAveragePool() => AddNew("GlobalAveragePool", () => new GlobalAveragePoolSpec());

    /// <summary>Adds global max pooling, the largest value of each channel: C x H x W to C x 1 x 1.</summary>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidSpecException">The input is a vector.</exception>
    public ModelBuilder GlobalMaxPool() => AddNew("GlobalMaxPool", () => new GlobalMaxPoolSpec());

    /// <summary>Adds dropout, which is active only during training.</summary>
    /// <param name="rate">The probability of zeroing an element, at least 0 and below 1.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidSpecException">The rate is out of range.</exception>
    public ModelBuilder Dropout(double rate) => AddNew("Dropout", () => new DropoutSpec { Rate = rate });

    /// <summary>Adds a fully connected layer with bias; it flattens its input.</summary>
    /// <param name="units">The number of outputs; in the last layer, the number of classes.</param>
    /// <param name="activation">The activation at the end. Default none.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidSpecException">The number of units is not positive.</exception>
    public ModelBuilder FullyConnected(int units, Activation activation = Activation.None) =>
        AddNew("FullyConnected", () => new FullyConnectedSpec { Units = units, Activation = activation });

    /// <summary>Adds the softmax that turns logits into probabilities; nothing may follow it.</summary>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidSpecException">The input is a map larger than 1 x 1.</exception>
    public ModelBuilder Softmax() => AddNew("Softmax", () => new SoftmaxSpec());

    /// <summary>Adds the sigmoid that turns each logit into an independent probability, for images with any number of labels; nothing may follow it.</summary>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidSpecException">The input is a map larger than 1 x 1.</exception>
    public ModelBuilder Sigmoid() => AddNew("Sigmoid", () => new SigmoidSpec());

    /// <summary>Adds the same layers several times.</summary>
    /// <param name="count">The number of times, at least 0.</param>
    /// <param name="layers">Adds the layers once.</param>
    /// <returns>This builder.</returns>
    /// <example><code>new ModelBuilder().Input(1, 28, 28).DsBlock(80, conv1Filters: 32).Repeat(3, stage =&gt; stage.DsBlock(outChannels: 80, residual: true));</code></example>
    public ModelBuilder Repeat(int count, Action<ModelBuilder> layers)
    {
        RequireOpen();
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentNullException.ThrowIfNull(layers);
        for (int i = 0; i < count; i++)
            layers(this);
        return this;
    }

    /// <summary>Adds an existing layer; the patent's rules apply to DS blocks here too.</summary>
    /// <param name="layer">The layer.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidSpecException">The layer cannot take its input, or breaks a rule of the patent.</exception>
    /// <exception cref="InvalidOperationException">There is no input yet, the last layer is a softmax or sigmoid, or the builder is frozen.</exception>
    public ModelBuilder Add(LayerSpec layer)
    {
        RequireOpen();
        ArgumentNullException.ThrowIfNull(layer);
        if (_input is null)
            throw new InvalidOperationException($"Call Input(channels, height, width) before the first layer. Received: a {layer.Type} first.");
        if (_layers is [.., HeadSpec head])
            throw new InvalidOperationException($"{head.Kind} must be the last layer. Received: a {layer.Type} after it.");

        var block = layer as DsBlockSpec;
        string place = block is null ? $"Layer {_layers.Count} ({layer.Type})" : BlockPlace(_blocks + 1);
        LayerPlan plan = InPlace(place, () =>
        {
            if (block is not null)
                PatentRules.Check(block, _previousBlock);
            var planned = new LayerPlan(layer, _shape);
            PatentRules.CheckKernels(planned);
            return planned;
        });

        _layers.Add(layer);
        _shape = plan.Output.Shape;
        if (block is not null)
        {
            _previousBlock = block;
            _blocks++;
        }

        return this;
    }

    /// <summary>Freezes the builder and returns the network as plain data.</summary>
    /// <returns>The spec; the same one on every call.</returns>
    /// <exception cref="InvalidOperationException">There is no input or no layer.</exception>
    public ModelSpec ToSpec()
    {
        if (_frozen is not null)
            return _frozen;
        if (_input is null)
            throw new InvalidOperationException("Call Input(channels, height, width) first: a model needs to know its images.");
        if (_layers.Count == 0)
            throw new InvalidOperationException("Add at least one layer after Input: a model needs something to compute.");

        var spec = new ModelSpec(_input, _layers) { BatchNorm = _batchNorm };
        return _frozen = _name is null ? spec : spec with { Name = _name };
    }

    private int DefaultFilters => _previousBlock is null ? Undecided : DsBlockSpec.Expansion * _previousBlock.OutChannels;

    private static string BlockPlace(int number) => $"DsBlock {number}";

    private static T Configured<T>(T layer, Func<T, T>? configure)
        where T : LayerSpec =>
        configure is null ? layer : configure(layer) ?? throw new InvalidSpecException("configure must return the layer to add. Received: null.", nameof(configure));

    private static T InPlace<T>(string place, Func<T> make)
    {
        try
        {
            return make();
        }
        catch (InvalidSpecException invalid) when (invalid.Place is null)
        {
            throw invalid.At(place);
        }
    }

    private ModelBuilder AddNew(string place, Func<LayerSpec> make)
    {
        RequireOpen();
        return Add(InPlace($"Layer {_layers.Count} ({place})", make));
    }

    private void RequireOpen()
    {
        if (_frozen is not null)
        {
            throw new InvalidOperationException(
                "This builder is frozen: ToSpec or Build was called. Start a new ModelBuilder, or derive from the spec with WithLayers.");
        }
    }
}
