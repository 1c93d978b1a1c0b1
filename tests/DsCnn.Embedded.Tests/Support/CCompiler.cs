using System.Diagnostics;

namespace DsCnn.Tests.Embedded;

/// <summary>Compiles generated C with a program around it that reads images from its input and writes scores and classes to its output.</summary>
internal sealed class CCompiler : IDisposable
{
    internal static readonly string[] Strict = ["-std=c99", "-Wall", "-Wextra", "-Werror", "-pedantic"];

    private readonly TemporaryFolder _folder = new();

    /// <summary>Whether a program can be started.</summary>
    internal static bool Has(string program)
    {
        try
        {
            return Execute(program, ["--version"], []).Code == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    /// <summary>Runs images through a network.</summary>
    /// <param name="source">The network.</param>
    /// <param name="images">One after the other, H x W x C bytes each.</param>
    /// <param name="compiler">gcc or clang.</param>
    /// <param name="flags">Beside the strict ones.</param>
    /// <returns>The scores of each image, and its class.</returns>
    internal List<(byte[] Scores, int Class)> Run(CSource source, IReadOnlyList<byte[]> images, string compiler, params string[] flags)
    {
        string program = Compile(source, compiler, flags);
        (int code, byte[] output, string errors) = Execute(program, [], [.. images.SelectMany(image => image)]);
        code.Should().Be(0, errors);
        errors.Should().BeEmpty();
        return Parse(output, images.Count);
    }

    internal string Compile(CSource source, string compiler, params string[] flags)
    {
        File.WriteAllText(_folder.File($"{source.Name}.c"), source.Text);
        File.WriteAllText(_folder.File($"{source.Name}.h"), source.Header);
        string main = _folder.File("main.c"), program = _folder.File("program");
        File.WriteAllText(main, Caller(source.Name));
        (int code, _, string errors) = Execute(compiler, [.. Strict, .. flags, "-o", program, main, _folder.File($"{source.Name}.c")], []);
        code.Should().Be(0, errors);
        errors.Should().BeEmpty();
        return program;
    }

    internal static List<(byte[] Scores, int Class)> Parse(byte[] output, int images)
    {
        int length = output.Length / images;
        return [.. output.Chunk(length).Select(one => (one[..^2], one[^2] | (one[^1] << 8)))];
    }

    internal static (int Code, byte[] Output, string Errors) Execute(string program, IEnumerable<string> arguments, byte[] input)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        var output = new MemoryStream();
        Task reading = process.StandardOutput.BaseStream.CopyToAsync(output);
        process.StandardInput.BaseStream.Write(input);
        process.StandardInput.Close();
        reading.Wait();
        process.WaitForExit();
        return (process.ExitCode, output.ToArray(), errors.Result);
    }

    public void Dispose() => _folder.Dispose();

    private static string Caller(string name) => $$"""
        #include <stdio.h>
        #include "{{name}}.h"

        int main(void)
        {
            static uint8_t image[{{name.ToUpperInvariant()}}_HEIGHT * {{name.ToUpperInvariant()}}_WIDTH * {{name.ToUpperInvariant()}}_CHANNELS];
            static uint8_t scores[{{name.ToUpperInvariant()}}_CLASSES];
            while (fread(image, 1, sizeof image, stdin) == sizeof image) {
                const int best = {{name}}_classify(image, scores);
                const uint8_t bytes[2] = { (uint8_t)(best & 255), (uint8_t)(best >> 8) };
                fwrite(scores, 1, sizeof scores, stdout);
                fwrite(bytes, 1, sizeof bytes, stdout);
            }
            return 0;
        }

        """;
}
