namespace DsCnn.Compression;

/// <summary>What makes a channel important.</summary>
public enum ChannelCriterion
{
    /// <summary>
    /// How much the loss would change without it, to first order: the mean square of the derivative by a factor on the channel (Molchanov et al. 2019, equation 8).
    /// Needs labeled images. In units of the loss, so that layers are compared as they are.
    /// </summary>
    Taylor,

    /// <summary>The size of its batch norm's scale (network slimming, Liu et al. 2017); train with <see cref="BatchNormSparsity"/> before.</summary>
    BatchNormScale,

    /// <summary>The L2 norm of the filter that makes it (after Li et al. 2017).</summary>
    WeightNorm,

    /// <summary>How much the SE module lets through: the mean size of the gated channel over images. Needs images.</summary>
    GateActivity,
}
