using System.Diagnostics;
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace DsCnn.Tests.Native;

/// <summary>A program in a folder of its own that calls static methods one after the other, run as a process of its own.</summary>
/// <remarks>libtorch's files are links to the test output's, because a copy takes half a gigabyte.</remarks>
internal sealed class ChildProgram : IDisposable
{
    private static readonly string[] _managed = ["DsCnn", "DsCnn.Core", "TorchSharp", "SkiaSharp", "Google.Protobuf", "ICSharpCode.SharpZipLib"];
    private static readonly string[] _libTorch = ["libc10.so", "libtorch.so", "libtorch_cpu.so", "libgomp-98b21ff3.so.1"];

    private readonly TemporaryFolder _folder = new();

    internal ChildProgram(params MethodInfo[] calls)
    {
        foreach (string name in _managed)
        {
            string source = Path.Combine(AppContext.BaseDirectory, name + ".dll");
            if (File.Exists(source)) File.Copy(source, _folder.File(name + ".dll"));
        }
        File.Copy(Path.Combine(AppContext.BaseDirectory, "DsCnn.Tests.runtimeconfig.json"), _folder.File("child.runtimeconfig.json"));
        Emit(calls, _folder.File("child.dll"));
    }

    internal string PathOf(string name) => _folder.File(name);

    internal ChildProgram WithLibTorch()
    {
        foreach (string name in _libTorch) File.CreateSymbolicLink(_folder.File(name), Path.Combine(AppContext.BaseDirectory, name));
        return this;
    }

    internal ChildProgram WithLibTorchSharp(byte[] content)
    {
        File.WriteAllBytes(_folder.File(LibTorchSharpPatch.FileName), content);
        return this;
    }

    /// <summary>Runs it with an empty home, so that neither the user's packages folder nor their cache plays a part.</summary>
    internal (int ExitCode, string Output) Run(string? cache = null)
    {
        ProcessStartInfo start = new("dotnet", [_folder.File("child.dll")]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["HOME"] = _folder.File("home");
        start.Environment["XDG_CACHE_HOME"] = cache ?? _folder.File("cache");
        start.Environment["NUGET_PACKAGES"] = _folder.File("packages");
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.GetAwaiter().GetResult());
    }

    public void Dispose() => _folder.Dispose();

    private static void Emit(MethodInfo[] calls, string path)
    {
        PersistedAssemblyBuilder assembly = new(new AssemblyName("child"), typeof(object).Assembly);
        TypeBuilder program = assembly.DefineDynamicModule("child").DefineType("Program", TypeAttributes.Public);
        MethodBuilder main = program.DefineMethod("Main", MethodAttributes.Public | MethodAttributes.Static, typeof(void), null);
        ILGenerator code = main.GetILGenerator();
        foreach (MethodInfo call in calls)
        {
            code.Emit(OpCodes.Call, call);
            if (call.ReturnType != typeof(void)) code.Emit(OpCodes.Pop);
        }
        code.Emit(OpCodes.Ret);
        program.CreateType();

        MetadataBuilder metadata = assembly.GenerateMetadata(out BlobBuilder instructions, out BlobBuilder _);
        ManagedPEBuilder builder = new(
            PEHeaderBuilder.CreateExecutableHeader(),
            new MetadataRootBuilder(metadata),
            instructions,
            entryPoint: MetadataTokens.MethodDefinitionHandle(main.MetadataToken));
        BlobBuilder file = new();
        builder.Serialize(file);
        using FileStream stream = File.Create(path);
        file.WriteContentTo(stream);
    }
}
