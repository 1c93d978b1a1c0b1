namespace DsCnn.Tests;

public sealed class ClassNameTests : IDisposable
{
    /// <summary>"café" as macOS stores it, and as it is typed.</summary>
    private const string Decomposed = "cafe\u0301";
    private const string Composed = "caf\u00e9";

    private readonly DataFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public void Names_that_differ_only_in_their_Unicode_form_are_one_class()
    {
        _data.Put($"{Decomposed}/1.png", $"{Composed}/2.png", "the/1.png");
        ImageFolder images = ImageFolder.Load(_data.Path);

        images.ClassNames.Should().Equal(Composed, "the");
        Enumerable.Range(0, 3).Select(images.GetLabel).Should().Equal(0, 0, 1);
        images.Remarks.Should().Equal($"{_data.Path} contains 2 folders {Composed}, which differ only in how their accents are stored; they are one class");
    }

    [Theory]
    [InlineData(Composed, Decomposed)]
    [InlineData(Decomposed, Composed)]
    public void Splits_and_networks_may_differ_in_Unicode_form(string train, string test)
    {
        _data.Put($"train/{train}/1.png", "train/the/1.png", $"test/{test}/1.png", "test/the/1.png");
        ImageDataSet data = ImageDataSet.Open(_data.Path);

        data.Train.ClassNames.Should().Equal(Composed, "the");
        data.Test!.ClassNames.Should().Equal(Composed, "the");
        data.Remarks.Should().BeEmpty();
        ImageFolder.Load(_data.In("test"), new ImageFolderOptions { ClassNames = ["the", train] }).GetLabel(1).Should().Be(1, "files come by label");
        var shape = new ImageFolderOptions { Channels = 3, Height = 8, Width = 8 };
        ImageDataSet.OpenSplit(_data.Path, DataSplit.Test, shape).Images.ClassNames.Should().Equal(Composed, "the");
    }

    [Fact]
    public void Splits_may_differ_in_case_which_is_said()
    {
        _data.Put("train/Rose/1.png", "train/lily/1.png", "test/rose/1.png", "test/lily/1.png");
        ImageDataSet data = ImageDataSet.Open(_data.Path);

        data.Test!.ClassNames.Should().Equal("Rose", "lily");
        Enumerable.Range(0, 2).Select(data.Test.GetLabel).Should().Equal(0, 1);
        data.Remarks.Should().Equal($"{_data.In("test/rose")} is read as the class Rose");
        ImageDataSet.OpenSplit(_data.Path).Remarks.Should().Equal(data.Remarks);
    }

    [Fact]
    public void Words_that_differ_only_in_case_are_a_mistake_in_one_folder()
    {
        _data.Put("Rose/1.png", "rose/1.png", "lily/1.png");
        string both = $"{_data.Path} contains the folders Rose and rose, whose names differ only by case. Put their images together, or rename one of them.";

        ((Action)(() => ImageFolder.Load(_data.Path))).Should().Throw<InvalidDataException>().WithMessage(both);
        ((Action)(() => ImageFolder.Load(_data.Path, new ImageFolderOptions { ClassNames = ["lily", "rose"] }))).Should().Throw<InvalidDataException>()
            .WithMessage($"{_data.Path} contains the folders rose and Rose, *");
        ImageFolder.Load(_data.Path, new ImageFolderOptions { ClassNames = ["lily", "rose", "Rose"] }).Count.Should().Be(3, "who names both means both");
    }

    [Fact]
    public void Single_letters_are_classes_in_both_cases()
    {
        _data.Put("train/a/1.png", "train/A/1.png", "test/A/1.png", "test/a/1.png");
        ImageDataSet data = ImageDataSet.Open(_data.Path);

        data.Train.ClassNames.Should().Equal("A", "a");
        Enumerable.Range(0, 2).Select(data.Test!.GetLabel).Should().Equal(0, 1);
        data.Remarks.Should().BeEmpty();
    }
}
