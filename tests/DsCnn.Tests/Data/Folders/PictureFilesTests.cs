namespace DsCnn.Tests;

public sealed class PictureFilesTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("dscnn").FullName;

    public PictureFilesTests()
    {
        foreach (string path in (string[])["10.png", "2.png", "2.map.png", "why/10.map.png", "a.JPG", "notes.txt", ".hidden.png", "._2.png", "sub/1.jpg", "sub/deep/3.webp", ".trash/4.png", "sub-2/5.png"])
        {
            string file = Path.Combine(_root, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, "x");
        }
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("2.png", "2.png")]
    [InlineData("missing.png", "missing.png")]
    [InlineData("notes.txt", "notes.txt")]
    [InlineData(".hidden.png", ".hidden.png")]
    [InlineData("", "2.png 10.png a.JPG sub/1.jpg sub/deep/3.webp sub-2/5.png")]
    [InlineData("sub/", "sub/1.jpg sub/deep/3.webp")]
    [InlineData("*.png", "2.png 10.png")]
    [InlineData("2.map.png", "2.map.png")]
    [InlineData("why/*.map.png", "why/10.map.png")]
    [InlineData("?.png", "2.png")]
    [InlineData("*", "2.png 10.png a.JPG")]
    [InlineData("*.txt", "notes.txt")]
    [InlineData("**/*.png", "2.png 10.png sub-2/5.png")]
    [InlineData("**/*.*", "2.png 10.png a.JPG sub/1.jpg sub/deep/3.webp sub-2/5.png")]
    [InlineData("**", "2.png 10.png a.JPG sub/1.jpg sub/deep/3.webp sub-2/5.png")]
    [InlineData("**/**/3.webp", "sub/deep/3.webp")]
    [InlineData("s*/*.jpg", "sub/1.jpg")]
    [InlineData(".*/*.png", ".trash/4.png")]
    [InlineData("missing/*.png", "")]
    [InlineData("*.gif", "")]
    public void Files_folders_and_patterns_become_files_in_natural_order(string text, string expected)
    {
        string[] found = [.. PictureFiles.Find(Path.Combine(_root, text)).Select(path => Path.GetRelativePath(_root, path).Replace('\\', '/'))];
        found.Should().Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void A_file_whose_name_looks_like_a_pattern_is_that_file()
    {
        if (OperatingSystem.IsWindows())
            return;
        string odd = Path.Combine(_root, "*.png");
        File.WriteAllText(odd, "x");
        PictureFiles.Find(odd).Should().Equal(odd);
    }

    [Fact]
    public void Links_that_lead_back_are_no_endless_way()
    {
        if (!OperatingSystem.IsLinux())
            return;
        Directory.CreateSymbolicLink(Path.Combine(_root, "sub", "back"), _root);
        File.CreateSymbolicLink(Path.Combine(_root, "sub", "7.png"), Path.Combine(_root, "2.png"));
        PictureFiles.Find(Path.Combine(_root, "sub")).Select(Path.GetFileName).Should().Equal("1.jpg", "7.png", "3.webp");
    }

    [Fact]
    public void Folders_of_others_are_followed_those_of_systems_are_not_looked_into()
    {
        Directory.CreateDirectory(Path.Combine(_root, "sub", "@eaDir"));
        File.WriteAllText(Path.Combine(_root, "sub", "@eaDir", "thumbnail.jpg"), "x");
        Directory.CreateSymbolicLink(Path.Combine(_root, "sub", "more"), Path.Combine(_root, "sub-2"));
        PictureFiles.Find(Path.Combine(_root, "sub")).Select(Path.GetFileName).Should().Equal("1.jpg", "3.webp", "5.png");
        PictureFiles.Find(Path.Combine(_root, "sub", "@eaDir")).Select(Path.GetFileName).Should().Equal("thumbnail.jpg");
    }

    [Theory]
    [InlineData("a2", "a10")]
    [InlineData("a02", "a10")]
    [InlineData("a01", "a1")]
    [InlineData("2", "10")]
    [InlineData("a", "B")]
    [InlineData("a/9", "a-1/1")]
    [InlineData("99999999999999999999998", "99999999999999999999999")]
    public void Numbers_count_as_such(string before, string after)
    {
        NaturalOrder.Paths.Compare(before, after).Should().BeNegative();
        NaturalOrder.Paths.Compare(after, before).Should().BePositive();
        NaturalOrder.Paths.Compare(before, before).Should().Be(0);
    }
}
