namespace DsCnn.Extensions;

/// <summary>The names of metrics and traces: <c>AddMeter(ClassifierTelemetry.MeterName)</c>, <c>AddSource(ClassifierTelemetry.ActivitySourceName)</c>.</summary>
public static class ClassifierTelemetry
{
    /// <summary>The meter, <c>DsCnn</c>, with <see cref="Duration"/>, <see cref="Images"/> and <see cref="Queue"/>.</summary>
    public const string MeterName = "DsCnn";

    /// <summary>The activity source, <c>DsCnn</c>: one activity per image, named <see cref="Activity"/>.</summary>
    public const string ActivitySourceName = "DsCnn";

    /// <summary>The activity of one image, from its submission to its result.</summary>
    public const string Activity = "dscnn.predict";

    /// <summary>A histogram: seconds from submission to result, including waiting.</summary>
    public const string Duration = "dscnn.predict.duration";

    /// <summary>A counter of images, including those that failed.</summary>
    public const string Images = "dscnn.predict.images";

    /// <summary>The number of images waiting for a worker.</summary>
    public const string Queue = "dscnn.predict.queue";

    /// <summary>The tag with the name of the classifier, empty for the unnamed one; on everything.</summary>
    public const string ClassifierTag = "dscnn.classifier";

    /// <summary>The tag with the number of images that ran together; on activities.</summary>
    public const string BatchTag = "dscnn.batch.size";

    /// <summary>The tag of failed requests: <c>invalid_image</c>, <c>busy</c>, <c>canceled</c>, or the exception's name; the name follows OpenTelemetry's conventions.</summary>
    public const string ErrorTag = "error.type";
}
