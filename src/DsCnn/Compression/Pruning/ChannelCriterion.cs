namespace DsCnn.Compression;

/// <summary>How the importance of a channel is measured.</summary>
public enum ChannelCriterion
{
    /// <summary>
    /// The first-order change of the loss without the channel: the mean square of the derivative with respect to a factor on the channel (Molchanov et al. 2019, equation 8).
    /// Needs labeled images. The unit is that of the loss, so layers can be compared directly.
    /// </summary>
    Taylor,

    /// <summary>The magnitude of its batch norm's scale (network slimming, Liu et al. 2017); train with <see cref="BatchNormSparsity"/> first.</summary>
    BatchNormScale,

    /// <summary>The L2 norm of the filter that produces it (after Li et al. 2017).</summary>
    WeightNorm,

    /// <summary>How much the SE module lets through: the mean magnitude of the gated channel over images. Needs images.</summary>
    GateActivity,
}
