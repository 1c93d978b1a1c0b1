using Microsoft.OpenApi;

namespace WebApi;

/// <summary>What OpenAPI (/openapi/v1.json) says about predictions, beyond what their code shows: the request's bytes.</summary>
internal static class ApiDescription
{
    private static readonly int[] _refusals =
    [
        StatusCodes.Status400BadRequest, StatusCodes.Status408RequestTimeout, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType,
        StatusCodes.Status429TooManyRequests,
    ];

    internal static void DescribePrediction(this RouteHandlerBuilder predict)
    {
        predict.Produces<Endpoints.Answer>();
        foreach (int status in _refusals)
            predict.ProducesProblem(status);
        predict.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType> { ["image/*"] = new() { Schema = Bytes() }, ["multipart/form-data"] = new() { Schema = Form() } },
            };
            return Task.CompletedTask;
        });
    }

    private static OpenApiSchema Form() => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string> { UploadReader.FormField },
        Properties = new Dictionary<string, IOpenApiSchema> { [UploadReader.FormField] = Bytes() },
    };

    private static OpenApiSchema Bytes() => new() { Type = JsonSchemaType.String, Format = "binary" };
}
