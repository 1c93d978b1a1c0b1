namespace DsCnn.Extensions;

/// <summary>The names under which metrics and traces are found: <c>AddMeter(ClassifierTelemetry.MeterName)</c>, <c>AddSource(ClassifierTelemetry.ActivitySourceName)</c>.</summary>
public static class ClassifierTelemetry
{
    /// <summary>The meter, <c>DsCnn</c>, with <see cref="Duration"/>, <see cref="Images"/> and <see cref="Queue"/>.</summary>
    public const string MeterName = "DsCnn";

    /// <summary>The source of activities, <c>DsCnn</c>: one for each image, named <see cref="Activity"/>.</summary>
    public const string ActivitySourceName = "DsCnn";

    /// <summary>The activity of one image, from being handed in to its answer.</summary>
    public const string Activity = "dscnn.predict";

    /// <summary>A histogram: seconds from being handed in to the answer, waiting included.</summary>
    public const string Duration = "dscnn.predict.duration";

    /// <summary>A counter of images, those that failed included.</summary>
    public const string Images = "dscnn.predict.images";

    /// <summary>Images that wait for a worker.</summary>
    public const string Queue = "dscnn.predict.queue";

    /// <summary>The tag with the name of the classifier, empty for the one without; on everything.</summary>
    public const string ClassifierTag = "dscnn.classifier";

    /// <summary>The tag with how many images ran together; on activities.</summary>
    public const string BatchTag = "dscnn.batch.size";

    /// <summary>The tag of what was not answered: <c>invalid_image</c>, <c>busy</c>, <c>canceled</c>, or the exception's name; as OpenTelemetry calls it.</summary>
    public const string ErrorTag = "error.type";
}
