namespace DsCnn.Tests;

public sealed class ImageDataSetTests : IDisposable
{
    private const string Expected =
        "Expected the name fashion-mnist, a folder with the four IDX files (train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte, " +
        "t10k-labels-idx1-ubyte, plain or .gz), with CIFAR's binaries (data_batch_1.bin or train.bin and the files beside them), " +
        "with train/CLASS/* and test/CLASS/*, or with CLASS/* (png, jpg, jpeg, bmp, webp, gif), or a CSV file with lines file,label,label.";

    private readonly string _folder = Directory.CreateTempSubdirectory("dscnn-data-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("validation")]
    [InlineData("val")]
    [InlineData("valid")]
    public void Splits_in_folders_share_the_training_folders_classes(string validation)
    {
        Put("train/a/1.png", "color.png");
        Put("train/b/1.png", "gray.png");
        Put("test/b/1.png", "gray.png");
        Put($"{validation}/b/1.png", "gray.png");
        Put("notes/c/1.png", "gray.png");
        ImageDataSet data = ImageDataSet.Open(_folder);

        data.Train.ClassNames.Should().Equal("a", "b");
        data.Test!.ClassNames.Should().Equal("a", "b");
        data.Test.GetLabel(0).Should().Be(1);
        data.Test.Shape.Should().Be(new InputSpec(3, 8, 12));
        data.Validation!.Count.Should().Be(1);
        (data.ForTraining(validationShare: 0.5).Train, data.ForTraining(validationShare: 0.5).Validation).Should().Be((data.Train, data.Validation));
    }

    [Fact]
    public void Class_folders_alone_are_all_for_training()
    {
        for (int i = 0; i < 4; i++)
        {
            Put($"train/{i}.png", "color.png");
            Put($"plane/{i}.png", "color.png");
        }

        ImageDataSet data = ImageDataSet.Open(_folder, new ImageFolderOptions { Channels = 1, Height = 6, Width = 6 });

        (data.Validation, data.Test).Should().Be((null, null));
        data.Train.ClassNames.Should().Equal("plane", "train");
        data.Train.Shape.Should().Be(new InputSpec(1, 6, 6));
        data.ForTraining(validationShare: 0.25).Validation!.Count.Should().Be(2);
        data.ForTraining(validationShare: 0).Validation.Should().BeNull();
    }

    [Fact]
    public void IDX_files_are_found_and_brought_to_a_shape()
    {
        WriteIdx(_folder);
        ImageDataSet data = ImageDataSet.Open(_folder);
        (data.Train.Count, data.Test!.Count).Should().Be((2, 2));
        data.Train.ClassNames.Should().Equal("0", "1");

        ImageDataSet named = ImageDataSet.Open(_folder, new ImageFolderOptions { Channels = 3, Height = 4, Width = 4, ClassNames = ["no", "yes"] });
        named.Train.Shape.Should().Be(new InputSpec(3, 4, 4));
        named.Test!.Shape.Should().Be(new InputSpec(3, 4, 4));
        named.Test.ClassNames.Should().Equal("no", "yes");
    }

    [Fact]
    public void IDX_files_in_a_folder_called_fashion_mnist_have_its_class_names()
    {
        string folder = Directory.CreateDirectory(Path.Combine(_folder, "fashion-mnist")).FullName;
        WriteIdx(folder);
        ImageDataSet.Open(folder + "/").Train.ClassNames.Should().Equal(FashionMnist.ClassNames);
        File.Delete(Path.Combine(folder, "t10k-labels-idx1-ubyte"));
        Refusal<FileNotFoundException>(folder).Should().Be($"{folder} contains neither t10k-labels-idx1-ubyte nor t10k-labels-idx1-ubyte.gz.");
    }

    [Fact]
    public void CIFAR_is_found()
    {
        for (int batch = 1; batch <= 5; batch++)
            File.WriteAllBytes(Path.Combine(_folder, $"data_batch_{batch}.bin"), new byte[3073]);
        File.WriteAllBytes(Path.Combine(_folder, "test_batch.bin"), new byte[3073]);
        File.WriteAllLines(Path.Combine(_folder, "batches.meta.txt"), Enumerable.Range(0, 10).Select(c => $"{c}"));

        ImageDataSet.Open(_folder).Train.Count.Should().Be(5);
        ((Action)(() => ImageDataSet.Open(_folder, new ImageFolderOptions { ClassNames = ["a", "b"] }))).Should().Throw<InvalidDataException>()
            .WithMessage($"{_folder} has the classes 0, 1, 2, 3, 4, 5, 6, 7, 8, 9. Expected: a, b.");
    }

    [Fact]
    public void What_is_no_data_set_is_refused_with_what_was_looked_for()
    {
        Refusal<DirectoryNotFoundException>(_folder + "/nowhere").Should().Be($"There is no folder {_folder}/nowhere. {Expected}");
        File.WriteAllText(Path.Combine(_folder, "file"), "");
        Refusal<DirectoryNotFoundException>(_folder + "/file").Should().Be($"{_folder}/file is a file, but not a .csv file. {Expected}");
        Refusal<InvalidDataException>(_folder).Should().Be($"{_folder} contains no images. {Expected}");
        Put("test/a/1.png", "color.png");
        Put("val/a/1.png", "color.png");
        Refusal<InvalidDataException>(_folder).Should().Be($"{_folder} contains test, val, but no train with class folders in it.");
    }

    [Fact]
    public void Splits_of_different_sizes_are_refused()
    {
        Put("train/a/1.png", "color.png");
        Put("train/b/1.png", "color.png");
        Put("test/b/1.png", "large.png");

        Refusal<InvalidDataException>(_folder).Should().Be(
            "Splits of different sizes need a common height and width: train is 3 x 8 x 12, test is 3 x 30 x 45.");
        ImageDataSet.Open(_folder, new ImageFolderOptions { Height = 8, Width = 8 }).Test!.Count.Should().Be(1);
    }

    [Fact]
    public void Where_a_size_is_chosen_other_splits_follow_the_training_split()
    {
        Put("train/a/1.png", "color.png");
        Put("train/b/1.png", "color.png");
        Put("test/b/1.png", "large.png");

        ImageDataSet.Open(_folder, new ImageFolderOptions { ChooseSize = sizes => sizes[0] }).Test!.Shape.Should().Be(new InputSpec(3, 8, 12));
    }

    [Fact]
    public void One_split_is_opened_without_reading_the_others()
    {
        Put("train/a/1.png", "color.png");
        Put("train/b/1.png", "color.png");
        Put("val/b/1.png", "color.png");
        Put("test/b/1.png", "large.png");
        File.WriteAllText(Path.Combine(_folder, "train", "a", "broken.png"), "no image");
        var shape = new ImageFolderOptions { Channels = 3, Height = 8, Width = 8 };

        ImageSplit first = ImageDataSet.OpenSplit(_folder, options: shape);
        first.Split.Should().Be(DataSplit.Test);
        first.Images.ClassNames.Should().Equal("a", "b");
        first.Images.GetLabel(0).Should().Be(1);
        first.Images.Shape.Should().Be(new InputSpec(3, 8, 8));
        ImageDataSet.OpenSplit(_folder, DataSplit.Validation, shape).Images.Count.Should().Be(1);
        Assert.Throws<UnreadableImagesException>(() => ImageDataSet.OpenSplit(_folder, DataSplit.Train, shape)).Message.Should().Contain("broken.png");
        Assert.Throws<UnreadableImagesException>(() => ImageDataSet.OpenSplit(_folder)).Message.Should().Contain("broken.png", "the training images decide the shape");
    }

    [Fact]
    public void Splits_that_are_not_there_are_refused()
    {
        WriteIdx(_folder);
        ImageDataSet.OpenSplit(_folder).Split.Should().Be(DataSplit.Test);
        ImageDataSet.OpenSplit(_folder, DataSplit.Train).Images.Count.Should().Be(2);
        Assert.Throws<InvalidDataException>(() => ImageDataSet.OpenSplit(_folder, DataSplit.Validation)).Message.Should().Be(
            $"{_folder} has no validation images, only test and training images.");
    }

    private static string Refusal<TException>(string data)
        where TException : Exception =>
        Assert.Throws<TException>(() => ImageDataSet.Open(data)).Message;

    private static void WriteIdx(string folder)
    {
        foreach (string split in new[] { "train", "t10k" })
        {
            File.WriteAllBytes(Path.Combine(folder, $"{split}-images-idx3-ubyte"), [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
            File.WriteAllBytes(Path.Combine(folder, $"{split}-labels-idx1-ubyte"), [0, 0, 8, 1, 0, 0, 0, 2, 1, 0]);
        }
    }

    private void Put(string name, string fixture)
    {
        string path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Copy(ImageFixtures.PathOf(fixture), path);
    }
}
