
namespace DsCnn.Cli.Tests;

public sealed class AugmentOptionsTests
{
    private static readonly RandomCrop _shift = new() { Padding = 4 };

    [Theory]
    [InlineData("cat", "dog", true)]
    [InlineData("0", "1", false)]
    [InlineData("a", "b", false)]
    [InlineData("10", "11", false)]
    [InlineData("10", "eleven", true)]
    public void Characters_are_not_mirrored(string first, string second, bool isMirrored) =>
        Read([first, second]).Augmentations.Should().Equal(isMirrored ? [_shift, new HorizontalFlip()] : [_shift]);

    [Theory]
    [InlineData("none", 0)]
    [InlineData("flip", 1)]
    [InlineData("shift", 1)]
    [InlineData("basic", 2)]
    [InlineData("trivial", 3)]
    [InlineData("rand", 3)]
    public void Every_name_is_known(string name, int count) => Read(["0", "1"], "--augment", name).Augmentations.Should().HaveCount(count);

    [Fact]
    public void Batches_are_mixed_as_asked()
    {
        Read(["0", "1"]).Mixing.Should().BeEmpty();
        Read(["0", "1"], "--mix", "both").Mixing.Should().Equal(new MixUp(), new CutMix());
    }

    private static TrainerOptions Read(string[] classes, params string[] args)
    {
        var augment = new AugmentOptions();
        var command = new ToolCommand("test", "");
        augment.AddTo(command);
        return augment.Apply(command.Parse(args), new TrainerOptions(), new ImageSet(new InputSpec(1, 32, 40), new byte[32 * 40], new int[1], classes));
    }
}
