namespace DsCnn.Tests;

public sealed class ImageFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dscnn-folder-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Classes_and_files_come_in_ordinal_order_with_their_pixels()
    {
        Put("dog/b.png", "gray.png");
        Put("dog/deeper/a.png", "color.png");
        Put("Zebra/UPPER.PNG", "UPPER.PNG");
        Put("dog/B.png", "palette.png");
        ImageFolder images = ImageFolder.Load(_folder);

        images.ClassNames.Should().Equal("Zebra", "dog");
        images.Shape.Should().Be(new InputSpec(3, 8, 12));
        Names(images).Should().Equal("Zebra/UPPER.PNG", "dog/B.png", "dog/b.png", "dog/deeper/a.png");
        Enumerable.Range(0, 4).Select(images.GetLabel).Should().Equal(0, 1, 1, 1);
        Pixels(images, 1).Should().Equal(ImageFixtures.Pixels("palette.png").Pixels);
        byte[] gray = ImageFixtures.Pixels("gray.png").Pixels;
        Pixels(images, 2).Should().Equal([.. gray, .. gray, .. gray]);
        Pixels(images, 3).Should().Equal(ImageFixtures.Pixels("color.png").Pixels);
        images.Unreadable.Should().BeEmpty();
    }

    [Fact]
    public void Pictures_without_color_have_one_channel_however_they_are_stored()
    {
        Put("a/1.png", "gray.png");
        Put("b/1.png", "gray-stored-as-color.png");
        Put("b/2.png", "black-and-white.png");

        ImageFolder.Load(_folder).Shape.Should().Be(new InputSpec(1, 8, 12));
        ImageFolder.Load(_folder, new ImageFolderOptions { Channels = 3 }).Shape.Should().Be(new InputSpec(3, 8, 12));
    }

    [Fact]
    public void Images_are_brought_to_the_size_and_channels_asked_for()
    {
        Put("a/1.png", "large.png");
        Put("b/1.jpg", "orientation-6.jpg");
        ImageFolder images = ImageFolder.Load(_folder, new ImageFolderOptions { Channels = 1, Height = 7, Width = 5 });

        images.Shape.Should().Be(new InputSpec(1, 7, 5));
        Pixels(images, 0).Should().Equal(Resampler.Fit(ImageFixtures.Pixels("large.png", "gray"), 7, 5).Pixels);
    }

    /// <summary>Of 20 x 5000 pixels, a square keeps 20 x 20: 0.4 %.</summary>
    [Fact]
    public void Pictures_of_which_little_is_left_are_told()
    {
        Put("a/1.png", "color.png");
        Put("b/1.png", "color.png");
        string strip = Path.Combine(_folder, "b", "strip.png");
        using (var long_ = new SkiaSharp.SKBitmap(5000, 20))
        using (FileStream file = File.Create(strip))
            long_.Encode(file, SkiaSharp.SKEncodedImageFormat.Png, 100);

        ImageFolder.Load(_folder, new ImageFolderOptions { Height = 32, Width = 32 }).Remarks.Should().Equal(
            $"1 image of 3 in {_folder} loses more than half: only the middle of the long side is kept for 32 x 32, such as of {strip}");
        ImageFolder.Load(_folder, new ImageFolderOptions { Height = 2, Width = 300 }).Remarks.Should().ContainSingle().Which.Should().StartWith("2 images of 3 in");
    }

    [Fact]
    public void A_size_is_chosen_from_those_of_all_readable_images()
    {
        IReadOnlyList<(int Height, int Width)> seen = [];
        var options = new ImageFolderOptions { Unreadable = UnreadableImages.Skip, ChooseSize = sizes => (seen = sizes).Count == 2 ? (8, 12) : (5, 6) };
        Put("a/1.png", "color.png");
        Put("b/1.png", "color.png");
        File.WriteAllText(Path.Combine(_folder, "b", "9.png"), "none");
        ImageFolder.Load(_folder, options).Shape.Should().Be(new InputSpec(3, 8, 12));
        seen.Should().Equal((8, 12), (8, 12));
        Put("b/2.png", "large.png");
        ImageFolder.Load(_folder, options).Shape.Should().Be(new InputSpec(3, 5, 6));
        options = new ImageFolderOptions { ChooseSize = options.ChooseSize };
        File.Delete(Path.Combine(_folder, "b", "9.png"));
        ((Action)(() => ImageFolder.Load(_folder, options with { Height = 8 }))).Should().Throw<InvalidDataException>();
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2 * 288, 2)]
    [InlineData((2 * 288) - 1, 1)]
    [InlineData(1 << 20, 4)]
    public void Images_beyond_the_memory_limit_are_decoded_when_used(long limit, int kept)
    {
        foreach (string file in new[] { "a/1.png", "a/2.png", "b/1.png", "b/2.png" })
            Put(file, "color.png");
        ImageFolder images = ImageFolder.Load(_folder, new ImageFolderOptions { MemoryLimit = limit });

        images.ImagesInMemory.Should().Be(kept);
        for (int i = 0; i < images.Count; i++)
            Pixels(images, i).Should().Equal(ImageFixtures.Pixels("color.png").Pixels);
    }

    [Fact]
    public void A_file_that_breaks_after_loading_is_named()
    {
        Put("a/1.png", "color.png");
        Put("b/1.png", "color.png");
        ImageFolder images = ImageFolder.Load(_folder, new ImageFolderOptions { MemoryLimit = 0 });
        File.WriteAllText(images.GetPath(1), "");

        ((Action)(() => Pixels(images, 1))).Should().Throw<UnreadableImagesException>().WithMessage(
            $"A file that was readable when its folder was loaded can no longer be read: {images.GetPath(1)} (the file is empty, or a pipe, a socket or a device).");
        File.Delete(images.GetPath(1));
        ((Action)(() => images.MeasurePreprocessing())).Should().Throw<UnreadableImagesException>().WithMessage($"*{images.GetPath(1)} (*");
    }

    [Fact]
    public void Hidden_files_other_extensions_and_links_that_lead_back_are_passed_over()
    {
        Put("a/1.png", "color.png");
        Put("b/1.png", "color.png");
        Put("b/._1.png", "color.png");
        Put("b/.hidden/1.png", "color.png");
        Put(".git/1.png", "color.png");
        foreach (string file in new[] { "readme.md", "1.png", "a/Thumbs.db", "a/.DS_Store", "a/1.png.txt" })
            File.WriteAllText(Path.Combine(_folder, file), "not for reading");
        Directory.CreateSymbolicLink(Path.Combine(_folder, "b", "loop"), _folder);

        Names(ImageFolder.Load(_folder)).Should().Equal("a/1.png", "b/1.png");
    }

    [Fact]
    public void Names_may_be_odd()
    {
        Put("caf\u00e9 \u732b/ \u202e#%&'\".png", "color.png");
        Put("b\nb/a\tb.png", "color.png");

        ImageFolder images = ImageFolder.Load(_folder);
        images.ClassNames.Should().Equal("b\nb", "caf\u00e9 \u732b");
        images.Count.Should().Be(2);
    }

    [Fact]
    public void A_test_set_takes_the_training_sets_labels()
    {
        Put("b/1.png", "color.png");
        ImageFolder images = ImageFolder.Load(_folder, new ImageFolderOptions { ClassNames = ["c", "b", "a"] });

        images.ClassNames.Should().Equal("c", "b", "a");
        images.GetLabel(0).Should().Be(1);
    }

    [Fact]
    public void Progress_counts_up_to_the_number_of_files()
    {
        for (int i = 0; i < 30; i++)
            Put($"{(i % 2 == 0 ? "a" : "b")}/{i}.png", "color.png");
        var seen = new List<int>();
        ImageFolder.Load(_folder, progress: new Recorder(value => seen.Add(value.Done)));

        seen.Should().Equal(Enumerable.Range(1, 30));
    }

    [Fact]
    public void Loading_can_be_canceled()
    {
        for (int i = 0; i < 100; i++)
            Put($"{(i % 2 == 0 ? "a" : "b")}/{i}.png", "color.png");
        using var stop = new CancellationTokenSource();

        ((Action)(() => ImageFolder.Load(_folder, progress: new Recorder(_ => stop.Cancel()), cancellationToken: stop.Token)))
            .Should().Throw<OperationCanceledException>();
    }

    private void Put(string name, string fixture)
    {
        string path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Copy(ImageFixtures.PathOf(fixture), path);
    }

    private IEnumerable<string> Names(ImageFolder images) =>
        Enumerable.Range(0, images.Count).Select(i => Path.GetRelativePath(_folder, images.GetPath(i)).Replace('\\', '/'));

    private static byte[] Pixels(ImageFolder images, int index)
    {
        byte[] pixels = new byte[images.Shape.Shape.Elements];
        images.CopyPixels(index, pixels);
        return pixels;
    }

    private sealed class Recorder(Action<ImageLoadProgress> record) : IProgress<ImageLoadProgress>
    {
        public void Report(ImageLoadProgress value) => record(value);
    }
}
