namespace DsCnn.Compression;

/// <summary>Follows channels through the operations of a network and finds which are the same.</summary>
internal sealed class ChannelTracer
{
    private readonly NetworkPlan _plan;
    private readonly List<ChannelNode> _nodes = [];

    // Indexed by the value that has the channels.
    private readonly ChannelNode[] _channels;

    private ChannelTracer(NetworkPlan plan)
    {
        _plan = plan;
        _channels = new ChannelNode[plan.Values.Length];
        _channels[plan.Input.Index] = Add(plan.Input.Shape.Channels);
        Of(plan.Input).Obstacle = "they are the channels of the image";
        foreach (Operation operation in plan.Operations)
            _channels[operation.Output.Index] = Walk(operation, Of(operation.Inputs[0]));
        foreach (LayerPlan layer in plan.Layers)
            TieHidden(layer);
        Of(plan.Output).Root.Obstacle ??= "they are the outputs of the network";
    }

    /// <summary>The sets of a network, in order of appearance.</summary>
    internal static IReadOnlyList<ChannelNode> Trace(ModelSpec spec) =>
        [.. new ChannelTracer(spec.Plan)._nodes.Select(node => node.Root).Distinct()];

    private ChannelNode Of(PlanValue value) => _channels[value.Index];

    private ChannelNode Walk(Operation operation, ChannelNode source) => operation switch
    {
        ConvolutionOperation convolution => Convolve(convolution, source),
        BatchNormOperation norm => Normalize(norm, source),
        LinearOperation linear => Connect(linear, source),
        ScaleOperation scale => Scale(scale, source),
        AddOperation add => Join(source, Of(add.Residual)),
        _ => source,
    };

    /// <summary>The 1x1 of a DW conv maps F channels to F others: two sets, but one number in the spec.</summary>
    private void TieHidden(LayerPlan layer)
    {
        ConvolutionOperation[] convolutions = [.. layer.Operations.OfType<ConvolutionOperation>()];
        if (Array.Find(convolutions, convolution => convolution.Role == ConvolutionRole.Pointwise) is not { } first)
            return;
        ConvolutionOperation depthwise = Array.Find(convolutions, convolution => convolution.IsDepthwise)!;
        Of(first.Input).Root.SameWidth.Add(Of(depthwise.Output));
    }

    private ChannelNode Convolve(ConvolutionOperation convolution, ChannelNode source)
    {
        ChannelNode output = convolution.IsDepthwise ? source.Root : Produce(convolution, source);
        output.Axes.AddRange(convolution.Weights.Select(weight => new ChannelAxis(weight.Name, 0, 1)));

        // A batch norm after it is the gate; a 1x1 has nothing between it and the depthwise and shares its gate; an SE gate is not a channel of its own.
        Operation? next = _plan.ReadersOf(convolution.Output).FirstOrDefault();
        bool isGate = next is not (BatchNormOperation or ConvolutionOperation { IsDepthwise: true })
            && convolution.Role != ConvolutionRole.SqueezeExpand;
        if (isGate)
            output.Gates.AddRange(convolution.Weights.Select(weight => weight.Name));
        return output;
    }

    private ChannelNode Produce(ConvolutionOperation convolution, ChannelNode source)
    {
        ChannelNode output = Add(convolution.Filters);
        source.Root.Axes.Add(new ChannelAxis(convolution.Weight.Name, 1, 1));
        if (convolution.Groups > 1)
            source.Root.Obstacle = output.Obstacle = $"the 1x1 of {LayerPlan.PrefixOf(convolution.Layer)} has {convolution.Groups} groups";
        if (convolution.Role == ConvolutionRole.SqueezeExpand)
            return output;

        output.Filters.Add(convolution.Weight.Name);
        if (convolution.Factor == LowRankFactor.First)
        {
            output.Obstacle = $"a low-rank factorization sets the rank of {convolution.Name[..convolution.Name.LastIndexOf('.')]}";
            return output;
        }

        (output.Kind, WidthMember? member) = convolution.Role switch
        {
            ConvolutionRole.Conv1 => (ChannelKinds.Hidden, WidthMember.Conv1Filters),
            ConvolutionRole.Pointwise => (ChannelKinds.Hidden, null),
            ConvolutionRole.SqueezeReduce => (ChannelKinds.SqueezeExcite, WidthMember.SqueezeExciteFilters),
            ConvolutionRole.Conv2 => (ChannelKinds.Outputs, WidthMember.OutChannels),
            _ => (ChannelKinds.Outputs, (WidthMember?)WidthMember.Filters),
        };
        if (member is { } number)
            output.Members.Add((convolution.Layer, number));
        return output;
    }

    private ChannelNode Connect(LinearOperation linear, ChannelNode source)
    {
        TensorShape shape = linear.Input.Shape;
        source.Root.Axes.Add(new ChannelAxis(linear.Weight.Name, 1, shape.Height * shape.Width));
        ChannelNode output = Add(linear.Units);
        output.Kind = ChannelKinds.Units;
        output.Axes.AddRange(linear.Weights.Select(weight => new ChannelAxis(weight.Name, 0, 1)));
        output.Filters.Add(linear.Weight.Name);
        output.Gates.AddRange(linear.Weights.Select(weight => weight.Name));
        output.Members.Add((linear.Layer, WidthMember.Units));
        return output;
    }

    private static ChannelNode Normalize(BatchNormOperation norm, ChannelNode source)
    {
        ChannelNode node = source.Root;
        node.Axes.AddRange(norm.Weights.Select(weight => new ChannelAxis(weight.Name, 0, 1)));
        node.Norms.Add(norm.Gamma.Name);
        node.Gates.AddRange([norm.Gamma.Name, norm.Beta.Name]);
        return source;
    }

    private ChannelNode Scale(ScaleOperation scale, ChannelNode features)
    {
        ChannelNode joined = Join(features, Of(scale.Gate));
        joined.Scaled.Add(scale.Output.Name);
        return joined;
    }

    private static ChannelNode Join(ChannelNode first, ChannelNode second)
    {
        ChannelNode.Merge(first, second);
        return first.Root;
    }

    private ChannelNode Add(int width)
    {
        var node = new ChannelNode(width);
        _nodes.Add(node);
        return node;
    }
}
