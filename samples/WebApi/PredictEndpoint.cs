using System.Threading.RateLimiting;
using DsCnn;
using Microsoft.AspNetCore.Http.Features;

namespace WebApi;

/// <summary>POST /predict: an image in, labels out.</summary>
internal static class PredictEndpoint
{
    private const string FormField = "image";

    /// <summary>How many times what is allowed is taken in and dropped.</summary>
    private const int DroppedUploads = 8;

    internal static async Task<IResult> Handle(
        HttpRequest request, Classifier classifier, ConcurrencyLimiter limiter, ServiceOptions options, CancellationToken cancellationToken, int top = 5)
    {
        if (top < 1)
            return Problem(StatusCodes.Status400BadRequest, $"top must be positive. Received: {top}.");

        try
        {
            byte[]? image = await ReadAsync(request, options, cancellationToken);
            if (image is null)
                return Problem(StatusCodes.Status415UnsupportedMediaType, $"Send an image/* body, or a form (multipart/form-data) with a file called \"{FormField}\".");

            // Only now, so that those who send slowly keep nobody waiting.
            using RateLimitLease turn = await limiter.AcquireAsync(permitCount: 1, cancellationToken);
            if (!turn.IsAcquired)
                return Busy(request.HttpContext.Response);

            IReadOnlyList<Prediction> predictions = await classifier.PredictAsync(image.AsMemory(), cancellationToken);
            return Results.Ok(new Answer([.. predictions.Take(top).Select(p => new Answer.Item(p.Label, p.Probability))]));
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or InvalidImageException)
        {
            // Of the image, or of the form around it.
            return Problem(StatusCodes.Status400BadRequest, unreadable.Message);
        }
        catch (BadHttpRequestException refused)
        {
            return refused.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? TooLarge(options)
                : Problem(refused.StatusCode, refused.Message);
        }
    }

    /// <summary>The image's bytes, or null where the request has another type.</summary>
    private static async Task<byte[]?> ReadAsync(HttpRequest request, ServiceOptions options, CancellationToken cancellationToken)
    {
        if (request.ContentLength > options.MaxUploadBytes)
        {
            TakeIn(request, options);
            throw new BadHttpRequestException("", StatusCodes.Status413PayloadTooLarge);
        }

        if (request.HasFormContentType)
        {
            IFormCollection form = await ReadFormAsync(request, cancellationToken);
            IFormFile file = form.Files.GetFile(FormField) ?? throw new InvalidDataException($"The form must have a file called \"{FormField}\".");
            await using Stream upload = file.OpenReadStream();
            return await CopyAsync(upload, cancellationToken);
        }

        return request.ContentType?.StartsWith("image/", StringComparison.OrdinalIgnoreCase) == true
            ? await CopyAsync(request.Body, cancellationToken)
            : null;
    }

    /// <summary>
    /// Lets the server drop what is being sent, for bodies that are a few times too large: a browser shows the answer only when all was sent, and a broken
    /// connection otherwise. Larger ones are cut off.
    /// </summary>
    private static void TakeIn(HttpRequest request, ServiceOptions options)
    {
        if (request.ContentLength <= DroppedUploads * (long)options.MaxUploadBytes)
            request.HttpContext.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = request.ContentLength;
    }

    private static async Task<IFormCollection> ReadFormAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await request.ReadFormAsync(cancellationToken);
        }
        catch (IOException broken) when (broken is not BadHttpRequestException)
        {
            throw new InvalidDataException("The form is broken or cut short.", broken);
        }
    }

    /// <summary>Kestrel ends a body that is longer than allowed.</summary>
    private static async Task<byte[]> CopyAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        await stream.CopyToAsync(content, cancellationToken);
        return content.ToArray();
    }

    private static IResult TooLarge(ServiceOptions options) =>
        Problem(StatusCodes.Status413PayloadTooLarge, $"An upload has at most {options.MaxUploadBytes} bytes.");

    private static IResult Busy(HttpResponse response)
    {
        response.Headers.RetryAfter = "1";
        return Problem(StatusCodes.Status503ServiceUnavailable, "Too many images are waiting. Try again later.");
    }

    private static IResult Problem(int status, string detail) => Results.Problem(statusCode: status, detail: detail);

    /// <summary>The JSON of an answer.</summary>
    internal sealed record Answer(IReadOnlyList<Answer.Item> Predictions)
    {
        internal sealed record Item(string Label, float Probability);
    }
}
