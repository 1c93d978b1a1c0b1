namespace DsCnn.Training;

/// <summary>Why a training run ended.</summary>
public enum StopReason
{
    /// <summary>All epochs are done.</summary>
    Completed,

    /// <summary>The validation result no longer improved.</summary>
    EarlyStopping,

    /// <summary>A callback asked for it.</summary>
    Callback,
}
