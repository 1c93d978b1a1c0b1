namespace WebApi;

/// <summary>The page to try the service in a browser; its files are inside the program.</summary>
internal static class PageEndpoints
{
    private static readonly (string Route, string File, string Type)[] _files =
    [
        ("/", "index.html", "text/html; charset=utf-8"),
        ("/page.js", "page.js", "text/javascript; charset=utf-8"),
        ("/page.css", "page.css", "text/css; charset=utf-8"),
    ];

    internal static void MapPage(this WebApplication app)
    {
        foreach ((string route, string file, string type) in _files)
        {
            byte[] content = Read(file);
            app.MapGet(route, (HttpResponse response) =>
            {
                // Only these files run, and labels are text whatever they contain.
                response.Headers.ContentSecurityPolicy = "default-src 'self'; img-src 'self' blob: data:; frame-ancestors 'none'";
                response.Headers.XContentTypeOptions = "nosniff";
                return Results.Bytes(content, type);
            }).ExcludeFromDescription();
        }
    }

    private static byte[] Read(string file)
    {
        using Stream stream = typeof(PageEndpoints).Assembly.GetManifestResourceStream(file)!;
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
