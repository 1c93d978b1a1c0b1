namespace DsCnn.Compression;

/// <summary>Finds the matrices of a network and replaces some by two smaller ones each; the result is an ordinary network.</summary>
/// <remarks>
/// DS blocks have ranks in their spec. A plain convolution becomes two (the first with its kernel, the second a 1x1 with its batch norm and activation), and so does a fully
/// connected layer.
/// </remarks>
internal static class LowRankSurgery
{
    /// <summary>Finds the convolutions and fully connected layers of a network, except depthwise convolutions and SE modules, which are small.</summary>
    /// <param name="spec">The network.</param>
    /// <returns>The matrices in layer order, including those that cannot be factorized (<see cref="LinearLayer.Obstacle"/>).</returns>
    public static IReadOnlyList<LinearLayer> LinearLayers(this ModelSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return [.. spec.Plan.Operations.OfType<WeightedOperation>().Select(Find).OfType<LinearLayer>()];
    }

    /// <summary>Replaces matrices by their factors.</summary>
    /// <param name="model">The network.</param>
    /// <param name="factors">Factors for layers from <see cref="LinearLayers"/> of this network's spec, at most once per layer.</param>
    /// <returns>The factorized network.</returns>
    /// <exception cref="ArgumentException">A layer occurs twice or is not part of this network, or the network is quantized.</exception>
    public static ModelFile Factorize(this ModelFile model, params IReadOnlyList<LinearFactors> factors)
    {
        SurgeryCheck.RequireFloat(model);
        ArgumentNullException.ThrowIfNull(factors);
        IReadOnlyList<LinearLayer> known = model.Spec.LinearLayers();
        if (factors.FirstOrDefault(f => !known.Contains(f.Layer)) is { } unknown)
            throw new ArgumentException($"{model.Spec.Name} has no matrix {unknown.Layer.Name} of {unknown.Layer.Outputs} x {unknown.Layer.Inputs}.", nameof(factors));
        if (factors.GroupBy(f => f.Layer.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"{twice.Key} has factors twice.", nameof(factors));

        var layers = new List<LayerSpec>();
        var weights = new Dictionary<string, WeightTensor>();
        foreach (LayerPlan plan in model.Spec.Plan.Layers)
        {
            LinearFactors[] own = [.. factors.Where(f => f.Layer.Layer == plan.Index)];
            if (own is [{ Layer.Part: LinearPart.Convolution or LinearPart.FullyConnected } whole])
                Split(model, plan, whole, layers, weights);
            else
                Refine(model, plan, own, layers, weights);
        }

        ModelSpec spec = model.Spec.WithLayers(layers).NamedAfter(CompressionMethod.LowRank);
        return model.With(spec, new WeightSet(spec.Weights.Select(w => KeyValuePair.Create(w.Name, weights[w.Name]))));
    }

    /// <summary>The same network with ranks, without weights.</summary>
    internal static ModelSpec WithRanks(this ModelSpec spec, IReadOnlyCollection<(LinearLayer Layer, int Rank)> ranks) =>
        spec.NamedAfter(CompressionMethod.LowRank).WithLayers(spec.Layers.SelectMany((layer, index) =>
        {
            (LinearLayer Layer, int Rank)[] own = [.. ranks.Where(r => r.Layer.Layer == index)];
            return layer is ConvSpec or FullyConnectedSpec && own is [var (_, rank)]
                ? SplitSpec(layer, rank)
                : [own.Aggregate(layer, (changed, part) => WithRank((DsBlockSpec)changed, part.Layer.Part, part.Rank))];
        }));

    private static LinearLayer? Find(WeightedOperation operation) => PartOf(operation) is not { } part ? null : new LinearLayer
    {
        Name = operation.Name,
        Layer = operation.Layer,
        Part = part,
        Inputs = (int)(operation.Weight.Elements / operation.Weight.Dimensions[0]),
        Outputs = operation.Weight.Dimensions[0],
        Positions = (long)operation.Output.Shape.Height * operation.Output.Shape.Width,
        Obstacle = operation switch
        {
            ConvolutionOperation { Groups: > 1 and var groups } => $"it has {groups} groups",
            ConvolutionOperation { Factor: LowRankFactor.First } => "it is of low rank already",
            _ => null,
        },
    };

    /// <summary>The first factor represents a convolution that is already of low rank.</summary>
    private static LinearPart? PartOf(WeightedOperation operation) => operation switch
    {
        LinearOperation => LinearPart.FullyConnected,
        ConvolutionOperation { Factor: LowRankFactor.Second } => null,
        ConvolutionOperation { Role: ConvolutionRole.Conv1 } => LinearPart.Conv1,
        ConvolutionOperation { Role: ConvolutionRole.Pointwise } => LinearPart.Pointwise,
        ConvolutionOperation { Role: ConvolutionRole.Conv2 } => LinearPart.Conv2,
        ConvolutionOperation { Role: ConvolutionRole.Whole } => LinearPart.Convolution,
        _ => null,
    };

    private static DsBlockSpec WithRank(DsBlockSpec block, LinearPart part, int rank) => part switch
    {
        LinearPart.Conv1 => block with { Conv1Rank = rank },
        LinearPart.Conv2 => block with { Conv2Rank = rank },
        _ => block with { Pointwise = block.Pointwise! with { Rank = rank } },
    };

    private static LayerSpec[] SplitSpec(LayerSpec layer, int rank) => layer switch
    {
        ConvSpec conv =>
        [
            conv with { Filters = rank, Bias = false, BatchNorm = false, Activation = Activation.None },
            conv with { Kernel = 1, Stride = 1 },
        ],
        _ => [new FullyConnectedSpec { Units = rank }, layer],
    };

    /// <summary>Replaces a layer whose spec has ranks.</summary>
    private static void Refine(
        ModelFile model, LayerPlan plan, LinearFactors[] factors, List<LayerSpec> layers, Dictionary<string, WeightTensor> weights)
    {
        string prefix = $"layers.{layers.Count}";
        layers.Add(factors.Aggregate(plan.Spec, (spec, f) => WithRank((DsBlockSpec)spec, f.Layer.Part, f.Rank)));
        foreach (WeightShape weight in plan.Weights)
        {
            string local = weight.Name[plan.Prefix.Length..];
            if (Array.Find(factors, f => weight.Name.StartsWith($"{f.Layer.Name}.", StringComparison.Ordinal)) is not { } own)
            {
                weights.Add(prefix + local, model.Weights[weight.Name]);
                continue;
            }

            string name = prefix + own.Layer.Name[plan.Prefix.Length..];
            if (weight.Name == own.Layer.Weight)
                AddFactors(own, weight, $"{name}.0.weight", $"{name}.1.weight", weights);
            else
                weights.Add($"{name}.1.bias", model.Weights[weight.Name]);
        }
    }

    /// <summary>Splits a layer into two.</summary>
    private static void Split(ModelFile model, LayerPlan plan, LinearFactors factors, List<LayerSpec> layers, Dictionary<string, WeightTensor> weights)
    {
        string first = $"layers.{layers.Count}", second = $"layers.{layers.Count + 1}";
        layers.AddRange(SplitSpec(plan.Spec, factors.Rank));
        foreach (WeightShape weight in plan.Weights)
        {
            string local = weight.Name[plan.Prefix.Length..];
            if (weight.Name == factors.Layer.Weight)
                AddFactors(factors, weight, first + local, second + local, weights);
            else
                weights.Add(second + local, model.Weights[weight.Name]);
        }

        if (plan.Spec is FullyConnectedSpec)
            weights.Add($"{first}.bias", WeightTensor.FromFloats([factors.Rank], new float[factors.Rank]));
    }

    private static void AddFactors(LinearFactors factors, WeightShape whole, string downName, string upName, Dictionary<string, WeightTensor> weights)
    {
        IReadOnlyList<int> dimensions = whole.Dimensions;
        weights.Add(downName, WeightTensor.FromFloats([factors.Rank, .. dimensions.Skip(1)], factors.Down));
        int[] upDimensions = [factors.Layer.Outputs, factors.Rank, .. dimensions.Skip(2).Select(_ => 1)];
        weights.Add(upName, WeightTensor.FromFloats(upDimensions, factors.Up));
    }
}
