using System.Collections.Immutable;

namespace DsCnn.Compression;

/// <summary>Finds the channels of a network and removes some; the result is an ordinary network with smaller layers.</summary>
internal static class ChannelSurgery
{
    /// <summary>Finds the channels of a network whose number its layers' specs set.</summary>
    /// <param name="spec">The network.</param>
    /// <returns>The groups in layer order, including those that cannot lose channels (<see cref="ChannelGroup.Obstacle"/>).</returns>
    public static IReadOnlyList<ChannelGroup> ChannelGroups(this ModelSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var groups = new List<ChannelGroup>();
        var done = new HashSet<ChannelNode>();
        IReadOnlyList<ChannelNode> nodes = ChannelTracer.Trace(spec);
        ILookup<ChannelNode, ChannelNode> tied = nodes
            .SelectMany(node => node.SameWidth.Select(other => (Left: node, Right: other.Root)))
            .SelectMany(pair => new[] { pair, (Left: pair.Right, Right: pair.Left) })
            .ToLookup(pair => pair.Left, pair => pair.Right);
        foreach (ChannelNode node in nodes)
        {
            List<ChannelNode> together = [];
            Collect(node, together);
            if (together.Any(member => member.Members.Count > 0))
                groups.Add(new ChannelGroup(together));
        }

        return groups;

        void Collect(ChannelNode node, List<ChannelNode> together)
        {
            if (!done.Add(node))
                return;
            together.Add(node);
            foreach (ChannelNode other in tied[node])
                Collect(other, together);
        }
    }

    /// <summary>Keeps some channels of a network and removes the others from spec and weights.</summary>
    /// <remarks>
    /// The outputs are those of the network with the removed channels set to zero before their activation. Removing a channel that was constant but not zero
    /// shifts the values after it, which <c>RecalibrateBatchNorm</c> of DsCnn corrects.
    /// </remarks>
    /// <param name="model">The network.</param>
    /// <param name="kept">What to keep in the groups that lose channels, which are groups from <see cref="ChannelGroups"/> of this network's spec.</param>
    /// <returns>The smaller network.</returns>
    /// <exception cref="ArgumentException">A group cannot lose channels or is not part of this network, or the network is quantized.</exception>
    public static ModelFile KeepChannels(this ModelFile model, params IReadOnlyList<KeptChannels> kept)
    {
        SurgeryCheck.RequireFloat(model);
        ArgumentNullException.ThrowIfNull(kept);
        foreach (KeptChannels channels in kept)
            RequireRemovable(channels.Group);

        ModelSpec spec = model.Spec.WithWidths(kept.Select(k => (k.Group, k.Count)));
        ILookup<string, (ChannelAxis Axis, ImmutableArray<int> Kept)> cuts = kept
            .SelectMany(k => k.Group.Sets.Zip(k.Indices))
            .SelectMany(pair => pair.First.Axes.Select(axis => (Axis: axis, Kept: pair.Second)))
            .ToLookup(cut => cut.Axis.Weight);
        return model.With(spec, new WeightSet(spec.Weights.Select(w => KeyValuePair.Create(w.Name, Cut(model.Weights[w.Name], cuts[w.Name])))));
    }

    /// <summary>The same network with other widths.</summary>
    internal static ModelSpec WithWidths(this ModelSpec spec, IEnumerable<(ChannelGroup Group, int Width)> widths)
    {
        LayerSpec[] layers = [.. spec.Layers];
        foreach ((ChannelGroup group, int width) in widths)
        {
            foreach ((int layer, WidthMember member) in group.Members)
                layers[layer] = WithWidth(layers[layer], member, width);
        }

        return spec.Layers.SequenceEqual(layers) ? spec : spec.NamedAfter(CompressionMethod.Pruning).WithLayers(layers);
    }

    private static LayerSpec WithWidth(LayerSpec layer, WidthMember member, int width) => (layer, member) switch
    {
        (DsBlockSpec block, WidthMember.Conv1Filters) => block with { Conv1Filters = width },
        (DsBlockSpec block, WidthMember.OutChannels) => block with { OutChannels = width },
        (DsBlockSpec { SqueezeExcite: { } module } block, WidthMember.SqueezeExciteFilters) => block with { SqueezeExcite = module with { Filters = width } },
        (ConvSpec conv, WidthMember.Filters) => conv with { Filters = width },
        (FullyConnectedSpec full, WidthMember.Units) => full with { Units = width },
        _ => throw new ArgumentException($"The channels are of another network: its {layer.Type} has no {member}.", nameof(layer)),
    };

    private static void RequireRemovable(ChannelGroup group)
    {
        if (group.Obstacle is not null)
            throw new ArgumentException($"{group.Name} cannot lose channels: {group.Obstacle}.", nameof(group));
    }

    private static WeightTensor Cut(WeightTensor weight, IEnumerable<(ChannelAxis Axis, ImmutableArray<int> Kept)> cuts) =>
        cuts.Aggregate(weight, (tensor, cut) => Take(tensor, cut.Axis, cut.Kept));

    /// <summary>Keeps some entries along an axis, in runs that each belong to one channel.</summary>
    private static WeightTensor Take(WeightTensor weight, ChannelAxis axis, ImmutableArray<int> kept)
    {
        int[] dimensions = [.. weight.Dimensions];
        int inner = axis.EntriesPerChannel * dimensions[(axis.Axis + 1)..].Aggregate(1, (product, extent) => product * extent);
        int outer = dimensions[..axis.Axis].Aggregate(1, (product, extent) => product * extent);
        int row = dimensions[axis.Axis] / axis.EntriesPerChannel * inner;
        ReadOnlySpan<float> source = weight.ToFloats();
        float[] values = new float[outer * kept.Length * inner];
        for (int o = 0; o < outer; o++)
        {
            for (int k = 0; k < kept.Length; k++)
                source.Slice((o * row) + (kept[k] * inner), inner).CopyTo(values.AsSpan(((o * kept.Length) + k) * inner));
        }

        dimensions[axis.Axis] = kept.Length * axis.EntriesPerChannel;
        return WeightTensor.FromFloats(dimensions, values);
    }
}
