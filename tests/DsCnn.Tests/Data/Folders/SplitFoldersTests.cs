namespace DsCnn.Tests;

public sealed class SplitFoldersTests : IDisposable
{
    private readonly DataFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Theory]
    [InlineData("train", "validation", "test")]
    [InlineData("Train", "Val", "Test")]
    [InlineData("TRAINING", "VALID", "TESTING")]
    [InlineData("train", "Validation", "Test")]
    [InlineData("Training", "val", "testing")]
    public void Splits_are_known_by_their_usual_names_in_any_case(string train, string validation, string test)
    {
        foreach ((int images, string split) in new[] { (3, train), (2, validation), (1, test) })
        {
            for (int i = 0; i < images; i++)
                _data.Put($"{split}/rose/{i}.png", $"{split}/lily/{i}.png");
        }

        ImageDataSet data = ImageDataSet.Open(_data.Path);
        (data.Train.Count, data.Validation!.Count, data.Test!.Count).Should().Be((6, 4, 2));
        data.Train.ClassNames.Should().Equal("lily", "rose");
        data.LeftOut.Count.Should().Be(0);
    }

    [Theory]
    [InlineData("train", "Train")]
    [InlineData("train", "Training")]
    [InlineData("val", "validation")]
    [InlineData("test", "Testing")]
    public void Two_folders_for_one_split_are_named(string first, string second)
    {
        foreach (string split in new[] { "train", first, second }.Distinct())
            _data.Put($"{split}/rose/1.png", $"{split}/lily/1.png");
        string[] both = [.. new[] { first, second }.Order(StringComparer.Ordinal)];

        ((Action)(() => ImageDataSet.Open(_data.Path))).Should().Throw<InvalidDataException>().WithMessage(
            $"{_data.Path} contains both {both[0]} and {both[1]}, but a data set has only one of them. Put their images together, or rename one.");
    }

    [Theory]
    [InlineData("test/1.png", "1 file: 1 in test, which has no class folders")]
    [InlineData("test/images/1.png", "1 file: 1 in test, which has no class folders")]
    [InlineData("Val/1.png", "1 file: 1 in Val, which has no class folders")]
    [InlineData("train/1.png", "1 file: 1 .png outside the class folders")]
    [InlineData("1.png", "1 file: 1 .png outside the class folders")]
    [InlineData("train.csv", "1 file: 1 .csv")]
    [InlineData("test1/1.png", "1 file: 1 in test1, which is none of train, training, val, valid, validation, test, testing")]
    [InlineData("dscnn-run/history.png", "1 file: 1 in dscnn-run (a training run)")]
    public void What_has_no_label_is_left_out_and_said(string file, string said)
    {
        _data.Put("train/rose/1.png", "train/lily/1.png", file);
        ImageDataSet data = ImageDataSet.Open(_data.Path);

        data.Train.Count.Should().Be(2);
        (data.Test, data.Validation).Should().Be((null, null));
        data.LeftOut.ToString().Should().Be(said);
        var shape = new ImageFolderOptions { Channels = 3, Height = 8, Width = 8 };
        ImageDataSet.OpenSplit(_data.Path, DataSplit.Train, shape).LeftOut.ToString().Should().Be(said);
        ((Action)(() => ImageDataSet.OpenSplit(_data.Path, DataSplit.Test, shape))).Should().Throw<InvalidDataException>()
            .WithMessage($"{_data.Path} has no test images, only training images.");
    }

    [Fact]
    public void What_is_left_out_is_summed_up_over_the_splits()
    {
        _data.Put("train/rose/1.png", "train/lily/1.png", "test/rose/1.png", "test/2.png");
        _data.PutOther("a.txt", "train/b.txt", "train/rose/c.txt", "test/rose/d.txt");

        ImageDataSet.Open(_data.Path).LeftOut.ToString().Should().Be("5 files: 4 .txt, 1 .png outside the class folders");
    }

    [Fact]
    public void A_class_may_be_called_like_a_split_which_is_said()
    {
        _data.Put("train/1.png", "bus/1.png");
        ImageDataSet data = ImageDataSet.Open(_data.Path);

        data.Train.ClassNames.Should().Equal("bus", "train");
        data.Remarks.Should().Equal($"{_data.In("train")} is read as a class. As a split, it would contain class folders");
    }

    [Fact]
    public void Splits_without_classes_are_no_classes()
    {
        _data.Put("Train/1.png", "Test/1.png");
        Refusal().Should().Be($"{_data.Path} contains Test, Train, but no train with class folders in it.");
    }

    [Fact]
    public void A_split_among_classes_is_no_class()
    {
        _data.Put("rose/1.png", "lily/1.png", "test/rose/1.png", "test/lily/1.png");
        Refusal().Should().Be($"{_data.Path} contains class folders, and test with class folders in it. Move the others into a folder train.");
    }

    [Fact]
    public void A_split_that_is_a_link_to_nothing_is_named()
    {
        _data.Put("train/rose/1.png", "train/lily/1.png");
        _data.LinkFolder("test", "nowhere");
        Refusal().Should().Be($"{_data.In("test")} is a link to something that does not exist. Fix or remove it.");
    }

    [Fact]
    public void A_data_set_within_its_folder_is_pointed_at()
    {
        _data.Put("flowers/rose/1.png", "flowers/lily/1.png", "__MACOSX/flowers/rose/._1.png");
        Refusal().Should().Be($"{_data.Path} must contain at least 2 class folders. Received: only flowers. Is {_data.In("flowers")} the data set?");
    }

    [Fact]
    public void Pictures_without_folders_are_no_data_set()
    {
        _data.Put("1.png");
        Refusal().Should().StartWith($"{_data.Path} contains no folders with images. Expected ");
    }

    [Fact]
    public void Splits_may_be_links()
    {
        _data.Put("pool/rose/1.png", "pool/lily/1.png");
        foreach (string split in new[] { "train", "test" })
            _data.LinkFolder($"set/{split}", "pool");
        ImageDataSet.Open(_data.In("set")).Test!.Count.Should().Be(2);
    }

    private string Refusal() => Assert.Throws<InvalidDataException>(() => ImageDataSet.Open(_data.Path)).Message;
}
