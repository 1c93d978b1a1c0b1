using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace DsCnn.Native;

/// <summary>Registers the loader with the runtime, for when TorchSharp's own loading fails.</summary>
internal static class NativeImportHook
{
    /// <summary>Adds one event handler and nothing else: no file is read before TorchSharp fails to find its library.</summary>
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
