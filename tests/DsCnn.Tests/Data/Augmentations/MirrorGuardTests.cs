namespace DsCnn.Tests;

public sealed class MirrorGuardTests
{
    [Theory]
    [InlineData("0,1,2")]
    [InlineData("10,eleven")]
    [InlineData("a,b,c")]
    [InlineData("digit 3,digit 8")]
    [InlineData("digit3,digit8")]
    [InlineData("letter b,letter d")]
    [InlineData("letter_b,number_6,stop")]
    [InlineData("Upper-A,Lower-a")]
    [InlineData("sign-left,sign-right")]
    [InlineData("turnLeft,turnRight,straight")]
    [InlineData("left,right")]
    [InlineData("hand_L,hand_R")]
    [InlineData("clockwise,still")]
    [InlineData("three,seven")]
    [InlineData("class 0,class 1")]
    [InlineData("ä,ö")]
    [InlineData("b,d,rose")]
    [InlineData("0,1,background")]
    [InlineData("port,starboard")]
    public void Writing_and_sides_are_not_mirrored(string classNames) => Recommended.MirrorObjection(classNames.Split(',')).Should().NotBeNull();

    [Theory]
    [InlineData("cat,dog")]
    [InlineData("n01440764,n01443537")]
    [InlineData("s,rose")]
    [InlineData("rose,lily,tulip")]
    [InlineData("bright,copyright")]
    [InlineData("T-shirt/top,Trouser,Ankle boot")]
    [InlineData("b52,f16")]
    [InlineData("airplane,automobile,bird")]
    [InlineData("vitamin c,vitamin tablet")]
    public void Things_are(string classNames) => Recommended.MirrorObjection(classNames.Split(',')).Should().BeNull();

    [Fact]
    public void The_reason_names_the_class() =>
        Recommended.MirrorObjection(["stop", "sign-left"]).Should().Be("class sign-left says left");
}
