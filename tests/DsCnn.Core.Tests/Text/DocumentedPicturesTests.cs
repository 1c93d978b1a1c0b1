namespace DsCnn.Tests;

/// <summary>The pictures in the documentation are what the code draws. To update them, write what the failing test shows into the file.</summary>
public sealed class DocumentedPicturesTests
{
    private static readonly ModelSpec _readme = new ModelBuilder()
        .Name("fashion")
        .Input(channels: 1, height: 28, width: 28)
        .DsBlock(outChannels: 16, conv1Filters: 32, conv1Kernel: 3)
        .DsBlock(outChannels: 24, stride: 2)
        .DsBlock(outChannels: 24, residual: true)
        .DsBlock(outChannels: 40, stride: 2, kernel: 5)
        .GlobalAveragePool()
        .FullyConnected(10)
        .Softmax()
        .ToSpec();

    [Fact]
    public void The_block_is_as_drawn() => Picture("ds-block.svg").Should().Be(_readme.Plan.Layers[2].ToSvg());

    [Fact]
    public void The_network_is_as_drawn() => Picture("fashion.svg").Should().Be(_readme.ToSvg());

    private static string Picture(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "images", name));
}
