using System.Diagnostics;
using DsCnn.Tests.Native;

namespace DsCnn.Tests;

public sealed class LeftOutFilesTests : IDisposable
{
    private readonly DataFolder _data = new();

    public LeftOutFilesTests() => _data.Put("rose/1.png", "lily/1.png");

    public void Dispose() => _data.Dispose();

    [Fact]
    public void Each_file_is_counted_by_its_ending()
    {
        _data.PutOther("rose/a.txt", "rose/b.TXT", "rose/deeper/c.txt", "lily/.DS_Store", "rose/.DS_Store", "rose/IMG_1.heic", "lily/Thumbs.db", "LICENSE", "rose/.directory");
        _data.Put("stray.png", "rose/._1.png", "rose/.2.png");
        ImageFolder images = ImageFolder.Load(_data.Path);

        images.Count.Should().Be(2);
        images.LeftOut.Kinds.Should().BeEquivalentTo(new Dictionary<string, int>
        {
            [".txt"] = 3,
            [".DS_Store"] = 2,
            [".heic"] = 1,
            [".db"] = 1,
            ["without an extension"] = 1,
            [".directory"] = 1,
            [".png outside the class folders"] = 1,
            ["._*"] = 1,
            [".png hidden"] = 1,
        });
        images.LeftOut.Count.Should().Be(12);
        images.LeftOut.ToString().Should().Be(
            "12 files: 3 .txt, 2 .DS_Store, 1 ._*, 1 .db, 1 .directory, 1 .heic, 1 .png hidden, 1 .png outside the class folders, 1 without an extension");
    }

    [Fact]
    public void Of_many_kinds_the_most_frequent_are_named()
    {
        _data.PutOther([.. Enumerable.Range(10, 30).Select(i => $"rose/1.e{i}"), "rose/2.e39"]);
        ImageFolder.Load(_data.Path).LeftOut.ToString().Should().StartWith("31 files: 2 .e39, 1 .e10, ").And.EndWith(", 1 .e28, 10 others");
    }

    [Fact]
    public void Explanations_beside_pictures_are_none()
    {
        _data.PutOther("rose/1.map.png", "rose/why/2.map.png", "3.MAP.PNG");

        ImageFolder images = ImageFolder.Load(_data.Path);

        images.Count.Should().Be(2);
        images.LeftOut.ToString().Should().Be("3 files: 2 .map.png (explanations), 1 in why (explanations)");
    }

    [Fact]
    public void Nothing_is_said_where_nothing_was_left_out()
    {
        ImageFolder.Load(_data.Path).LeftOut.Should().BeEquivalentTo(new { Count = 0 });
        LeftOutFiles.None.ToString().Should().Be("no files");
        _data.PutOther("a.md");
        ImageFolder.Load(_data.Path).LeftOut.ToString().Should().Be("1 file: 1 .md");
    }

    [Theory]
    [InlineData("__MACOSX")]
    [InlineData("$RECYCLE.BIN")]
    [InlineData("$Recycle.Bin")]
    [InlineData("System Volume Information")]
    [InlineData("@eaDir")]
    [InlineData("#recycle")]
    [InlineData("#snapshot")]
    [InlineData("@Recently-Snapshot")]
    [InlineData(".@__thumb")]
    [InlineData(".ipynb_checkpoints")]
    [InlineData(".git")]
    [InlineData("lost+found")]
    public void System_folders_are_no_classes_and_hold_no_images(string name)
    {
        _data.Put($"{name}/1.png", $"{name}/rose/2.png", $"rose/{name}/3.png");
        ImageFolder images = ImageFolder.Load(_data.Path);

        images.ClassNames.Should().Equal("lily", "rose");
        images.Count.Should().Be(2);
        images.LeftOut.Kinds.Should().BeEquivalentTo(new Dictionary<string, int> { [$"in {name}"] = 3 });
    }

    [Theory]
    [InlineData("dscnn-run", "tensorboard/events", "dscnn-run (a training run)")]
    [InlineData("results", "model.safetensors", "results (a training run)")]
    [InlineData("results", "last.ckpt", "results (a training run)")]
    [InlineData("results", "history.csv", "results (a training run)")]
    [InlineData("results", ".last.ckpt.lock", "results (a training run)")]
    [InlineData("results", "run.json", "results (a training run)")]
    [InlineData("small.safetensors-state", "state.json", "small.safetensors-state (a compression)")]
    public void What_this_library_writes_is_no_class(string folder, string file, string said)
    {
        _data.PutOther($"{folder}/{file}");
        _data.Put($"{folder}/history.png");
        ImageFolder images = ImageFolder.Load(_data.Path);

        images.ClassNames.Should().Equal("lily", "rose");
        images.LeftOut.ToString().Should().Be($"2 files: 2 in {said}");
    }

