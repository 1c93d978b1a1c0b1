using System.Collections.Immutable;

namespace DsCnn;

/// <summary>A whole network as plain data. Everything else (module, costs, files, drawings) is derived from it.</summary>
/// <remarks>
/// A spec that exists is possible: the constructor walks the shapes from the input to the last layer and refuses what does not fit.
/// Two specs are equal when they describe the same network. It may end anywhere; without a classifier it is a feature extractor.
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
    /// <param name="input">The images it takes.</param>
    /// <param name="layers">Its layers in order, at least one.</param>
    /// <exception cref="InvalidSpecException">A layer cannot take what the one before it gives.</exception>
    public ModelSpec(InputSpec input, IEnumerable<LayerSpec> layers)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(layers);
        Input = input;
        BatchNorm = new BatchNormSpec();
        Plan = PlanOf(input, layers, BatchNorm);
        Layers = [.. Plan.Layers.Select(layer => layer.Spec)];
        // Counting overflows for absurd sizes; better refused here than in every reader of the cost.
        Cost = ModelCost.Of(Name, Plan);
    }

    /// <summary>What the model is called. Default "model".</summary>
    public string Name
    {
        get;
        init
        {
            field = Check.Text(value);
            Cost = Cost.Named(field);
        }
    } = "model";

    /// <summary>The images it takes.</summary>
    public InputSpec Input { get; }

    /// <summary>How all its batch norms work, or null where they are folded: then the convolution before each has a bias in its place.</summary>
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

    /// <summary>The layers in order, with every default spelled out.</summary>
    public ImmutableArray<LayerSpec> Layers { get; }

    /// <summary>The steps that the network consists of at inference, with shapes and weights.</summary>
    public NetworkPlan Plan { get; private init; }

    /// <summary>Every tensor a model of this spec consists of, under the names that model files use.</summary>
    public ImmutableArray<WeightShape> Weights => Plan.Weights;

    /// <summary>What the network costs, layer by layer.</summary>
    public ModelCost Cost { get; private init; }

    /// <summary>The shape it gives for one image.</summary>
    public TensorShape Output => Plan.Output.Shape;

    /// <summary>What its last layer makes of the logits.</summary>
    public Head Head => Layers[^1] is HeadSpec head ? head.Kind : Head.None;

    /// <summary>What the figure is called by which networks of this head are compared.</summary>
    internal string ScoreName => Head == Head.Sigmoid ? "mean average precision" : "accuracy";

    /// <summary>How many layers come before the classifier: the last fully connected layer with the dropout before it. All, where there is none.</summary>
    public int BodyLayers
    {
        get
        {
            int head = LastFullyConnected;
            return head < 0 ? Layers.Length : head > 0 && Layers[head - 1] is DropoutSpec ? head - 1 : head;
        }
    }

    private int LastFullyConnected => Layers.ToList().FindLastIndex(layer => layer is FullyConnectedSpec);

    /// <summary>Finds the last map of a stride.</summary>
    /// <param name="stride">How many input pixels a step of the map is.</param>
    /// <returns>How many layers lead to it, at least 1.</returns>
    /// <exception cref="ArgumentException">There is no map of such a stride; the message lists those there are.</exception>
    public int LayersToStride(int stride)
    {
        // Global pooling ends the maps.
        var strides = new List<int>();
        foreach (LayerPlan layer in Plan.Layers.TakeWhile(layer => !layer.Output.Shape.IsVector && !layer.Operations.Any(operation => operation is GlobalPoolOperation && operation.Output == layer.Output)))
            strides.Add(layer.Operations.Aggregate(strides.LastOrDefault(1), (product, operation) => checked(product * operation.Stride)));
        int last = strides.LastIndexOf(stride);
        return last >= 0
            ? last + 1
            : throw new ArgumentException($"{Name} has maps of the strides {string.Join(", ", strides.Distinct())}. Received: {stride}.", nameof(stride));
    }

    /// <summary>Reads the JSON form, as <c>dscnn.spec</c> and <c>--spec</c> hold it.</summary>
    /// <param name="json">The text.</param>
    /// <returns>The spec.</returns>
    /// <exception cref="SpecFormatException">The text is no spec; the message names the place.</exception>
    public static ModelSpec FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return SpecJson.Read(json);
    }

    /// <summary>Writes the JSON form, every member spelled out but the ranks of Conv_1 and Conv_2 where there are none. <see cref="FromJson"/> gives an equal spec back.</summary>
    /// <param name="indented">Whether to write it over many lines.</param>
    /// <returns>The text.</returns>
    public string ToJson(bool indented = false) => SpecJson.Write(this, indented);

    /// <summary>The same network with other layers.</summary>
    /// <param name="layers">The layers in order.</param>
    /// <returns>The new spec.</returns>
    /// <exception cref="InvalidSpecException">A layer cannot take what the one before it gives.</exception>
    public ModelSpec WithLayers(IEnumerable<LayerSpec> layers) => new(Input, layers) { Name = Name, BatchNorm = BatchNorm };

    /// <summary>The same network for other images.</summary>
    /// <param name="input">The images.</param>
    /// <returns>The new spec.</returns>
    /// <exception cref="InvalidSpecException">A layer cannot take what the one before it gives.</exception>
    public ModelSpec WithInput(InputSpec input) => new(input, Layers) { Name = Name, BatchNorm = BatchNorm };

    /// <summary>The same network for another number of classes: its last fully connected layer gets as many units.</summary>
    /// <param name="classes">How many classes.</param>
    /// <returns>The new spec.</returns>
    /// <exception cref="InvalidSpecException">There is no fully connected layer, or the number is not positive.</exception>
    public ModelSpec WithClasses(int classes)
    {
        int head = LastFullyConnected;
        return head < 0
            ? throw new InvalidSpecException($"{Name} has no fully connected layer, so it has no classes to change.", nameof(Layers), "layers")
            : WithLayers(Layers.SetItem(head, (FullyConnectedSpec)Layers[head] with { Units = classes }));
    }

    /// <summary>The same network with another head; weights do not change.</summary>
    /// <param name="head">What its last layer is to make of the logits.</param>
    /// <returns>The new spec.</returns>
    /// <exception cref="InvalidSpecException">It gives a map, of which no probabilities can be made, or nothing would be left of it.</exception>
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

    /// <summary>The same network with a drop path that grows linearly over its residual blocks: block l of L drops with l / L times the last one's probability.</summary>
    /// <remarks>Stochastic depth (Huang et al. 2016, equation 4). EfficientNet uses 0.2. It only acts while training.</remarks>
    /// <param name="lastRate">The probability of the last residual block, at least 0 and below 1; 0 switches it off.</param>
    /// <returns>The new spec; without residual blocks, the same.</returns>
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
    /// <returns>True where they are equal.</returns>
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

    /// <summary>The name and the images it takes, then a line for each layer: its kind and the shape of its output.</summary>
    /// <returns>The text, without a line feed at its end.</returns>
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
