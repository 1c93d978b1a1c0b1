using System.Globalization;
using System.Xml.Linq;
using Xunit.Abstractions;

namespace DsCnn.Tests.Memory;

public sealed class MemoryPlanTests(ITestOutputHelper output)
{
    public static TheoryData<string> PresetNames => [.. Presets.All.Select(preset => preset.Name)];

    /// <summary>Whole maps: the most that an operation reads and gives, with what a residual connection waits for.</summary>
    [Fact]
    public void Whole_maps_of_a_block_are_counted_by_hand()
    {
        var spec = new ModelSpec(new InputSpec(4, 20, 10), [new DsBlockSpec { Conv1Filters = 24, OutChannels = 4, SqueezeExcite = null, Residual = true }, new GlobalAveragePoolSpec(), new SoftmaxSpec()]);

        // The 1x1 reads 24 maps of 20 x 10 and gives 24, and the residual connection waits for 4.
        MemoryPlan.WholeMapsBytes(spec).Should().Be(20 * 10 * (24 + 24 + 4));
        // Generated C needs one pixel more, which it copies before it is multiplied.
        MemoryPlan.OfInt8(spec, MemoryMode.Whole).ArenaBytes.Should().Be((20 * 10 * (24 + 24 + 4)) + 24);
    }

    /// <summary>A picture as high as the arena: no bar leaves it, one reaches its top, and each layer with a map of its own is named.</summary>
    [Theory]
    [InlineData(MemoryMode.Whole)]
    [InlineData(MemoryMode.Streamed)]
    [InlineData(MemoryMode.Smallest)]
    public void The_picture_shows_the_arena_to_its_top_and_names_the_peak(MemoryMode mode)
    {
        ModelSpec spec = Presets.Find("ds-pico").ToSpec();
        XNamespace svg = "http://www.w3.org/2000/svg";

        var picture = XElement.Parse(MemoryDiagram.ToSvg(spec, mode));

        string arena = MemoryPlan.Of(spec, mode, quantization: null).ArenaBytes.ToString("N0", CultureInfo.InvariantCulture);
        picture.Elements(svg + "text").Select(text => text.Value).Should().Contain(text => text.Contains($"an arena of {arena} bytes")).And.Contain(text => text.StartsWith($"peak: {arena} bytes in layer "));
        double[] tops = [.. picture.Elements(svg + "rect").Where(bar => bar.Element(svg + "title") is not null).Select(bar => (double)bar.Attribute("y")!)];
        tops.Should().NotBeEmpty();
        tops.Min().Should().BeApproximately(0, 0.01);
    }

    /// <summary>Without SE, all of a block runs through rings: what is left is its input and, a few rows ahead of it, its output.</summary>
    [Fact]
    public void A_block_without_a_gate_needs_rings_only()
    {
        var spec = new ModelSpec(new InputSpec(4, 40, 10), [new ConvSpec { Filters = 8 }, new DsBlockSpec { Conv1Filters = 48, OutChannels = 8, SqueezeExcite = null }, new GlobalAveragePoolSpec(), new SoftmaxSpec()]);
        const int row = 10;

        MemoryPlan plan = MemoryPlan.OfInt8(spec, MemoryMode.Streamed);

        // All streams from the image to the average, which gives the logits and so reads numbers: three rows of the image and of the DW conv, single rows of the rest, and a patch and logits.
        plan.ArenaBytes.Should().BeLessThan((3 * row * 4) + (row * 8) + (row * 48) + (3 * row * 48) + (row * 48) + (row * 8) + (4 * row * 8) + 100);
        plan.ExtraMacs.Should().Be(0);
    }

    /// <summary>The goals: without doing anything twice 0.6 of what whole maps need, 0.4 where the widest block has a stride; the smallest plan 0.35.</summary>
    [Theory]
    [MemberData(nameof(PresetNames))]
    public void Presets_need_a_part_of_what_whole_maps_need(string preset)
    {
        ModelSpec spec = Presets.Find(preset).ToSpec();
        long whole = MemoryPlan.WholeMapsBytes(spec);
        MemoryPlan streamed = MemoryPlan.OfInt8(spec, MemoryMode.Streamed), smallest = MemoryPlan.OfInt8(spec, MemoryMode.Smallest);
        output.WriteLine($"{preset}: whole maps {whole:N0}, streamed {streamed.ArenaBytes:N0} ({(double)streamed.ArenaBytes / whole:P0}), smallest {smallest.ArenaBytes:N0} ({(double)smallest.ArenaBytes / whole:P0}), {(double)smallest.ExtraMacs / spec.Cost.Macs:P0} more multiply-accumulates");

        streamed.ExtraMacs.Should().Be(0);
        ((double)streamed.ArenaBytes / whole).Should().BeLessThanOrEqualTo(preset is "ds-nano" or "mobilenet-v2" or "efficientnet-b0" ? 0.4 : 0.6);
        ((double)smallest.ArenaBytes / whole).Should().BeLessThanOrEqualTo(0.35);
        smallest.ExtraMacs.Should().BeLessThan(spec.Cost.Macs);
    }
}
