namespace DsCnn;

/// <summary>Follows channels through the operations of a network and finds out which are the same.</summary>
internal sealed class ChannelTracer
{
    private readonly List<ChannelNode> _nodes = [];
    private ChannelNode _current;

    private ChannelTracer(ModelSpec spec)
    {
        _current = Add(spec.Input.Channels);
        _current.Obstacle = "they are the channels of the image";
        foreach (LayerPlan plan in spec.Plans)
            Walk(plan);
        _current.Root.Obstacle ??= "they are the outputs of the network";
    }

    /// <summary>The sets of a network, in the order in which they appear.</summary>
    internal static IReadOnlyList<ChannelNode> Trace(ModelSpec spec) =>
        [.. new ChannelTracer(spec)._nodes.Select(node => node.Root).Distinct()];

    private void Walk(LayerPlan plan)
    {
        ChannelNode input = _current;
        var outputs = new ChannelNode[plan.Operations.Count];
        foreach ((int index, Operation operation) in plan.Operations.Index())
        {
            ChannelNode source = Of(operation.Inputs[0]);
            outputs[index] = operation switch
            {
                ConvolutionOperation convolution => Convolve(plan, index, convolution, source),
                BatchNormOperation norm => Normalise(plan, norm, source),
                LinearOperation linear => Connect(plan, linear, plan.ShapeOf(linear.Source), source),
                ScaleOperation or AddOperation => Join(source, Of(operation.Inputs[1])),
                _ => source,
            };
        }

        if (plan.Operations.Count > 0)
            _current = outputs[^1];
        if (plan.Spec is DsBlockSpec { Pointwise: not null } block)
            TieHidden(plan, block, input, outputs);

        ChannelNode Of(int operation) => operation == OperationGraph.LayerInput ? input : outputs[operation];
    }

    /// <summary>The 1x1 of a DW conv maps F channels to F others: two sets, but one number in the spec.</summary>
    private static void TieHidden(LayerPlan plan, DsBlockSpec block, ChannelNode input, ChannelNode[] outputs)
    {
        int first = plan.Operations.Index().First(o => o.Item is ConvolutionOperation { Name: "pointwise" or "pointwise.0" }).Index;
        int depthwise = plan.Operations.Index().First(o => o.Item is ConvolutionOperation { IsDepthwise: true }).Index;
        ChannelNode before = block.Conv1Filters is null ? input : outputs[first - 1];
        before.Root.SameWidth.Add(outputs[depthwise]);
    }

    private ChannelNode Convolve(LayerPlan plan, int index, ConvolutionOperation convolution, ChannelNode source)
    {
        string name = $"{plan.Prefix}.{convolution.Name}";
        Operation? next = plan.Operations.FirstOrDefault(o => o.Inputs.Contains(index));
        ChannelNode output = convolution.IsDepthwise ? source.Root : Produce(plan, convolution, source);
        output.Axes.Add(new ChannelAxis($"{name}.weight", 0, 1));
        if (convolution.Bias)
            output.Axes.Add(new ChannelAxis($"{name}.bias", 0, 1));

        // A batch norm that follows is the gate; a 1x1 before the depthwise has nothing in between and shares its gate; an SE gate is no channel of its own.
        bool isGate = next is not (BatchNormOperation or ConvolutionOperation { IsDepthwise: true })
            && convolution.Name != "se.expand_conv";
        if (isGate)
            output.Gates.AddRange(convolution.Bias ? [$"{name}.weight", $"{name}.bias"] : [$"{name}.weight"]);
        return output;
    }

    private ChannelNode Produce(LayerPlan plan, ConvolutionOperation convolution, ChannelNode source)
    {
        string name = $"{plan.Prefix}.{convolution.Name}";
        ChannelNode output = Add(convolution.Filters);
        source.Root.Axes.Add(new ChannelAxis($"{name}.weight", 1, 1));
        if (convolution.Groups > 1)
            source.Root.Obstacle = output.Obstacle = $"the 1x1 of {plan.Prefix} has {convolution.Groups} groups";
        if (convolution.Name == "se.expand_conv")
        {
            output.Modules.Add($"{plan.Prefix}.se");
            return output;
        }

        output.Filters.Add($"{name}.weight");
        (output.Kind, WidthMember? member) = WholeName(convolution) switch
        {
            "conv_1" => (ChannelKinds.Hidden, WidthMember.Conv1Filters),
            "pointwise" => (ChannelKinds.Hidden, null),
            "se.reduce_conv" => (ChannelKinds.SqueezeExcite, WidthMember.SqueezeExciteFilters),
            "conv_2" => (ChannelKinds.Outputs, WidthMember.OutChannels),
            "conv" => (ChannelKinds.Outputs, WidthMember.Filters),
            _ => (ChannelKinds.None, (WidthMember?)null),
        };
        if (output.Kind == ChannelKinds.None)
            output.Obstacle = $"a low-rank factorisation sets the rank of {name[..^2]}";
        if (member is { } number)
            output.Members.Add((plan.Index, number));
        return output;
    }

    /// <summary>The second half of a low-rank convolution makes what the whole one would.</summary>
    private static string WholeName(ConvolutionOperation convolution) =>
        convolution.Name.EndsWith(".1", StringComparison.Ordinal) ? convolution.Name[..^2] : convolution.Name;

    private ChannelNode Connect(LayerPlan plan, LinearOperation linear, TensorShape shape, ChannelNode source)
    {
        string name = plan.Prefix;
        source.Root.Axes.Add(new ChannelAxis($"{name}.weight", 1, shape.Height * shape.Width));
        ChannelNode output = Add(linear.Units);
        output.Kind = ChannelKinds.Units;
        output.Axes.AddRange([new ChannelAxis($"{name}.weight", 0, 1), new ChannelAxis($"{name}.bias", 0, 1)]);
        output.Filters.Add($"{name}.weight");
        output.Gates.AddRange([$"{name}.weight", $"{name}.bias"]);
        output.Members.Add((plan.Index, WidthMember.Units));
        return output;
    }

    private static ChannelNode Normalise(LayerPlan plan, BatchNormOperation norm, ChannelNode source)
    {
        string name = $"{plan.Prefix}.{norm.Name}";
        ChannelNode node = source.Root;
        node.Axes.AddRange(norm.Weights.Select(w => new ChannelAxis($"{plan.Prefix}.{w.Name}", 0, 1)));
        node.Norms.Add($"{name}.weight");
        node.Gates.AddRange([$"{name}.weight", $"{name}.bias"]);
        return source;
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
