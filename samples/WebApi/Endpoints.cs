using DsCnn;
using DsCnn.Extensions;

namespace WebApi;

/// <summary>What the service answers, apart from the page.</summary>
internal static class Endpoints
{
    private const string RetryAfterSeconds = "1";

    private static readonly TimeSpan _farewell = TimeSpan.FromSeconds(1);

    /// <summary>Says what an image shows, the most probable label first.</summary>
    internal static async Task<IResult> PredictAsync(HttpContext context, ClassifierService classifier, UploadReader uploads, int top = 5)
    {
        if (top < 1)
            return Problem(context.Response, StatusCodes.Status400BadRequest, $"top must be positive. Received: {top}.");

        try
        {
            using Upload upload = await uploads.ReadAsync(context.Request);
            PredictionResult result = await classifier.TryPredictAsync(upload.Content, context.RequestAborted);
            return result.Status switch
            {
                PredictionStatus.Answered => Results.Ok(new Answer([.. result.Predictions!.Take(top).Select(p => new Answer.Item(p.Label, p.Probability))])),
                PredictionStatus.InvalidImage => Problem(context.Response, StatusCodes.Status400BadRequest, result.Error!),
                _ => Problem(context.Response, StatusCodes.Status429TooManyRequests, result.Error!),
            };
        }
        catch (BadHttpRequestException refused)
        {
            if (refused.StatusCode == StatusCodes.Status408RequestTimeout)
                context.Response.OnCompleted(() => CutOffAsync(context));
            return Problem(context.Response, refused.StatusCode, refused.Message);
        }
    }

    /// <summary>Says which network is served at the moment.</summary>
    internal static ServedNetwork Describe(ClassifierService classifier)
    {
        using ClassifierLease lease = classifier.Rent();
        TensorShape image = lease.Classifier.Input.Shape;
        return new ServedNetwork(lease.Classifier.Spec?.Name, image.Channels, image.Height, image.Width, lease.Classifier.Labels, lease.LoadedAt);
    }

    /// <summary>Ends the connection of somebody slow, once the answer has had time to arrive: nobody waits for the rest of the upload.</summary>
    private static async Task CutOffAsync(HttpContext context)
    {
        await Task.Delay(_farewell, CancellationToken.None);
        context.Abort();
    }

    private static IResult Problem(HttpResponse response, int status, string detail)
    {
        if (status == StatusCodes.Status429TooManyRequests)
            response.Headers.RetryAfter = RetryAfterSeconds;
        return Results.Problem(statusCode: status, detail: detail);
    }

    /// <summary>The JSON of an answer.</summary>
    internal sealed record Answer(IReadOnlyList<Answer.Item> Predictions)
    {
        internal sealed record Item(string Label, float Probability);
    }

    /// <summary>The JSON of a network: its name, the images that it takes and its classes.</summary>
    internal sealed record ServedNetwork(string? Network, int Channels, int Height, int Width, IReadOnlyList<string> Labels, DateTimeOffset LoadedAt);
}
