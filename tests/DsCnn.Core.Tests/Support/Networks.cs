namespace DsCnn.Tests;

/// <summary>Networks that compressions are tried on.</summary>
internal static class Networks
{
    /// <summary>Every way in which channels can hang together: plain, residual, without a 1x1, without Conv_1, of low rank, flattened, between fully connected layers.</summary>
    internal static ModelSpec Mixed() => new(new InputSpec(1, 8, 8),
    [
        new ConvSpec { Filters = 6 },
        new DsBlockSpec { Conv1Filters = 12, OutChannels = 8, Stride = 2 },
        new DsBlockSpec { Conv1Filters = 24, OutChannels = 8, Residual = true, SqueezeExcite = new() { Filters = 3 } },
        new DsBlockSpec { Conv1Filters = 16, OutChannels = 8, Residual = true, Pointwise = null },
        new DsBlockSpec { Conv1Filters = null, OutChannels = 10, Pointwise = null, SqueezeExcite = null },
        new DsBlockSpec { Conv1Filters = 20, OutChannels = 6, Pointwise = new() { Rank = 5 } },
        new FullyConnectedSpec { Units = 12, Activation = Activation.Relu },
        new FullyConnectedSpec { Units = 4 },
        new SoftmaxSpec(),
    ])
    { Name = "mixed" };

    /// <summary>Scores that count up: channel 0 of each set is the least important.</summary>
    internal static IReadOnlyList<ChannelScores> Ascending(ModelSpec spec) =>
        [.. spec.ChannelGroups().Select(group => new ChannelScores(group, group.Sets.Select(_ => Enumerable.Range(1, group.Width).Select(i => (double)i))))];

    internal static ChannelGroup Group(ModelSpec spec, string name) => spec.ChannelGroups().Single(group => group.Name == name);
}
