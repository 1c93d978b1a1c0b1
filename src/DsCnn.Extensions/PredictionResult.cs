using System.Diagnostics.CodeAnalysis;

namespace DsCnn.Extensions;

/// <summary>What became of an image that somebody sent.</summary>
public sealed record PredictionResult
{
    private PredictionResult(PredictionStatus status, IReadOnlyList<Prediction>? predictions, string? error) =>
        (Status, Predictions, Error) = (status, predictions, error);

    /// <summary>Whether it was classified, and if not, whose fault it is.</summary>
    public PredictionStatus Status { get; }

    /// <summary>The classes, the most probable first; null where the image was not classified.</summary>
    public IReadOnlyList<Prediction>? Predictions { get; }

    /// <summary>Why it was not classified, in one line that can be shown to its sender; null where it was.</summary>
    public string? Error { get; }

    /// <summary>Whether there are predictions.</summary>
    [MemberNotNullWhen(true, nameof(Predictions))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsAnswered => Status == PredictionStatus.Answered;

    internal static PredictionResult Answered(IReadOnlyList<Prediction> predictions) => new(PredictionStatus.Answered, predictions, null);

    internal static PredictionResult NoImage(InvalidImageException reason) => new(PredictionStatus.InvalidImage, null, reason.Message);

    internal static PredictionResult Refused(ClassifierBusyException reason) => new(PredictionStatus.Busy, null, reason.Message);
}

/// <summary>How a prediction ended.</summary>
public enum PredictionStatus
{
    /// <summary>The image was classified.</summary>
    Answered,

    /// <summary>It is no image that can be decoded: in HTTP, 400.</summary>
    InvalidImage,

    /// <summary>As many images wait as may wait: in HTTP, 429 or 503.</summary>
    Busy,
}
