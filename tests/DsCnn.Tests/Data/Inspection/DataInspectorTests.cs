using DsCnn.TestKit;
using SkiaSharp;

namespace DsCnn.Tests;

public sealed class DataInspectorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_is_counted_and_measured_as_it_is()
    {
        Put("train/cat", 0, 30);
        Put("train/dog", 100, 25);
        Put("test/cat", 200, 4);
        Put("test/dog", 300, 3);
        using (SKBitmap wide = Scenes.Draw(1, 90, 30))
            Scenes.Save(wide, PathOf("train/dog/wide.png"));
        using (SKBitmap tall = Scenes.Draw(2, 20, 40))
            Scenes.Save(tall, PathOf("test/cat/tall.png"));

        DataReport report = DataInspector.Inspect(_folder.FullPath);

        (report.Data, report.Images, report.Gray, report.Colored).Should().Be((_folder.FullPath, 64, 0, 64));
        report.Splits.Should().Equal(DataSplit.Train, DataSplit.Test);
        report.Classes.Select(c => (c.Name, c.Train, c.Validation, c.Test)).Should().Equal(("cat", 30, 0, 5), ("dog", 26, 0, 3));
        report.Sizes.Should().BeEquivalentTo(new ImageSizes
        {
            Smallest = (40, 20),
            Median = (48, 64),
            Largest = (48, 64),
            Training = (48, 48),
            Different = 3,
            MostlyCut = 1,
            NarrowestAspect = 0.5,
            MedianAspect = 64 / 48.0,
            WidestAspect = 3,
        });
        report.Duplicates.Should().BeEmpty();
        report.Findings.Select(finding => finding.ToString()).Should().Equal(
            "Warning: 1 image is so long that cropping the middle for training leaves less than half. Cut them into pieces, or choose a different shape with --input.",
            "Note: Images have 3 different sizes. By default, training resizes them to 48 x 48: the short side is scaled, and the middle of the long one is kept.");
    }

    [Fact]
    public void Duplicates_across_splits_and_classes_are_told_with_their_files()
    {
        Put("train/cat", 0, 20);
        Put("train/dog", 100, 20);
        Put("test/cat", 200, 5);
        Put("test/dog", 300, 5);
        Scenes.Save(3, PathOf("test/cat/again.png"));
        File.Copy(PathOf("train/dog/104.png"), PathOf("train/cat/wrong.png"));
        using (SKBitmap picture = Scenes.Draw(107, 64, 48))
            Scenes.Save(picture, PathOf("train/dog/smaller.jpg"), SKEncodedImageFormat.Jpeg, 80);

        DataReport report = DataInspector.Inspect(_folder.FullPath);

        report.Duplicates.Select(group => string.Join(" ", group.Images.Select(image => image.Name.Replace('\\', '/')))).Should().Equal(
            "train/cat/003.png test/cat/again.png", "train/cat/wrong.png train/dog/104.png", "train/dog/107.png train/dog/smaller.jpg");
        report.Duplicates.Select(group => (group.IsExact, group.CrossesSplits, group.CrossesClasses)).Should().Equal((true, true, false), (true, false, true), (false, false, false));
        report.Leaks.Should().Equal(report.Duplicates[0]);
        report.Conflicts.Should().Equal(report.Duplicates[1]);
        report.Duplicates[0].Images[1].ToString().Should().Be($"{Path.Combine("test", "cat", "again.png")} (test, cat)");
        report.Findings.Select(finding => (finding.Level, finding.Text.Replace('\\', '/'))).Should().Equal(
            (FindingLevel.Problem, "1 picture is labeled in two ways, so one label is wrong: train/cat/wrong.png = train/dog/104.png."),
            (FindingLevel.Problem, "1 of 11 test images is also in another split, so results on them are too good."),
            (FindingLevel.Warning, "2 images are equal to others in every pixel."),
            (FindingLevel.Warning, "1 image is nearly equal to others: the same picture in a different size, format, brightness or contrast."));
    }

    [Fact]
    public void What_would_stop_a_training_is_a_finding()
    {
        Put("train/cat", 0, 21);
        Put("train/dog", 100, 2);
        Put("test/cat", 200, 1);
        Put("test/fox", 300, 1);
        Directory.CreateDirectory(PathOf("train/empty"));
        File.WriteAllText(PathOf("train/dog/broken.png"), "no picture");
        Scenes.Save(new SKBitmap(20, 20), PathOf("train/cat/blank.png"));

        DataReport report = DataInspector.Inspect(_folder.FullPath);

        report.Unreadable.Should().ContainSingle().Which.Should().BeEquivalentTo(new UnreadableImage
        {
            Path = Path.Combine("train", "dog", "broken.png"),
            Reason = "it is not a PNG, JPEG, BMP, WebP or GIF image",
        });
        report.Findings.Select(finding => finding.ToString().Replace('\\', '/')).Should().Equal(
            "Problem: 1 file of 27 cannot be read: train/dog/broken.png (it is not a PNG, JPEG, BMP, WebP or GIF image).",
            "Problem: 2 classes have no readable training images: empty, fox.",
            "Warning: 1 class has no test images: dog.",
            "Warning: 1 class has fewer than 20 training images: dog (2).",
            "Warning: cat has 11.0 times as many training images as dog.",
            "Warning: 1 image is of a single uniform tone: train/cat/blank.png.",
            "Note: 1 image is gray, the other 25 colored. If most images of a class are gray, a network learns that instead.",
            "Note: Images have 2 different sizes. By default, training resizes them to 48 x 48: the short side is scaled, and the middle of the long one is kept.");
    }

    /// <summary>Means over the cells of fine noise are as alike as those of a blank page.</summary>
    [Fact]
    public void Noise_is_not_of_one_tone()
    {
        Put("cat", 0, 20);
        Put("dog", 100, 20);
        using var noise = new SKBitmap(640, 640);
        var random = new Random(1);
        noise.Pixels = [.. Enumerable.Range(0, 640 * 640).Select(_ => (byte)random.Next(256)).Select(v => new SKColor(v, v, v))];
        Scenes.Save(noise, PathOf("cat/noise.png"));
        using var blank = new SKBitmap(64, 48);
        blank.Erase(SKColors.Gray);
        Scenes.Save(blank, PathOf("cat/blank.png"));

        DataInspector.Inspect(_folder.FullPath).Plain.Should().ContainSingle().Which.Name.Should().EndWith("blank.png");
    }

    [Fact]
    public void A_list_with_several_labels_counts_each_label()
    {
        Put("pictures", 0, 5);
        using (SKBitmap large = Scenes.Draw(9))
            Scenes.Save(large, PathOf("pictures/009.png"));
        File.Copy(PathOf("pictures/001.png"), PathOf("pictures/again.png"));
        File.WriteAllText(PathOf("list.csv"), """
            file,split,label
            pictures/000.png,train,red,round
            pictures/001.png,train,red
            pictures/002.png,train
            pictures/003.png,train,round
            pictures/009.png,test,round
            pictures/again.png,test,red,round
            pictures/gone.png,test,red
            """);

        DataReport report = DataInspector.Inspect(PathOf("list.csv"));

        (report.Images, report.ImagesBySplit[DataSplit.Train], report.ImagesBySplit[DataSplit.Test]).Should().Be((6, 4, 2));
        report.Classes.Select(c => (c.Name, c.Train, c.Test)).Should().Equal(("red", 2, 1), ("round", 2, 2));
        report.Unreadable.Should().ContainSingle().Which.Path.Replace('\\', '/').Should().Be("pictures/gone.png");
        DuplicateGroup group = report.Duplicates.Should().ContainSingle().Subject;
        group.Images.Select(image => image.ClassName).Should().Equal("red", "red + round");
        (group.CrossesSplits, group.CrossesClasses).Should().Be((true, true));
        new ShownPage(report.ToHtmlPage()).PicturesUnder("Some images of each class").Should().HaveCount(3 + 4);
    }

    [Fact]
    public void Images_in_memory_are_inspected_too()
    {
        ImageSet train = TinyData.Quarters(60);
        IImageSource test = train.Subset([5, 5, 17]);

        DataReport report = DataInspector.Inspect(new ImageDataSet { Train = train, Test = test });

        report.Classes.Sum(c => c.Train).Should().Be(60);
        report.Duplicates.Select(group => string.Join(" ", group.Images.Select(image => $"{image.Split}{image.Name}"))).Should().Equal(
            "Train#5 Test#5 Test#5", "Train#17 Test#17");
    }

    [Fact]
    public void Color_that_a_source_stores_but_does_not_have_does_not_count()
    {
        ImageSet gray = TinyData.Quarters(10);

        DataInspector.Inspect(new ImageDataSet { Train = gray.WithShape(new InputSpec(3, 8, 8)) }).Gray.Should().Be(10);
    }

    [Fact]
    public void The_text_names_every_class_and_finding()
    {
        Put("cat", 0, 3);
        Put("dog", 100, 2);

        string text = DataInspector.Inspect(_folder.FullPath).ToText();

        text.Should().Be(
            $"""
            {_folder.FullPath}: 5 images of 2 classes
            class  training
            ---------------
            cat           3
            dog           2
            ---------------
            all           5
            Size: 48 x 64 (rows x columns)
            Channels: all in color
            Warning: 2 classes have fewer than 20 training images: dog (2), cat (3).

            """);
    }

    [Fact]
    public void The_page_shows_each_class_the_duplicates_and_augmentation()
    {
        Put("cat", 0, 20);
        Put("dog", 100, 4);
        Scenes.Save(101, PathOf("cat/again.png"));
        var options = new DataInspectionOptions { PicturesPerClass = 5, Augmentations = _ => [new HorizontalFlip { Probability = 1 }] };

        DataReport report = DataInspector.Inspect(_folder.FullPath, options);
        var page = new ShownPage(report.ToHtmlPage());

        page.ShouldBeInert();
        page.Facts.Should().Contain("images", "25").And.Contain("classes", "2").And.Contain("size (rows x columns)", "48 x 64").And.Contain("equal to another", "1");
        page.Headings.Should().Equal("Classes", "Some images of each class", "The same picture in several classes", "What augmentation does");
        page.PicturesUnder("Some images of each class").Should().HaveCount(9);
        page.PicturesUnder("The same picture in several classes").Should().HaveCount(2);
        page.PicturesUnder("What augmentation does").Should().HaveCount(6 * 8);
        PlanarImage original = ImageFile.Decode(page.PicturesUnder("What augmentation does")[0], 1 << 20);
        PlanarImage mirrored = ImageFile.Decode(page.PicturesUnder("What augmentation does")[1], 1 << 20);
        byte[] expected = [.. original.Pixels.Chunk(original.Width).SelectMany(row => row.Reverse())];
        mirrored.Pixels.Should().Equal(expected);

        var section = new ShownPage(report.ToHtml());
        section.ShouldBeInert();
        section.Root.Name.LocalName.Should().Be("section");
        section.Headings.Skip(1).Should().Equal(page.Headings);
    }

    [Fact]
    public void Hostile_names_are_text()
    {
        const string Name = "<script>alert('1')</script>&\u0001";
        var shape = new InputSpec(1, 8, 8);
        byte[] pixels = new byte[128];
        new Random(1).NextBytes(pixels);
        pixels.AsSpan(0, 64).CopyTo(pixels.AsSpan(64));
        var images = new ImageSet(shape, pixels, new byte[] { 0, 1 }, [Name, "\" onload=\"x"]);

        var page = new ShownPage(DataInspector.Inspect(new ImageDataSet { Train = images }).ToHtmlPage());

        page.ShouldBeInert();
        page.Elements("h3").Select(h => h.Value).Should().Contain("<script>alert('1')</script>& ");
    }

    [Fact]
    public void Many_classes_make_no_endless_page()
    {
        int classes = 2000;
        byte[] pixels = new byte[classes * 64];
        new Random(1).NextBytes(pixels);
        var images = new ImageSet(new InputSpec(1, 8, 8), pixels, Enumerable.Range(0, classes).ToArray(), [.. Enumerable.Range(0, classes).Select(i => $"class {i}")]);

        new ShownPage(DataInspector.Inspect(new ImageDataSet { Train = images }).ToHtmlPage()).Elements("img").Count().Should().BeLessThan(700);
    }

    [Fact]
    public void Progress_ends_with_the_last_image_and_cancelling_stops()
    {
        var seen = new Recorder<ImageLoadProgress>();
        var data = new ImageDataSet { Train = TinyData.Quarters(500) };
        DataInspector.Inspect(data, progress: seen);
        seen.Reports[^1].Should().BeEquivalentTo(new ImageLoadProgress { Done = 500, Total = 500 });
        seen.Reports.Select(r => r.Done).Should().BeInAscendingOrder();

        using var stop = new CancellationTokenSource();
        var stopping = new Recorder<ImageLoadProgress>(_ => stop.Cancel());
        FluentActions.Invoking(() => DataInspector.Inspect(data, progress: stopping, cancellationToken: stop.Token)).Should().Throw<OperationCanceledException>();
    }

    [Fact]
    public void Folders_without_pictures_are_refused()
    {
        Directory.CreateDirectory(PathOf("cat"));
        FluentActions.Invoking(() => DataInspector.Inspect(_folder.FullPath)).Should().ThrowExactly<InvalidDataException>()
            .WithMessage($"{_folder.FullPath} contains no images in its class folders (png, jpg, jpeg, bmp, webp, gif).");
        FluentActions.Invoking(() => DataInspector.Inspect(PathOf("nowhere"))).Should().ThrowExactly<DirectoryNotFoundException>();
    }

    private string PathOf(string path) => Path.Combine(_folder.FullPath, path);

    private void Put(string folder, int first, int count)
    {
        for (int i = first; i < first + count; i++)
            Scenes.Save(i, PathOf($"{folder}/{i:000}.png"));
    }
}
