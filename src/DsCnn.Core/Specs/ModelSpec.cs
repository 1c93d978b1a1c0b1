using System.Collections.Immutable;

namespace DsCnn;

/// <summary>A whole network as plain data. Everything else (module, costs, files, drawings) is derived from it.</summary>
/// <remarks>
/// Every spec that exists is valid: the constructor checks the shapes from the input to the last layer and rejects what does not fit.
/// Two specs are equal if they describe the same network under the same name. A spec may end anywhere; without a classifier it is a feature extractor.
/// </remarks>
/// <example><code>
/// ModelSpec spec = Presets.Find("ds-nano").ToSpec(classes: 5, new InputSpec(channels: 3, height: 64, width: 64));
/// Console.WriteLine($"{spec.Cost.Parameters:N0} parameters, output {spec.Output}");
/// File.WriteAllText("network.json", spec.ToJson(indented: true));
/// File.WriteAllText("network.svg", spec.ToSvg());
/// </code></example>
public sealed record ModelSpec
{
    /// <summary>The version of the JSON form.</summary>
    public const int Version = 1;

    /// <summary>Far above any real network, and low enough that a hostile list costs little.</summary>
    internal const int MaxLayers = 10_000;

    /// <summary>Describes a network.</summary>
    /// <param name="input">The input images.</param>
    /// <param name="layers">The layers in order, at least one.</param>
    /// <exception cref="InvalidSpecException">A layer cannot take the output of the previous one.</exception>
    public ModelSpec(InputSpec input, IEnumerable<LayerSpec> layers)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(layers);
        Input = input;
        BatchNorm = new BatchNormSpec();
        Plan = PlanOf(input, layers, BatchNorm);
        Layers = [.. Plan.Layers.Select(layer => layer.Spec)];
        // The count overflows for absurd sizes; better rejected here than in every reader of the cost.
        Cost = ModelCost.Of(Name, Plan);
    }

    /// <summary>The name of the model. Default "model".</summary>
    public string Name
    {
        get;
        init
        {
            field = Check.Text(value);
            Cost = Cost.Named(field);
        }
    } = "model";

    /// <summary>The input images.</summary>
    public InputSpec Input { get; }

    /// <summary>The settings of all batch norms, or null if they are folded: then each convolution before one has a bias instead.</summary>
    public BatchNormSpec? BatchNorm
    {
        get;
        init
        {
            bool replan = !Layers.IsDefault && field != value;
            field = value;
            if (replan)
            {
                Plan = PlanOf(Input, Layers, value);
                Cost = ModelCost.Of(Name, Plan);
            }
        }
    }

    /// <summary>The layers in order, with all defaults filled in.</summary>
    public ImmutableArray<LayerSpec> Layers { get; }

    /// <summary>The operations of the network at inference, with shapes and weights.</summary>
    public NetworkPlan Plan { get; private init; }

    /// <summary>All tensors of a model with this spec, under the names used in model files.</summary>
    public ImmutableArray<WeightShape> Weights => Plan.Weights;

    /// <summary>The cost of the network, layer by layer.</summary>
    public ModelCost Cost { get; private init; }

    /// <summary>The shape of the output for one image.</summary>
    public TensorShape Output => Plan.Output.Shape;

    /// <summary>The function that the last layer applies to the logits.</summary>
    public Head Head => Layers[^1] is HeadSpec head ? head.Kind : Head.None;

    /// <summary>The name of the score by which networks with this head are compared.</summary>
    internal string ScoreName => Head == Head.Sigmoid ? "mean average precision" : "accuracy";

    /// <summary>The number of layers before the classifier, which is the last fully connected layer and the dropout before it. All layers if there is no classifier.</summary>
    public int BodyLayers
    {
        get
        {
            int head = LastFullyConnected;
            return head < 0 ? Layers.Length : head > 0 && Layers[head - 1] is DropoutSpec ? head - 1 : head;
        }
    }

    private int LastFullyConnected => Layers.ToList().FindLastIndex(layer => layer is FullyConnectedSpec);

    /// <summary>Finds the last map with a given stride.</summary>
    /// <param name="stride">The number of input pixels per step of the map.</param>
    /// <returns>The number of layers up to this map, at least 1.</returns>
    /// <exception cref="ArgumentException">There is no map with that stride; the message lists the existing strides.</exception>
    public int LayersToStride(int stride)
    {
        // There are no maps after global pooling.
        var strides = new List<int>();
        foreach (LayerPlan layer in Plan.Layers.TakeWhile(layer => !layer.Output.Shape.IsVector && !layer.Operations.Any(operation => operation is GlobalPoolOperation && operation.Output == layer.Output)))
            strides.Add(layer.Operations.Aggregate(strides.LastOrDefault(1), (product, operation) => checked(product * operation.Stride)));
        int last = strides.LastIndexOf(stride);
        return last >= 0
            ? last + 1
            : throw new ArgumentException($"{Name} has maps of the strides {string.Join(", ", strides.Distinct())}. Received: {stride}.", nameof(stride));
    }

    /// <summary>Reads the JSON form, which is the content of <c>dscnn.spec</c> and of files for <c>--spec</c>.</summary>
    /// <param name="json">The text.</param>
    /// <returns>The spec.</returns>
    /// <exception cref="SpecFormatException">The text is not a spec; the message names the place.</exception>
    public static ModelSpec FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return SpecJson.Read(json);
    }

    /// <summary>Writes the JSON form with all members, except the ranks of Conv_1 and Conv_2 if there are none. <see cref="FromJson"/> reads an equal spec from it.</summary>
    /// <param name="indented">Whether to write it on several lines.</param>
    /// <returns>The text.</returns>
    public string ToJson(bool indented = false) => SpecJson.Write(this, indented);

    /// <summary>The same network with different layers.</summary>
    /// <param name="layers">The layers in order.</param>
    /// <returns>The new spec.</returns>
    /// <exception cref="InvalidSpecException">A layer cannot take the output of the previous one.</exception>
    public ModelSpec WithLayers(IEnumerable<LayerSpec> layers) => new(Input, layers) { Name = Name, BatchNorm = BatchNorm };

    /// <summary>The same network for different images.</summary>
    /// <param name="input">The images.</param>
    /// <returns>The new spec.</returns>
    /// <exception cref="InvalidSpecException">A layer cannot take the output of the previous one.</exception>
    public ModelSpec WithInput(InputSpec input) => new(input, Layers) { Name = Name, BatchNorm = BatchNorm };

    /// <summary>The same network for a different number of classes, which becomes the number of units of its last fully connected layer.</summary>
    /// <param name="classes">The number of classes.</param>
    /// <returns>The new spec.</returns>
    /// <exception cref="InvalidSpecException">There is no fully connected layer, or the number is not positive.</exception>
    public ModelSpec WithClasses(int classes)
    {
        int head = LastFullyConnected;
        return head < 0
            ? throw new InvalidSpecException($"{Name} has no fully connected layer, so it has no classes to change.", nameof(Layers), "layers")
            : WithLayers(Layers.SetItem(head, (FullyConnectedSpec)Layers[head] with { Units = classes }));
    }

    /// <summary>The same network with a different head; the weights do not change.</summary>
    /// <param name="head">The function that the last layer applies to the logits.</param>
    /// <returns>The new spec.</returns>
    /// <exception cref="InvalidSpecException">The network's output is a map, which cannot be turned into probabilities, or the head is its only layer.</exception>
    public ModelSpec WithHead(Head head)
    {
        IEnumerable<LayerSpec> body = Layers.Where(layer => layer is not HeadSpec);
        return head switch
        {
            Head.None => WithLayers(body),
            Head.Softmax => WithLayers(body.Append(new SoftmaxSpec())),
            Head.Sigmoid => WithLayers(body.Append(new SigmoidSpec())),
            _ => throw new ArgumentOutOfRangeException(nameof(head), $"A head must be one of {string.Join(", ", Enum.GetNames<Head>())}. Received: {head}."),
        };
    }

    /// <summary>The same network with a drop path that increases linearly over its residual blocks: block l of L is dropped with l / L times the last one's probability.</summary>
    /// <remarks>Stochastic depth (Huang et al. 2016, equation 4). EfficientNet uses 0.2. It is active only during training.</remarks>
    /// <param name="lastRate">The probability of the last residual block, at least 0 and below 1; 0 turns it off.</param>
    /// <returns>The new spec, or the same one if there are no residual blocks.</returns>
    /// <exception cref="InvalidSpecException">The probability is out of range.</exception>
    public ModelSpec WithDropPath(double lastRate)
    {
        Check.DropRate(lastRate, nameof(lastRate));
        int residual = Layers.Count(layer => layer is DsBlockSpec { Residual: true });
        int block = 0;
        return WithLayers(Layers.Select(layer =>
            layer is DsBlockSpec { Residual: true } spec ? spec with { DropPath = lastRate * ++block / residual } : layer));
    }

    /// <summary>Whether both describe the same network under the same name.</summary>
    /// <param name="other">The other spec.</param>
    /// <returns>True if they are equal.</returns>
    public bool Equals(ModelSpec? other) =>
        other is not null
        && Name == other.Name
        && Input == other.Input
        && BatchNorm == other.BatchNorm
        && Layers.SequenceEqual(other.Layers);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.Add(Name);
        hash.Add(Input);
        hash.Add(BatchNorm);
        foreach (LayerSpec layer in Layers)
            hash.Add(layer);
        return hash.ToHashCode();
    }

    /// <summary>The name and the input shape, then a line for each layer: its kind and the shape of its output.</summary>
    /// <returns>The text, without a trailing line feed.</returns>
    public override string ToString() =>
        string.Concat(Plan.Layers.Select(layer => $"\n  {layer.Spec.Type,-17} {layer.Output.Shape}").Prepend($"{Name}, {Input.Shape}"));

    private static NetworkPlan PlanOf(InputSpec input, IEnumerable<LayerSpec> layers, BatchNormSpec? batchNorm)
    {
        var images = PlanValue.Images(input.Shape);
        var plans = ImmutableArray.CreateBuilder<LayerPlan>();
        foreach (LayerSpec layer in layers)
        {
            string place = $"layers[{plans.Count}]";
            if (layer is null)
                throw new InvalidSpecException("a layer must not be null.", place: place);
            if (plans.Count == MaxLayers)
                throw new InvalidSpecException($"a model has at most {MaxLayers} layers.", place: place);
            if (plans.Count > 0 && plans[^1].Spec is HeadSpec head)
                throw new InvalidSpecException($"{head.Type} must be the last layer, but a {layer.Type} follows it.", place: place);

            try
            {
                plans.Add(new LayerPlan(plans.Count, layer, plans.Count == 0 ? images : plans[^1].Output, batchNorm));
            }
            catch (InvalidSpecException invalid)
            {
                throw invalid.At($"{place} ({layer.Type})");
            }
        }

        return plans.Count > 0
            ? new NetworkPlan(images, plans.DrainToImmutable())
            : throw new InvalidSpecException("a model needs at least one layer. Received: none.", nameof(layers), "layers");
    }
}
