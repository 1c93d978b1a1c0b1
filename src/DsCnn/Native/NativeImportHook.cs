using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace DsCnn.Native;

/// <summary>Offers the loader to the runtime for the day TorchSharp's own way finds nothing.</summary>
internal static class NativeImportHook
{
    /// <summary>Adds one event handler, and nothing else: no file is looked at before TorchSharp fails to find its library.</summary>
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255:The 'ModuleInitializer' attribute should not be used in libraries",
        Justification = "torch may be touched right after a member of this assembly; the handler costs nothing until a load has failed.")]
    internal static void Register()
    {
        if (!OperatingSystem.IsLinux()) return;
        AssemblyLoadContext context = AssemblyLoadContext.GetLoadContext(typeof(NativeImportHook).Assembly) ?? AssemblyLoadContext.Default;
        context.ResolvingUnmanagedDll += static (_, name) => LibTorchLoader.Default.ResolveImport(name);
    }
}
