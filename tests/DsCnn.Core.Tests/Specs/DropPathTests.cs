namespace DsCnn.Tests;

public sealed class DropPathTests
{
    private static readonly ModelSpec _spec = new ModelBuilder().Input(3, 32, 32)
        .DsBlock(8, conv1Filters: 8)
        .DsBlock(8, residual: true).DsBlock(12, stride: 2).DsBlock(12, residual: true).DsBlock(12, residual: true).DsBlock(12, residual: true)
        .FullyConnected(5).ToSpec();

    [Fact]
    public void Grows_linearly_over_the_residual_blocks()
    {
        double[] rates = [.. _spec.WithDropPath(0.2).Layers.OfType<DsBlockSpec>().Select(block => block.DropPath)];
        double[] expected = [0, 0.05, 0, 0.1, 0.15, 0.2];
        rates.Zip(expected).Should().OnlyContain(pair => Math.Abs(pair.First - pair.Second) < 1e-15);
    }

    [Fact]
    public void Zero_switches_it_off() => _spec.WithDropPath(0.3).WithDropPath(0).Should().Be(_spec);

    [Fact]
    public void A_network_without_residual_blocks_stays_as_it_is()
    {
        ModelSpec plain = new ModelBuilder().Input(1, 8, 8).FullyConnected(2).ToSpec();
        plain.WithDropPath(0.2).Should().Be(plain);
    }

    [Fact]
    public void An_impossible_rate_is_refused()
    {
        Action drop = () => _spec.WithDropPath(1);
        drop.Should().Throw<InvalidSpecException>().WithMessage("lastRate must be a number of at least 0 and below 1. Received: 1.*");
    }
}
