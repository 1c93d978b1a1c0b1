using System.Globalization;
using System.Text;

namespace DsCnn.Tests.Embedded;

/// <summary>A board that QEMU has, on which generated C runs without a system.</summary>
/// <param name="Processor">What its processor is called.</param>
/// <param name="Compiler">What compiles for it.</param>
/// <param name="Target">How that is told.</param>
/// <param name="Start">What a program is linked with to start without a system, and to print.</param>
/// <param name="Machine">The emulator, and how it becomes this board.</param>
internal sealed record Board(string Processor, string Compiler, string[] Target, string[] Start, string[] Machine)
{
    private const string Optimized = "-O2";
    internal const string ArmCompiler = "arm-none-eabi-gcc";
    internal const string ArmEmulator = "qemu-system-arm";
    internal const string RiscVCompiler = "riscv64-unknown-elf-gcc";
    internal const string RiscVEmulator = "qemu-system-riscv32";

    /// <summary>Microcontrollers of three kinds: with pairs of products, those and a larger pipeline, and Helium.</summary>
    internal static IReadOnlyList<Board> Cortex { get; } = [Arm("cortex-m4", "mps2-an386"), Arm("cortex-m7", "mps2-an500"), Arm("cortex-m55", "mps3-an547")];

    /// <summary>A processor without floating-point numbers: what C computes in them, a library does.</summary>
    internal static Board RiscV { get; } = new(
        "rv32imac",
        RiscVCompiler,
        ["-march=rv32imac", "-mabi=ilp32", "--specs=picolibc.specs"],
        [
            "--oslib=semihost", "--crt0=semihost",
            "-Wl,--defsym=__flash=0x80000000", "-Wl,--defsym=__flash_size=0x200000", "-Wl,--defsym=__ram=0x80200000", "-Wl,--defsym=__ram_size=0x200000",
        ],
        [RiscVEmulator, "-M", "virt", "-bios", "none"]);

    private static string Files => Path.Combine(AppContext.BaseDirectory, "BoardFiles");

    /// <summary>Runs images through a network.</summary>
    /// <param name="source">The network.</param>
    /// <param name="images">One after the other, H x W x C bytes each.</param>
    /// <param name="library">What it calls where it can, or null for nothing.</param>
    /// <param name="definitions">What that is compiled with beside.</param>
    /// <returns>The scores of each image, and its class.</returns>
    internal List<(byte[] Scores, int Class)> Run(CSource source, IReadOnlyList<byte[]> images, CmsisNnLibrary? library = null, params string[] definitions)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("main.c"), Caller(source, images));
        Compile(source, folder, library is null ? [] : CmsisNnLibrary.Flags);
        string[] objects = library is null ? [] : [library.ObjectFor(Compiler, [.. Target, .. definitions]), "-Wl,--gc-sections"];
        Build([.. Target, Optimized, .. Start, "-o", folder.File("program.elf"), folder.File("main.c"), folder.File("net.o"), .. objects]);
        (int code, byte[] output, string errors) = CCompiler.Execute("timeout", ["120", .. Machine, "-nographic", "-semihosting", "-kernel", folder.File("program.elf")], []);
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

    /// <summary>The sample's start-up code and linker script.</summary>
    private static Board Arm(string processor, string machine) => new(
        processor,
        ArmCompiler,
        [$"-mcpu={processor}", "-mthumb", "-mfloat-abi=hard"],
        ["--specs=rdimon.specs", "-nostartfiles", "-T", Path.Combine(Files, "board.ld"), Path.Combine(Files, "startup.c")],
        [ArmEmulator, "-M", machine]);

    private void Compile(CSource source, TemporaryFolder folder, params string[] flags)
    {
        File.WriteAllText(folder.File($"{source.Name}.c"), source.Text);
        File.WriteAllText(folder.File($"{source.Name}.h"), source.Header);
        Build([.. CCompiler.Strict, .. Target, Optimized, .. flags, "-c", "-o", folder.File("net.o"), folder.File($"{source.Name}.c")]);
    }

    private void Build(IEnumerable<string> arguments)
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
