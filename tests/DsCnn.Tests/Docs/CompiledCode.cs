using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DsCnn.Tests;

/// <summary>Compiles code that the documentation shows against the library as it is.</summary>
internal static class CompiledCode
{
    // What <ImplicitUsings> gives a console application.
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    // What an application with a host is given besides, by the SDKs of workers and of web applications.
    private const string HostUsings = """
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Http;
        global using Microsoft.Extensions.Configuration;
        global using Microsoft.Extensions.DependencyInjection;
        global using Microsoft.Extensions.Hosting;
        global using Microsoft.Extensions.Logging;
        """;

    /// <summary>The errors of a program, or of types without one.</summary>
    internal static IEnumerable<string> Errors(string code, string usings = "")
    {
        SyntaxTree[] trees = [.. new[] { ImplicitUsings, code.Contains("Builder(args)") ? HostUsings : "", usings, code }.Select(text => CSharpSyntaxTree.ParseText(text))];
        OutputKind kind = trees[^1].GetRoot().ChildNodes().OfType<GlobalStatementSyntax>().Any() ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary;
        var compilation = CSharpCompilation.Create(
            "Documented",
            trees,
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(kind, nullableContextOptions: NullableContextOptions.Enable));
        return compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.ToString());
    }
}
