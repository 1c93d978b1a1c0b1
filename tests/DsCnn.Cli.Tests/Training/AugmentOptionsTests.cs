
namespace DsCnn.Cli.Tests;

public sealed class AugmentOptionsTests
{
    private static readonly TrainerOptions _recommended = new() { Augmentations = [new VerticalFlip()], Mixing = [new CutMix { Probability = 0.25 }] };

    [Fact]
    public void Without_options_it_is_what_is_recommended()
    {
        TrainerOptions options = Read();
        options.Augmentations.Should().Equal(_recommended.Augmentations);
        options.Mixing.Should().Equal(_recommended.Mixing);
    }

    [Theory]
    [InlineData("none", 0)]
    [InlineData("flip", 1)]
    [InlineData("shift", 1)]
    [InlineData("basic", 2)]
    [InlineData("photo", 2)]
    [InlineData("trivial", 3)]
    [InlineData("rand", 3)]
    public void Every_name_is_known(string name, int count) => Read("--augment", name).Augmentations.Should().HaveCount(count);

    [Fact]
    public void Batches_are_mixed_as_asked()
    {
        Read("--mix", "none").Mixing.Should().BeEmpty();
        Read("--mix", "both").Mixing.Should().Equal(new MixUp(), new CutMix());
    }

    private static TrainerOptions Read(params string[] args)
    {
        var augment = new AugmentOptions();
        var command = new ToolCommand("test", "");
        augment.AddTo(command);
        return augment.Apply(command.Parse(args), _recommended, new InputSpec(1, 32, 40));
    }
}
