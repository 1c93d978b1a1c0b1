using System.Globalization;
using System.Text;

namespace DsCnn.Tests.Embedded;

/// <summary>A board that QEMU has, on which generated C runs without a system: the sample's start-up code and linker script.</summary>
/// <param name="Processor">As compilers call it.</param>
/// <param name="Machine">As QEMU calls it.</param>
internal sealed record Board(string Processor, string Machine)
{
    internal const string Compiler = "arm-none-eabi-gcc";
    internal const string Emulator = "qemu-system-arm";

    internal static IReadOnlyList<Board> All { get; } = [new("cortex-m4", "mps2-an386"), new("cortex-m7", "mps2-an500"), new("cortex-m55", "mps3-an547")];

    /// <summary>Runs images through a network.</summary>
    /// <returns>The scores of each image, and its class.</returns>
    internal List<(byte[] Scores, int Class)> Run(CSource source, IReadOnlyList<byte[]> images)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("main.c"), Caller(source, images));
        string files = Path.Combine(AppContext.BaseDirectory, "BoardFiles");
        Compile(source, folder);
        Build(
        [
            .. Target, "--specs=rdimon.specs", "-nostartfiles", "-T", Path.Combine(files, "board.ld"),
            "-o", folder.File("program.elf"), Path.Combine(files, "startup.c"), folder.File("main.c"), folder.File("net.o"),
        ]);
        (int code, byte[] output, string errors) = CCompiler.Execute(
            "timeout", ["120", Emulator, "-M", Machine, "-nographic", "-semihosting", "-kernel", folder.File("program.elf")], []);
        code.Should().Be(0, errors);
        return [.. Encoding.ASCII.GetString(output).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Trim().Split(' '))
            .Select(words => (words[1..].Select(word => byte.Parse(word, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToArray(), int.Parse(words[0], CultureInfo.InvariantCulture)))];
    }

    /// <summary>What the compiled network takes in flash, code and constants.</summary>
    internal long FlashBytes(CSource source)
    {
        using var folder = new TemporaryFolder();
        Compile(source, folder);
        (_, byte[] output, _) = CCompiler.Execute("arm-none-eabi-size", [folder.File("net.o")], []);
        return long.Parse(Encoding.ASCII.GetString(output).Split('\n')[1].Split('\t')[0], CultureInfo.InvariantCulture);
    }

    private string[] Target => [$"-mcpu={Processor}", "-mthumb", "-mfloat-abi=hard", "-O2"];

    private void Compile(CSource source, TemporaryFolder folder)
    {
        File.WriteAllText(folder.File($"{source.Name}.c"), source.Text);
        File.WriteAllText(folder.File($"{source.Name}.h"), source.Header);
        Build([.. CCompiler.Strict, .. Target, "-c", "-o", folder.File("net.o"), folder.File($"{source.Name}.c")]);
    }

    private static void Build(IEnumerable<string> arguments)
    {
        (int code, _, string errors) = CCompiler.Execute(Compiler, arguments, []);
        code.Should().Be(0, errors);
        errors.Should().BeEmpty();
    }

    private static string Caller(CSource source, IReadOnlyList<byte[]> images) => $$"""
        #include <stdio.h>
        #include "{{source.Name}}.h"

        static const uint8_t images[{{images.Count}}][{{images[0].Length}}] = {
        {{string.Concat(images.Select(image => $"    {{ {string.Join(",", image)} }},\n"))}}};

        int main(void)
        {
            static uint8_t scores[{{source.Name.ToUpperInvariant()}}_CLASSES];
            int i, j;
            for (i = 0; i < {{images.Count}}; ++i) {
                printf("%d", {{source.Name}}_classify(images[i], scores));
                for (j = 0; j < {{source.Name.ToUpperInvariant()}}_CLASSES; ++j) {
                    printf(" %02x", scores[j]);
                }
                printf("\n");
            }
            return 0;
        }

        """;
}
