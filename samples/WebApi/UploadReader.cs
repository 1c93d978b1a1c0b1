using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace WebApi;

/// <summary>Reads the image of a request: its body, or a file in a form, within the limits and without a file on the disk.</summary>
internal sealed class UploadReader(UploadMemory memory, ServiceOptions options)
{
    /// <summary>What a form calls the file.</summary>
    internal const string FormField = "image";

    /// <summary>How many times what is allowed is taken in and dropped.</summary>
    private const int DroppedUploads = 8;

    internal static BadHttpRequestException TooLarge(ServiceOptions options) =>
        new($"An upload has at most {options.MaxUploadBytes} bytes.", StatusCodes.Status413PayloadTooLarge);

    /// <exception cref="BadHttpRequestException">It is refused; status and message say why.</exception>
    internal async Task<Upload> ReadAsync(HttpRequest request)
    {
        if (request.ContentLength > options.MaxUploadBytes)
        {
            TakeIn(request);
            throw TooLarge(options);
        }

        bool isForm = request.HasFormContentType;
        if (!isForm && request.ContentType?.StartsWith("image/", StringComparison.OrdinalIgnoreCase) != true)
        {
            throw new BadHttpRequestException(
                $"Send an image/* body, or a form (multipart/form-data) with a file called \"{FormField}\".", StatusCodes.Status415UnsupportedMediaType);
        }

        CancellationToken aborted = request.HttpContext.RequestAborted;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        patience.CancelAfter(TimeSpan.FromSeconds(options.UploadSeconds));
        var upload = new Upload(memory, options);
        try
        {
            await upload.ReadAsync(isForm ? await FileAsync(request, patience.Token) : request.Body, patience.Token);
            return upload;
        }
        catch (Exception failure)
        {
            upload.Dispose();
            throw failure switch
            {
                _ when aborted.IsCancellationRequested => failure,
                OperationCanceledException => new BadHttpRequestException($"An upload may take at most {options.UploadSeconds} seconds.", StatusCodes.Status408RequestTimeout),
                BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => TooLarge(options),
                IOException and not BadHttpRequestException or InvalidDataException when isForm => BrokenForm(failure),
                _ => failure,
            };
        }
    }

    /// <summary>
    /// Lets the server drop what is being sent, for bodies that are a few times too large: a browser shows the answer only when all was sent, and a broken
    /// connection otherwise. Larger ones are cut off.
    /// </summary>
    private void TakeIn(HttpRequest request)
    {
        if (request.ContentLength <= DroppedUploads * (long)options.MaxUploadBytes)
            request.HttpContext.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = request.ContentLength;
    }

    /// <summary>The form up to the file, whose bytes come next; ASP.NET Core's own reader would write it to the disk first.</summary>
    private static async Task<Stream> FileAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        string? boundary = HeaderUtilities.RemoveQuotes(MediaTypeHeaderValue.Parse(request.ContentType).Boundary).Value;
        if (string.IsNullOrEmpty(boundary))
            throw BrokenForm();
        var form = new MultipartReader(boundary, request.Body);
        while (await form.ReadNextSectionAsync(cancellationToken) is { } section)
        {
            if (section.GetContentDispositionHeader() is { } header && header.IsFileDisposition() && HeaderUtilities.RemoveQuotes(header.Name) == FormField)
                return section.Body;
        }

        throw new BadHttpRequestException($"The form must have a file called \"{FormField}\".");
    }

    private static BadHttpRequestException BrokenForm(Exception? cause = null) =>
        new("The form is broken or cut short.", StatusCodes.Status400BadRequest, cause!);
}
