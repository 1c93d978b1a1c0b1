using System.Diagnostics.CodeAnalysis;

namespace DsCnn.Extensions;

/// <summary>The outcome for an untrusted image.</summary>
public sealed record PredictionResult
{
    private PredictionResult(PredictionStatus status, IReadOnlyList<Prediction>? predictions, string? error) =>
        (Status, Predictions, Error) = (status, predictions, error);

    /// <summary>Whether the image was classified, or why not.</summary>
    public PredictionStatus Status { get; }

    /// <summary>The classes, the most probable first; null if the image was not classified.</summary>
    public IReadOnlyList<Prediction>? Predictions { get; }

    /// <summary>Why it was not classified, in one line that can be shown to the sender; null if it was.</summary>
    public string? Error { get; }

    /// <summary>Whether there are predictions.</summary>
    [MemberNotNullWhen(true, nameof(Predictions))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsAnswered => Status == PredictionStatus.Answered;

    internal static PredictionResult Answered(IReadOnlyList<Prediction> predictions) => new(PredictionStatus.Answered, predictions, null);

    internal static PredictionResult NoImage(InvalidImageException reason) => new(PredictionStatus.InvalidImage, null, reason.Message);

    internal static PredictionResult Refused(ClassifierBusyException reason) => new(PredictionStatus.Busy, null, reason.Message);
}

/// <summary>The outcome of a prediction.</summary>
public enum PredictionStatus
{
    /// <summary>The image was classified.</summary>
    Answered,

    /// <summary>It is not an image that can be decoded: in HTTP, 400.</summary>
    InvalidImage,

    /// <summary>The queue is full: in HTTP, 429 or 503.</summary>
    Busy,
}
