namespace DsCnn.Training;

/// <summary>Why a training run ended.</summary>
public enum StopReason
{
    /// <summary>All epochs are done.</summary>
    Completed,

    /// <summary>The validation result stopped improving.</summary>
    EarlyStopping,

    /// <summary>A callback requested it.</summary>
    Callback,
}
