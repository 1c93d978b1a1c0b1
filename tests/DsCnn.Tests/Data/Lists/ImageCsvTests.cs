using System.Text;

namespace DsCnn.Tests;

/// <summary>Lists of images as RFC 4180 writes them, and as people and spreadsheets do.</summary>
public sealed class ImageCsvTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dscnn-list-").FullName;

    public ImageCsvTests()
    {
        foreach (string name in new[] { "a.png", "b.png", "c.png", "d, \"e\".png" })
            File.Copy(ImageFixtures.PathOf("gray.png"), Path.Combine(_folder, name));
        Directory.CreateDirectory(Path.Combine(_folder, "sub"));
        File.Copy(ImageFixtures.PathOf("color.png"), Path.Combine(_folder, "sub", "f.png"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>All these say the same: a has cat and dog, b nothing, c dog.</summary>
    public static TheoryData<string, string> Equal => new()
    {
        { "lines", "a.png,cat,dog\nb.png\nc.png,dog\n" },
        { "no line end at the end", "a.png,cat,dog\nb.png\nc.png,dog" },
        { "Windows' line ends and a byte order mark", "\ufeffa.png,cat,dog\r\nb.png\r\nc.png,dog\r\n" },
        { "old line ends", "a.png,cat,dog\rb.png\rc.png,dog" },
        { "a header", "file,label,label\na.png,cat,dog\nb.png\nc.png,dog\n" },
        { "another header", "Filename,labels\na.png,cat,dog\nb.png\nc.png,dog\n" },
        { "semicolons", "a.png;cat;dog\nb.png;;\nc.png;dog;\n" },
        { "tabs", "a.png\tcat\tdog\nb.png\nc.png\tdog\n" },
        { "a spreadsheet's first line", "sep=;\na.png;cat;dog\nb.png\nc.png;dog\n" },
        { "empty cells and lines", "\na.png,cat,dog,,\n\nb.png,,,,\nc.png,,dog,,\n,,\n" },
        { "quotes", "\"a.png\",\"cat\",\"dog\"\n\"b.png\"\n\"c.png\", \"dog\" \n" },
        { "spaces", "a.png, cat ,dog\n b.png\nc.png,\tdog \n" },
        { "labels twice, in another order", "a.png,dog,cat,dog\nb.png\nc.png,dog,dog\n" },
        { "other ways to the files", "./a.png,cat,dog\nsub/../b.png\nsub\\..\\c.png,dog\n" },
        { "a column for each label", "image,cat,dog\na.png,1,1\nb.png,0,0\nc.png,0,1\n" },
        { "several labels in a cell", "file,labels\na.png,cat;dog\nb.png,\nc.png,dog\n" },
        { "bars between labels", "a.png,cat | dog|\nb.png\nc.png,dog\n" },
        { "a header that nobody could know", "photo no.,what is there\na.png,cat|dog\nb.png,\nc.png,dog\n" },
        { "columns that hold no labels", "id,filename,width,class\n7,a.png,12,cat;dog\n8,b.png,12,\n9,c.png,12,dog\n" },
        { "names without endings", "id,label\na,cat;dog\nb,\nc,dog\n" },
        { "a header before names without endings", "specimen,label,label\na,cat,dog\nb\nc,dog\n" },
        { "a line end within quotes", "\"a.png\",\"cat\",\"dog\"\nb.png,\"\"\nc.png,dog\n" },
    };

    [Theory]
    [MemberData(nameof(Equal))]
    public void Lists_that_say_the_same_are_read_alike(string name, string text)
    {
        ImageCsv images = ImageCsv.Load(Write(text));

        images.ClassNames.Should().Equal(["cat", "dog"], name);
        images.IsMultiLabel.Should().BeTrue();
        Enumerable.Range(0, images.Count).Select(i => Path.GetRelativePath(_folder, images.GetPath(i))).Should().Equal("a.png", "b.png", "c.png");
        Enumerable.Range(0, 3).Select(i => string.Join(' ', Labels(images, i))).Should().Equal("cat dog", "", "dog");
        images.Shape.Should().Be(new InputSpec(1, 8, 12));
        byte[] pixels = new byte[8 * 12];
        images.CopyPixels(1, pixels);
        pixels.Should().Equal(ImageFixtures.Pixels("gray.png").Pixels);
        FluentActions.Invoking(() => images.GetLabel(0)).Should().ThrowExactly<NotSupportedException>();
    }

    /// <summary>macOS stores "é" as an e and an accent.</summary>
    [Fact]
    public void Files_and_labels_are_found_however_their_accents_are_stored()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "the\u0301"));
        File.Copy(ImageFixtures.PathOf("gray.png"), Path.Combine(_folder, "the\u0301", "cafe\u0301.png"));
        ImageCsv images = ImageCsv.Load(Write("th\u00e9/caf\u00e9.png,caf\u00e9\na.png,cafe\u0301\nb.png,cat\n"), new ImageFolderOptions { ClassNames = ["cat", "cafe\u0301"] });

        images.Count.Should().Be(3);
        Enumerable.Range(0, 3).Select(images.GetLabel).Should().Equal(1, 1, 0);
        images.GetPath(0).Should().EndWith("cafe\u0301.png");
    }

    [Fact]
    public void Quotes_keep_what_would_end_a_cell()
    {
        ImageCsv images = ImageCsv.Load(Write("\"d, \"\"e\"\".png\",\"big, round\"\na.png,\"two\nlines\"\n"));

        images.GetPath(0).Should().EndWith("d, \"e\".png");
        images.ClassNames.Should().Equal("big, round", "two\nlines");
    }

    [Fact]
    public void One_label_each_makes_classes()
    {
        ImageCsv images = ImageCsv.Load(Write("file,digit\na.png,1\nb.png,0\nsub/f.png,1\n"));

        images.IsMultiLabel.Should().BeFalse();
        images.ClassNames.Should().Equal("0", "1");
        Enumerable.Range(0, 3).Select(images.GetLabel).Should().Equal(1, 0, 1);
        Labels(images, 0).Should().Equal("1");
        images.Shape.Channels.Should().Be(3, "one picture has colors");
    }

    [Fact]
    public void What_was_understood_is_said()
    {
        string list = Write("id,filename,width,class\n7,a.png,12,red circle;blue box\n8,b.png,12,dog\n");
        string[] remarks =
        [
            $"{list}: the columns id, width are not read, because other columns are named as labels",
            $"{list}: a cell such as red circle;blue box in line 2 is read as several labels; rename a class whose name contains ; or |",
        ];

        ImageCsv.Load(list).Remarks.Should().Equal(remarks);
        ImageDataSet.Open(list).Remarks.Should().Equal(remarks);
        ImageDataSet.OpenSplit(list).Remarks.Should().Equal(remarks);
        DataInspector.Inspect(list).Remarks.Should().Equal(remarks);
        ImageCsv.Load(Write("a.png,cat\nb.png,dog\n")).Remarks.Should().BeEmpty();
    }

    [Fact]
    public void A_known_class_may_have_a_separator_in_its_name()
    {
        ImageCsv images = ImageCsv.Load(Write("a.png,cat;dog\nb.png,fox\n"), new ImageFolderOptions { ClassNames = ["cat;dog", "fox"] });

        images.IsMultiLabel.Should().BeFalse();
        images.GetLabel(0).Should().Be(0);
        images.Remarks.Should().BeEmpty();
    }

    [Fact]
    public void One_label_that_images_have_or_not_is_enough()
    {
        string list = Write("a.png,cat\nb.png\n");
        foreach (ImageCsv images in new[] { ImageCsv.Load(list), ImageCsv.Load(list, new ImageFolderOptions { ClassNames = ["cat"] }) })
        {
            images.IsMultiLabel.Should().BeTrue();
            images.ClassNames.Should().Equal("cat");
            Labels(images, 1).Should().BeEmpty();
        }
    }

    [Fact]
    public void A_column_says_the_split()
    {
        string list = Write("file,split,label\na.png,train,cat\nb.png,VAL,dog\nc.png,test,dog\nsub/f.png,training,cat\n");
        ImageDataSet data = ImageDataSet.Open(list);

        (data.Train.Count, data.Validation!.Count, data.Test!.Count).Should().Be((2, 1, 1));
        data.Test.ClassNames.Should().Equal("cat", "dog");
        data.Test.GetLabel(0).Should().Be(1);
        data.Test.Shape.Should().Be(data.Train.Shape);
        ImageDataSet.OpenSplit(list).Split.Should().Be(DataSplit.Test);
        File.WriteAllText(Path.Combine(_folder, "a.png"), "no picture");
        var size = new ImageFolderOptions { Channels = 1, Height = 4, Width = 4 };
        ImageDataSet.OpenSplit(list, DataSplit.Validation, size).Images.Count.Should().Be(1, "other splits are not read");
        FluentActions.Invoking(() => ImageDataSet.OpenSplit(Write("b.png,cat\nc.png,dog"), DataSplit.Test)).Should().ThrowExactly<InvalidDataException>()
            .WithMessage("*labels.csv has no test images, only training images.");
    }

    [Fact]
    public void Labels_may_have_an_order_of_their_own()
    {
        var options = new ImageFolderOptions { ClassNames = ["dog", "emu", "cat"] };
        string list = Write("a.png,cat\nb.png,dog\n");
        ImageCsv images = ImageCsv.Load(list, options);
        images.ClassNames.Should().Equal("dog", "emu", "cat");
        Enumerable.Range(0, 2).Select(images.GetLabel).Should().Equal(2, 0);
        FluentActions.Invoking(() => ImageCsv.Load(list, options with { ClassNames = ["dog", "emu"] })).Should().ThrowExactly<InvalidDataException>()
            .WithMessage("*labels.csv, line 1: the label cat is none of the 2 classes: dog, emu.");
    }

    [Fact]
    public void Missing_and_broken_files_are_counted_and_named()
    {
        string list = Write("a.png,cat\nnone.png,dog\nb.png,dog\nsub/none.png,cat\nc.png,cat");
        FluentActions.Invoking(() => ImageCsv.Load(list)).Should().ThrowExactly<UnreadableImagesException>()
            .WithMessage("2 of the 5 images that *labels.csv lists are missing: *none.png (no such file, line 2), *none.png (no such file, line 4). Paths are relative to the list's folder.");

        File.WriteAllText(Path.Combine(_folder, "b.png"), "no picture");
        ImageCsv images = ImageCsv.Load(list, new ImageFolderOptions { Unreadable = UnreadableImages.Skip });
        images.Count.Should().Be(2);
        Enumerable.Range(0, 2).Select(images.GetLabel).Should().Equal(0, 0);
        images.Unreadable.Select(image => Path.GetFileName(image.Path)).Should().Equal("none.png", "b.png", "none.png");
    }

    public static TheoryData<string, string, string> Refusals => new()
    {
        { "empty", " ", "*lists no images. Expected lines such as cat.png,cat (file,label,label...)." },
        { "a header alone", "file,label\n", "*lists no images.*" },
        { "no labels", "a.png\nb.png\n", "*contains no labels.*" },
        { "one class", "a.png,cat\nb.png,cat\n", "*must name at least 2 classes. Received: only cat." },
        { "twice", "a.png,cat\nb.png,dog\n./a.png,dog\n", "*lists 1 file more than once, such as *a.png in the lines 1 and 3. Every file has one line with all of its labels." },
        { "no file", "a.png,cat\n,dog\n", "*line 2: the name of the file is missing." },
        { "open quote", "a.png,cat\n\"b.png,dog\nc.png,cat", "*, line 2: a quote begins here and is never closed." },
        { "text after a quote", "a.png,\"cat\"s\n", "*, line 1: expected a separator after the closing quote. Received: s." },
        { "another split", "file,split,label\na.png,train,cat\nb.png,dev,dog\n", "*, line 3: split must be train, validation or test. Received: dev." },
        { "two splits", "file,split,split\na.png,train,cat\n", "*, line 1: expected one column split. Received: 2." },
        { "nothing to learn from", "file,split,label\na.png,test,cat\nb.png,test,dog\n", "*lists no images of the split train." },
        { "zero bytes", "a.png,c\0at\n", "*expected text. Received: zero bytes, which do not occur in text." },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void What_is_no_list_is_refused(string name, string text, string message) =>
        FluentActions.Invoking(() => ImageDataSet.Open(Write(text))).Should().ThrowExactly<InvalidDataException>(name).WithMessage(message);

    [Fact]
    public void Other_encodings_are_named_or_read()
    {
        string list = Path.Combine(_folder, "labels.csv");
        File.WriteAllBytes(list, [.. "a.png,K"u8, 0xe4, .. "fer\nb.png,dog\n"u8]);
        FluentActions.Invoking(() => ImageCsv.Load(list)).Should().ThrowExactly<InvalidDataException>().WithMessage("*expected text in UTF-8.*CSV UTF-8*");
        File.WriteAllText(list, "a.png,K\u00e4fer\nb.png,dog\n", Encoding.Unicode);
        ImageCsv.Load(list).ClassNames.Should().Equal("K\u00e4fer", "dog");
    }

    [Fact]
    public void What_is_not_there_is_named()
    {
        FluentActions.Invoking(() => ImageCsv.Load(Path.Combine(_folder, "none.csv"))).Should().Throw<IOException>();
        FluentActions.Invoking(() => ImageDataSet.Open(Path.Combine(_folder, "none.csv"))).Should().Throw<IOException>().WithMessage("There is no file *none.csv.*CSV file*");
        FluentActions.Invoking(() => ImageDataSet.Open(Path.Combine(_folder, "a.png"))).Should().Throw<IOException>().WithMessage("*a.png is a file, but not a .csv file.*");
    }

    private static IEnumerable<string> Labels(ImageCsv images, int index)
    {
        bool[] has = new bool[images.ClassNames.Count];
        images.CopyLabels(index, has);
        return images.ClassNames.Where((_, label) => has[label]);
    }

    private string Write(string text)
    {
        string path = Path.Combine(_folder, "labels.csv");
        File.WriteAllText(path, text, new UTF8Encoding(false));
        return path;
    }
}
