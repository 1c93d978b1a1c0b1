using System.Reflection;

namespace DsCnn.Tests;

/// <summary>A test that needs Node and what <c>npm ci</c> puts into the sample's folder.</summary>
internal sealed class NodeFactAttribute : FactAttribute
{
    public NodeFactAttribute()
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules", "onnxruntime-web")))
            Skip = "Needs Node: run npm ci in samples/Browser.";
    }

    internal static string Folder =>
        typeof(NodeFactAttribute).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "BrowserSample").Value!;
}
