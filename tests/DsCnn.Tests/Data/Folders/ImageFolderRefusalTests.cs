namespace DsCnn.Tests;

public sealed class ImageFolderRefusalTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dscnn-folder-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Unreadable_files_are_named_and_counted()
    {
        string good = Put("cat/1.png", "color.png");
        string empty = Write("cat/2.png", []);
        string cut = Write("dog/1.png", File.ReadAllBytes(good).AsSpan()[..^40]);
        string text = Write("dog/2.jpg", "text"u8);
        Put("dog/3.png", "color.png");
        string link = Path.Combine(_folder, "dog", "4.png");
        File.CreateSymbolicLink(link, Path.Combine(_folder, "nowhere.png"));

        UnreadableImagesException failure = Assert.Throws<UnreadableImagesException>(() => ImageFolder.Load(_folder));
        failure.Images.Select(i => i.Path).Should().Equal(empty, cut, text, link);
        failure.Message.Should().Be(
            $"4 of 6 images in {_folder} cannot be read: {empty} (the file is empty, or a pipe, a socket or a device), {cut} (the file is cut short), " +
            $"{text} (it is not a PNG, JPEG, BMP, WebP or GIF image), {link} ({failure.Images[3].Reason}). " +
            "Fix or remove them, or choose to skip unreadable images.");
        failure.Images[3].Reason.Should().Be($"it is a link to {Path.Combine(_folder, "nowhere.png")}, which does not exist");

        ImageFolder images = ImageFolder.Load(_folder, new ImageFolderOptions { Unreadable = UnreadableImages.Skip });
        images.Count.Should().Be(2);
        images.GetLabel(1).Should().Be(1);
        images.Unreadable.Should().BeEquivalentTo(failure.Images, options => options.WithStrictOrdering());
    }

    [Fact]
    public void Only_the_first_of_many_unreadable_files_are_named()
    {
        Put("cat/1.png", "color.png");
        for (int i = 0; i < 8; i++)
            Write($"dog/{i}.png", []);
        Put("dog/8.png", "color.png");

        ((Action)(() => ImageFolder.Load(_folder))).Should().Throw<UnreadableImagesException>()
            .WithMessage("8 of 10 images*4.png (the file is empty, or a pipe, a socket or a device), and 3 more. Fix*");
    }

    [Fact]
    public void A_class_of_which_nothing_can_be_read_is_named_even_when_skipping()
    {
        Put("cat/1.png", "color.png");
        string empty = Write("dog/1.png", []);

        ((Action)(() => ImageFolder.Load(_folder, new ImageFolderOptions { Unreadable = UnreadableImages.Skip }))).Should()
            .Throw<UnreadableImagesException>().WithMessage($"The only image of class dog in {_folder} cannot be read: {empty} (the file is empty, or a pipe, a socket or a device).");
        File.WriteAllBytes(Path.Combine(_folder, "cat", "1.png"), []);
        ((Action)(() => ImageFolder.Load(_folder, new ImageFolderOptions { Unreadable = UnreadableImages.Skip }))).Should()
            .Throw<UnreadableImagesException>().WithMessage($"None of the 2 images in {_folder} can be read: *cat*, *dog*");
    }

    [Fact]
    public void A_name_that_breaks_the_line_does_not_break_the_message()
    {
        Write("a\nb/1.png", []);
        Put("c/1.png", "color.png");

        Assert.Throws<UnreadableImagesException>(() => ImageFolder.Load(_folder)).Message.Should().NotContain("\n").And.Contain("a b");
    }

    [Fact]
    public void A_file_of_too_many_pixels_is_unreadable()
    {
        Put("a/1.png", "color.png");
        string large = Put("b/1.png", "large.png");

        ((Action)(() => ImageFolder.Load(_folder, new ImageFolderOptions { MaxPixels = 96, Height = 8, Width = 8 }))).Should()
            .Throw<UnreadableImagesException>().WithMessage($"*{large} (45 x 30 pixels exceed the limit of 96 per image; raise MaxPixels (--max-pixels))*");
        ((Action)(() => ImageFolder.Load(_folder, new ImageFolderOptions { MaxPixels = 96, Height = 10, Width = 10 }))).Should()
            .Throw<InvalidDataException>().WithMessage("Images of 10 x 10 pixels are larger than the 96 pixels of MaxPixels.");
    }

    [Fact]
    public void Images_of_different_sizes_are_named()
    {
        string first = Put("a/1.png", "color.png");
        Put("b/1.png", "color.png");
        string other = Put("b/2.png", "large.png");

        ((Action)(() => ImageFolder.Load(_folder))).Should().Throw<InvalidDataException>().WithMessage(
            $"Images of different sizes need a common height and width: {first} is 8 x 12, {other} is 30 x 45 (rows x columns).");
        ImageFolder.Load(_folder, new ImageFolderOptions { Height = 8, Width = 8 }).Count.Should().Be(3);
        ((Action)(() => ImageFolder.Load(_folder, new ImageFolderOptions { Height = 8 }))).Should().Throw<InvalidDataException>();
    }

    [Fact]
    public void A_folder_without_at_least_two_classes_is_refused()
    {
        Refusal<DirectoryNotFoundException>(Path.Combine(_folder, "nowhere")).Should().Be($"There is no folder {_folder}/nowhere.");
        Refusal<InvalidDataException>(_folder).Should().Be(
            $"{_folder} holds no class folders. Expected one folder with images (png, jpg, jpeg, bmp, webp, gif) per class.");
        Put("a/1.png", "color.png");
        Refusal<InvalidDataException>(_folder).Should().Be($"{_folder} must contain at least 2 class folders. Received: only a.");
        Directory.CreateDirectory(Path.Combine(_folder, "b", "empty"));
        Refusal<InvalidDataException>(_folder).Should().Be($"The class folder {_folder}/b contains no images (png, jpg, jpeg, bmp, webp, gif).");
    }

    [Fact]
    public void A_folder_that_is_none_of_the_classes_is_named()
    {
        Put("a/1.png", "color.png");
        Put("typo/1.png", "color.png");

        ((Action)(() => ImageFolder.Load(_folder, new ImageFolderOptions { ClassNames = ["a", "b"] }))).Should().Throw<InvalidDataException>()
            .WithMessage($"{_folder} contains the folder typo, which is none of the 2 classes: a, b.");
    }

    [Fact]
    public void A_chosen_size_must_be_one()
    {
        Put("a/1.png", "color.png");
        Put("b/1.png", "color.png");

        ((Action)(() => ImageFolder.Load(_folder, new ImageFolderOptions { ChooseSize = _ => (8, 0) }))).Should().Throw<InvalidOperationException>()
            .WithMessage("ChooseSize must return positive numbers of rows and columns. Received: 8 x 0.");
    }

    [Fact]
    public void Options_that_cannot_be_are_refused()
    {
        ((Action)(() => _ = new ImageFolderOptions { Channels = 2 })).Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("Channels must be 1, 3 or null. Received: 2.*");
        ((Action)(() => _ = new ImageFolderOptions { Height = 0 })).Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("Height must be positive. Received: 0.*");
        ((Action)(() => _ = new ImageFolderOptions { MemoryLimit = -1 })).Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("MemoryLimit must be at least 0. Received: -1.*");
        ((Action)(() => _ = new ImageFolderOptions { MaxPixels = 1 << 29 })).Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("MaxPixels must be at least 1 and at most 268435456. Received: 536870912.*");
        ((Action)(() => _ = new ImageFolderOptions { ClassNames = ["a", "b", "a"] })).Should().Throw<ArgumentException>()
            .WithMessage("ClassNames must be different. Received twice: a.*");
        ((Action)(() => _ = new ImageFolderOptions { ClassNames = [] })).Should().Throw<ArgumentException>()
            .WithMessage("ClassNames must not be empty.*");
        ((Action)(() => _ = new ImageFolderOptions { Unreadable = (UnreadableImages)7 })).Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("Unreadable must be one of Fail, Skip. Received: 7.*");
    }

    [Fact]
    public void Options_are_equal_by_value() =>
        new ImageFolderOptions { ClassNames = ["a", "b"], Height = 3 }.Should().Be(new ImageFolderOptions { ClassNames = ["a", "b"], Height = 3 })
            .And.NotBe(new ImageFolderOptions { ClassNames = ["b", "a"], Height = 3 });

    private static string Refusal<TException>(string folder)
        where TException : Exception =>
        Assert.Throws<TException>(() => ImageFolder.Load(folder)).Message.Replace('\\', '/');

    private string Put(string name, string fixture) => Write(name, File.ReadAllBytes(ImageFixtures.PathOf(fixture)));

    private string Write(string name, ReadOnlySpan<byte> content)
    {
        string path = Path.Combine([_folder, .. name.Split('/')]);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }
}
