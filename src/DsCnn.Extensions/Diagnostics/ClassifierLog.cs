using Microsoft.Extensions.Logging;

namespace DsCnn.Extensions;

/// <summary>All log messages.</summary>
internal static partial class ClassifierLog
{
    [LoggerMessage(1, LogLevel.Information, "Classifier \"{Classifier}\" serves {Path}: {Network}, {Classes} classes.")]
    internal static partial void ModelLoaded(this ILogger log, string classifier, string path, string? network, int classes);

    [LoggerMessage(2, LogLevel.Information, "Classifier \"{Classifier}\" serves the new {Path}.")]
    internal static partial void ModelExchanged(this ILogger log, string classifier, string path);

    [LoggerMessage(3, LogLevel.Error, "Classifier \"{Classifier}\" keeps serving its current network, because the new {Path} cannot be served: {Reason}")]
    internal static partial void ModelRefused(this ILogger log, string classifier, string path, string reason, Exception failure);

    [LoggerMessage(4, LogLevel.Warning, "Classifier \"{Classifier}\" keeps serving its current network, because {Path} no longer exists.")]
    internal static partial void ModelMissing(this ILogger log, string classifier, string path);

    [LoggerMessage(5, LogLevel.Error, "The network of classifier \"{Classifier}\" failed on {Images} images.")]
    internal static partial void BatchFailed(this ILogger log, string classifier, int images, Exception failure);
}
