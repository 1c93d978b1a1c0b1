namespace DsCnn.Compression;

/// <summary>The kinds of channels that can be pruned.</summary>
[Flags]
public enum ChannelKinds
{
    /// <summary>None of them.</summary>
    None = 0,

    /// <summary>The hidden channels F of a DS block, between Conv_1 and Conv_2. They are private to their block.</summary>
    Hidden = 1,

    /// <summary>The filters of an SE module's <c>reduce_conv</c>.</summary>
    SqueezeExcite = 2,

    /// <summary>The output channels of blocks and convolutions; blocks joined by a residual share theirs.</summary>
    Outputs = 4,

    /// <summary>The units of a fully connected layer that is followed by another one.</summary>
    Units = 8,

    /// <summary>All of them.</summary>
    All = Hidden | SqueezeExcite | Outputs | Units,
}
