using System.Text;

namespace DsCnn.Tests.Embedded;

/// <summary>What stands in the files: names, labels, sizes.</summary>
public sealed class SourceTests
{
    private static readonly ModelFile _model = EmbeddedSamples.Quantized("one pixel");

    [Theory]
    [InlineData("my-net.c", "*must be a C identifier*Received: my-net. Try: my_net.*")]
    [InlineData("9.c", "*must be a C identifier*Received: 9. Try: net_9.*")]
    [InlineData("int.c", "*C uses that name itself. Received: int. Try: int_net.*")]
    [InlineData("int8.c", "*C uses that name itself. Received: int8. Try: int8_net.*")]
    [InlineData("string.c", "*C uses that name itself. Received: string. Try: string_net.*")]
    [InlineData("Math.c", "*C uses that name itself. Received: Math. Try: Math_net.*")]
    [InlineData("_net.c", "*must be a C identifier*Try: net.*")]
    [InlineData("na\u00efve.c", "*must be a C identifier*Try: na_ve.*")]
    [InlineData("net.cpp", "Expected a file NAME.c. Received: net.cpp.*")]
    public void Refuses_names_that_C_cannot_use(string file, string message)
    {
        using var folder = new TemporaryFolder();

        Action export = () => CExporter.Export(_model, folder.File(file));

        export.Should().Throw<ArgumentException>().WithMessage(message);
        folder.FileNames.Should().BeEmpty();
    }

    [Fact]
    public void Writes_both_files_and_the_same_text_each_time()
    {
        using var folder = new TemporaryFolder();

        CSource source = CExporter.Export(_model, folder.File("net.c"));

        folder.FileNames.Should().Equal("net.c", "net.h");
        File.ReadAllText(folder.File("net.c")).Should().Be(source.Text).And.Be(CExporter.ToSource(_model, "net").Text);
        source.Header.Should().Contain("#define NET_HEIGHT 1\n").And.Contain("#define NET_CHANNELS 4\n").And.Contain("#define NET_CLASSES 5\n")
            .And.Contain($"#define NET_ARENA_BYTES {source.ArenaBytes}\n").And.Contain($"#define NET_WEIGHT_BYTES {source.WeightBytes}\n")
            .And.Contain("int net_classify(const uint8_t *image, uint8_t *scores);");
        source.Text.All(char.IsAscii).Should().BeTrue();
    }

    /// <summary>Whatever a label is, C gives back its bytes.</summary>
    [CompilerTheory("gcc", "clang")]
    [InlineData("gcc")]
    [InlineData("clang")]
    public void Labels_are_texts_whatever_is_in_them(string program)
    {
        string[] labels = ["\"quoted\"; int x;", "what??/\nnew line \\", "*/ /* comment", "K\u00e4se \U0001F9C0 12", "%s\t\r\u0001" + "7"];
        CSource source = CExporter.ToSource(_model with { Labels = labels }, "net");
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("net.c"), source.Text);
        File.WriteAllText(folder.File("net.h"), source.Header);
        File.WriteAllText(folder.File("main.c"), "#include <stdio.h>\n#include \"net.h\"\nint main(void) { int i; for (i = 0; i < NET_CLASSES; ++i) { fputs(net_labels[i], stdout); fputc(0, stdout); } return 0; }\n");

        (int code, _, string errors) = CCompiler.Execute(program, [.. CCompiler.Strict, "-trigraphs", "-o", folder.File("program"), folder.File("main.c"), folder.File("net.c")], []);

        code.Should().Be(0, errors);
        Encoding.UTF8.GetString(CCompiler.Execute(folder.File("program"), [], []).Output).Should().Be(string.Concat(labels.Select(label => label + "\0")));
    }

    [Fact]
    public void Labels_that_C_would_cut_are_refused()
    {
        Action cut = () => CExporter.ToSource(_model with { Labels = ["a\0b", "c", "d", "e", "f"] }, "net");
        Action tooLong = () => CExporter.ToSource(_model with { Labels = [new string('a', 5000), "c", "d", "e", "f"] }, "net");

        cut.Should().Throw<NotSupportedException>().WithMessage("C ends texts at a NUL character, and the label * has one.");
        tooLong.Should().Throw<NotSupportedException>().WithMessage("C compilers accept texts of 4095 bytes. The label * has 5000.");
    }

    [Fact]
    public void A_network_without_probabilities_is_refused()
    {
        ModelFile features = Networks.WithRandomWeights(new ModelSpec(new InputSpec(1, 8, 8), [new ConvSpec { Filters = 4 }, new GlobalAveragePoolSpec()]));

        Action export = () => CExporter.ToSource(features, "net");

        export.Should().Throw<NotSupportedException>().WithMessage("Generated C gives a score for each class. Expected a network that ends in a softmax or sigmoid. Received: one without.");
    }

    /// <summary>Beside its own functions, an object file asks for nothing but what copies and fills memory.</summary>
    [CompilerTheory("gcc", "nm")]
    [InlineData(MemoryMode.Streamed)]
    public void Needs_no_library(MemoryMode mode)
    {
        using var folder = new TemporaryFolder();
        foreach (ModelFile model in new[] { EmbeddedSamples.Quantized("odd widths"), EmbeddedSamples.Float("odd widths") })
        {
            CSource source = CExporter.ToSource(model, "net", new CExportOptions { Memory = mode });
            File.WriteAllText(folder.File("net.c"), source.Text);
            File.WriteAllText(folder.File("net.h"), source.Header);
            CCompiler.Execute("gcc", [.. CCompiler.Strict, "-O2", "-fno-stack-protector", "-c", "-o", folder.File("net.o"), folder.File("net.c")], []).Code.Should().Be(0);

            string[] asked = Encoding.ASCII.GetString(CCompiler.Execute("nm", ["-u", folder.File("net.o")], []).Output)
                .Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);

            asked.Except(["U", "memcpy", "memset", "memmove", "_GLOBAL_OFFSET_TABLE_"]).Should().BeEmpty();
        }
    }
}
