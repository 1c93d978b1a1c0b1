namespace DsCnn.Tests;

public sealed class ModelSummaryTests
{
    [Fact]
    public void A_summary_shows_layers_shapes_costs_and_the_comparison_with_VGG16() =>
        Models.Small28().Summary().Should().Be(
            """
            small28, input 1 x 28 x 28
            #  layer              output        parameters        MACs
            ----------------------------------------------------------
            0  dsBlock            16 x 28 x 28       2,369   1,655,872
            1  dsBlock            24 x 14 x 14      15,220   9,051,264
            2  dsBlock            24 x 14 x 14      31,446   5,674,752
            3  dsBlock            40 x 7 x 7        33,782   5,089,104
            4  dsBlock            40 x 7 x 7        85,050   3,873,840
            5  globalAveragePool  40 x 1 x 1             0           0
            6  fullyConnected     10                   410         400
            7  softmax            10                     0           0
            ----------------------------------------------------------
               total                               168,277  25,345,232
            25.35 MMAC = 50.69 MFLOP for one image; weights 684.8 kB, activations at most 602.1 kB as float32
            200 x fewer parameters than VGG16 (33,637,066), 13.1 x fewer MACs (330.9 MMAC at 1 x 32 x 32), for 10 classes

            """);

    [Fact]
    public void A_network_larger_than_VGG16_is_called_larger() =>
        Presets.Vgg16(input: new InputSpec(3, 448, 448)).Summary()
            .Should().EndWith("3.23 x more parameters than VGG16 (138,357,544), 1.01 x more MACs (61.51 GMAC at 3 x 448 x 448), for 1,000 classes\n");

    /// <summary>The sums over VGG16's thirteen convolutions (and three fully connected layers, the first of which reads 512 x 7 x 7) at 600 x 600.</summary>
    [Theory]
    [InlineData("efficientnet-b7", "2.09 x fewer parameters than VGG16 (138,357,544), 2.91 x fewer MACs (110.0 GMAC at 3 x 600 x 600), for 1,000 classes\n")]
    [InlineData("efficientnet-b0", "26.2 x fewer parameters than VGG16 (138,357,544), 40.1 x fewer MACs (15.47 GMAC at 3 x 224 x 224), for 1,000 classes\n")]
    public void VGG16_is_taken_for_the_same_images(string preset, string comparison) =>
        Presets.Find(preset).ToSpec().Summary().Should().EndWith(comparison);

    [Fact]
    public void A_network_that_ends_in_a_map_is_compared_with_VGG16s_convolutions() =>
        new ModelSpec(new InputSpec(3, 224, 224), [new ConvSpec { Filters = 8 }]).Summary()
            .Should().Contain("than VGG16's convolutions (14,714,688), ").And.EndWith("(15.35 GMAC at 3 x 224 x 224)\n");

    [Fact]
    public void A_network_without_weights_has_a_summary() =>
        new ModelSpec(new InputSpec(1, 8, 8), [new GlobalMaxPoolSpec()]).Summary()
            .Should().Contain("0 MAC = 0 FLOP for one image; weights 0 B, activations at most 260 B as float32\n");

    [Fact]
    public void Null_is_refused() =>
        FluentActions.Invoking(() => ((ModelSpec)null!).Summary()).Should().ThrowExactly<ArgumentNullException>().WithParameterName("spec");
}
