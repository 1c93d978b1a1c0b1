namespace DsCnn.Tests;

public sealed class PreprocessingTests
{
    [Fact]
    public void Equal_numbers_make_equal_normalizations()
    {
        var imageNet = new Preprocessing([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]);
        var same = new Preprocessing([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]);

        same.Should().Be(imageNet);
        same.GetHashCode().Should().Be(imageNet.GetHashCode());
        imageNet.Should().NotBe(new Preprocessing([0.485, 0.456, 0.407], [0.229, 0.224, 0.225]));
        imageNet.Should().NotBe(new Preprocessing([0.485, 0.456, 0.406], [0.229, 0.224, 0.226]));
        imageNet.Should().NotBe(new Preprocessing([0.485], [0.229]));
    }

    public static TheoryData<Refusal> Refusals =>
    [
        new("lengths", () => new Preprocessing([0.5], [1, 1]), "Mean and Std need one number per channel. Received: 1 and 2.", "Std"),
        new("nothing", () => new Preprocessing([], []), "Mean and Std need one number per channel. Received: 0 and 0.", "Std"),
        new("mean of NaN", () => new Preprocessing([double.NaN], [1]), "Mean must be finite.", "Mean"),
        new("endless mean", () => new Preprocessing([double.NegativeInfinity], [1]), "Mean must be finite.", "Mean"),
        new("std of 0", () => new Preprocessing([0, 0], [1, 0]), "Std must be a positive, finite number. Received: 0.", "Std"),
        new("negative std", () => new Preprocessing([0], [-1]), "Std must be a positive, finite number. Received: -1.", "Std"),
        new("std of NaN", () => new Preprocessing([0], [double.NaN]), "Std must be a positive, finite number. Received: NaN.", "Std"),
    ];

    [Theory]
    [MemberData(nameof(Refusals))]
    public void An_impossible_normalization_is_refused(Refusal refusal)
    {
        InvalidSpecException exception = refusal.Attempt.Should().ThrowExactly<InvalidSpecException>().Which;

        exception.Message.Should().Be(refusal.Message);
        exception.ParamName.Should().Be(refusal.Member);
    }

    [Fact]
    public void Null_is_refused()
    {
        FluentActions.Invoking(() => new Preprocessing(null!, [1])).Should().ThrowExactly<ArgumentNullException>().WithParameterName("mean");
        FluentActions.Invoking(() => new Preprocessing([1], null!)).Should().ThrowExactly<ArgumentNullException>().WithParameterName("std");
    }
}