    [Fact]
    public void Drawings_of_what_a_network_saw_are_no_class()
    {
        _data.Put("why/1.map.png", "why/2.map.png", "maps/1.map.png", "maps/2.png");
        ImageFolder images = ImageFolder.Load(_data.Path);

        images.ClassNames.Should().Equal("lily", "maps", "rose");
        images.LeftOut.ToString().Should().Be("3 files: 2 in why (explanations), 1 .map.png (explanations)");
    }

    [Fact]
    public void Links_to_the_data_set_itself_are_no_classes()
    {
        _data.LinkFolder("loop", ".");
        _data.LinkFolder("rose/up", "rose");
        ImageFolder images = ImageFolder.Load(_data.Path);

        images.ClassNames.Should().Equal("lily", "rose");
        images.Count.Should().Be(2);
        images.LeftOut.Count.Should().Be(0);
    }

    [Fact]
    public void A_folder_that_the_caller_excludes_is_no_class()
    {
        Directory.CreateDirectory(_data.In("empty"));
        _data.LinkFolder("by-another-name", "empty");

        ((Action)(() => ImageFolder.Load(_data.Path, new ImageFolderOptions { Excluded = [_data.In("not-there-yet")] }))).Should().Throw<InvalidDataException>();
        ImageFolder.Load(_data.Path, new ImageFolderOptions { Excluded = [_data.In("by-another-name")] }).ClassNames.Should().Equal("lily", "rose");
    }

    [Fact]
    public void A_class_folder_without_images_says_what_it_holds_instead()
    {
        _data.PutOther("tulip/1.heic", "tulip/2.heic");
        ((Action)(() => ImageFolder.Load(_data.Path))).Should().Throw<InvalidDataException>()
            .WithMessage("The class folder *tulip contains no images (png, jpg, jpeg, bmp, webp, gif), only 2 files: 2 .heic.");
    }

    [Fact]
    public void Pictures_in_links_are_read_like_their_targets()
    {
        _data.Put("pool/1.png", "elsewhere/more/2.png");
        File.Delete(_data.In("rose/1.png"));
        _data.Link("chain/1.png", "pool/1.png");
        _data.Link("set/rose/1.png", "chain/1.png");
        _data.LinkFolder("set/rose/more", "elsewhere/more");
        _data.LinkFolder("set/rose/again", "elsewhere/more");
        _data.LinkFolder("set/rose/loop", "set/rose");
        _data.LinkFolder("set/rose/up", "set");
        _data.LinkFolder("set/lily", "lily");
        ImageFolder images = ImageFolder.Load(_data.In("set"));

        _data.Names(images).Should().Equal("set/lily/1.png", "set/rose/1.png", "set/rose/again/2.png");
        byte[] pixels = new byte[images.Shape.Shape.Elements];
        images.CopyPixels(1, pixels);
        pixels.Should().Equal(ImageFixtures.Pixels("color.png").Pixels);
    }

    [Fact]
    public void A_class_folder_that_is_a_link_to_nothing_is_named()
    {
        _data.LinkFolder("tulip", "nowhere");
        ((Action)(() => ImageFolder.Load(_data.Path))).Should().Throw<InvalidDataException>()
            .WithMessage($"{_data.In("tulip")} is a link to something that does not exist. Fix or remove it.");
    }

    [LinuxFact]
    public void Pipes_and_devices_do_not_wait()
    {
        Process.Start("mkfifo", [_data.In("rose/2.png"), _data.In("rose/pipe")]).WaitForExit();
        File.CreateSymbolicLink(_data.In("rose/3.png"), _data.In("rose/2.png"));
        File.CreateSymbolicLink(_data.In("rose/4.png"), "/dev/zero");
        ImageFolder images = ImageFolder.Load(_data.Path, new ImageFolderOptions { Unreadable = UnreadableImages.Skip });

        images.Count.Should().Be(2);
        images.Unreadable.Select(file => file.Reason).Should().Equal(Enumerable.Repeat("the file is empty, or a pipe, a socket or a device", 3));
        images.LeftOut.ToString().Should().Be("1 file: 1 without an extension");
    }

    [LinuxFact]
    public void Names_that_are_no_UTF_8_are_counted_and_class_folders_of_such_names_refused()
    {
        Shell($"cp '{_data.In("rose/1.png")}' \"$(printf '{_data.In("rose")}/caf\\351.png')\"");
        ImageFolder.Load(_data.Path).LeftOut.ToString().Should().Be("1 file: 1 whose names are not UTF-8 text");

        Shell($"mkdir \"$(printf '{_data.Path}/caf\\351')\"");
        ((Action)(() => ImageFolder.Load(_data.Path))).Should().Throw<InvalidDataException>().WithMessage(
            $"{_data.Path} contains the folder caf\ufffd, which cannot be opened because its name is not UTF-8 text. Rename it (convmv renames many at once).");
        // .NET cannot delete them either.
        Shell($"rm -r '{_data.Path}'; mkdir '{_data.Path}'");
    }

    private static void Shell(string command) => Process.Start("sh", ["-c", command]).WaitForExit();
}
