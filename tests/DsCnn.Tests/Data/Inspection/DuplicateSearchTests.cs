using SkiaSharp;

namespace DsCnn.Tests;

public sealed class DuplicateSearchTests
{
    private static readonly string[] _copies = ["JPEG 75", "WebP 70", "half the size", "three times the size", "darker"];

    public static TheoryData<string> Copies => new(_copies);

    [Theory]
    [MemberData(nameof(Copies))]
    public void A_picture_is_known_again_however_it_was_saved(string copy)
    {
        PictureDigest?[] pictures = [.. Enumerable.Range(0, 40).SelectMany(number => new[] { Digest(number), PictureDigest.Of(CopyOf(number, copy)) })];

        DuplicateSearch.Find(pictures, near: true, default).Should().BeEquivalentTo(
            Enumerable.Range(0, 40).Select(i => new[] { new[] { 2 * i }, [(2 * i) + 1] }), o => o.WithStrictOrdering());
        DuplicateSearch.Find(pictures, near: false, default).Should().BeEmpty();
    }

    [Fact]
    public void Different_pictures_are_no_duplicates() =>
        DuplicateSearch.Find([.. Enumerable.Range(0, 600).Select(Digest)], near: true, default).Should().BeEmpty();

    [Fact]
    public void Equal_pictures_are_told_from_like_ones()
    {
        PictureDigest?[] pictures = [Digest(1), Digest(2), PictureDigest.Of(CopyOf(1, "JPEG 75")), null, Digest(1), Digest(3), Digest(3)];

        DuplicateSearch.Find(pictures, near: true, default).Should().BeEquivalentTo(new int[][][] { [[0, 4], [2]], [[5, 6]] }, o => o.WithStrictOrdering());
        DuplicateSearch.Find(pictures, near: false, default).Should().BeEquivalentTo(new int[][][] { [[0, 4]], [[5, 6]] }, o => o.WithStrictOrdering());
    }

    /// <summary>The steps find what comparing all with all finds.</summary>
    [Fact]
    public void No_pair_is_missed()
    {
        PictureDigest[] pictures =
        [
            .. Enumerable.Range(0, 60).SelectMany(number => _copies.Select(copy => PictureDigest.Of(CopyOf(number, copy))).Append(Digest(number))),
        ];
        int[][] groups = [.. DuplicateSearch.Find(pictures, near: true, default).Select(group => group.SelectMany(equal => equal).ToArray())];
        Dictionary<int, int> groupOf = groups.Index().SelectMany(g => g.Item.Select(picture => (picture, g.Index))).ToDictionary(p => p.picture, p => p.Index);

        int pairs = 0;
        for (int i = 0; i < pictures.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                if (!pictures[i].IsLike(pictures[j]))
                    continue;
                pairs++;
                groupOf[i].Should().Be(groupOf[j]);
            }
        }

        pairs.Should().BeGreaterThan(60 * 10);
    }

    [Fact]
    public void Plain_pictures_are_like_none_but_equal_ones()
    {
        PictureDigest[] plain = [.. Enumerable.Range(0, 50).Select(tone => PictureDigest.Of(new PlanarImage(1, 20, 20, [.. Enumerable.Repeat((byte)(tone / 2 * 10), 400)])))];

        plain.Should().OnlyContain(digest => digest.IsPlain);
        DuplicateSearch.Find(plain, near: true, default).Should().HaveCount(25).And.OnlyContain(group => group.Count == 1 && group[0].Length == 2);
    }

    [Fact]
    public void A_red_light_is_no_green_one()
    {
        using SKBitmap red = Light(new SKColor(200, 30, 20));
        using SKBitmap green = Light(new SKColor(20, 121, 20));
        (PictureDigest first, PictureDigest second) = (PictureDigest.Of(Scenes.Pixels(red)), PictureDigest.Of(Scenes.Pixels(green)));

        first.Outline.Should().Be(second.Outline, "their brightness is the same");
        first.IsLike(second).Should().BeFalse();
    }

    [Fact]
    public void Strokes_that_were_drawn_anew_are_no_duplicates()
    {
        // 200 ones, as two people in a hundred write them alike: only lean, place and thickness differ.
        PictureDigest[] ones = [.. Enumerable.Range(0, 200).Select(Stroke)];
        DuplicateSearch.Find(ones, near: true, default).Should().BeEmpty();
    }

    [Fact]
    public void A_cell_is_the_mean_of_the_area_it_covers()
    {
        // 3 pixels over 2 cells: each takes one whole and half of the middle one.
        CellMeans.Of([10, 20, 60], 1, 3, 1, 2).Should().Equal((10 + 10) / 1.5f, (10 + 60) / 1.5f);
        CellMeans.Of([10, 20], 2, 1, 3, 1).Should().Equal([10, 15, 20], (a, e) => Math.Abs(a - e) < 1e-5);

        var random = new Random(1);
        byte[] pixels = new byte[11 * 7];
        random.NextBytes(pixels);
        float[] means = CellMeans.Of(new PlanarImage(1, 11, 7, pixels), 0, 16);
        float[] expected = [.. Enumerable.Range(0, 256).Select(cell => AreaMean(pixels, cell / 16, cell % 16))];
        means.Should().Equal(expected, (a, e) => Math.Abs(a - e) < 1e-3);
    }

    [Fact]
    public void Cancelling_stops_the_search()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        FluentActions.Invoking(() => DuplicateSearch.Find([Digest(1), Digest(2)], near: true, stop.Token)).Should().Throw<OperationCanceledException>();
    }

    /// <summary>By steps so fine that every border falls on one: 16 x 11 down, 16 x 7 across.</summary>
    private static float AreaMean(byte[] pixels, int row, int column)
    {
        double sum = 0;
        for (int y = row * 11; y < (row + 1) * 11; y++)
        {
            for (int x = column * 7; x < (column + 1) * 7; x++)
                sum += pixels[(y / 16 * 7) + (x / 16)];
        }

        return (float)(sum / 77);
    }

    private static PictureDigest Digest(int number)
    {
        using SKBitmap picture = Scenes.Draw(number);
        return PictureDigest.Of(Scenes.Pixels(picture));
    }

    private static PlanarImage CopyOf(int number, string copy)
    {
        using SKBitmap picture = Scenes.Draw(number);
        using SKBitmap scaled = Scenes.Scaled(picture, copy == "half the size" ? 0.5 : copy == "three times the size" ? 3 : 1);
        return copy switch
        {
            "JPEG 75" => Scenes.Pixels(picture, SKEncodedImageFormat.Jpeg, 75),
            "WebP 70" => Scenes.Pixels(picture, SKEncodedImageFormat.Webp, 70),
            "darker" => Scenes.Darker(Scenes.Pixels(picture)),
            _ => Scenes.Pixels(scaled),
        };
    }

    private static SKBitmap Light(SKColor color)
    {
        var bitmap = new SKBitmap(40, 40);
        using var canvas = new SKCanvas(bitmap);
        using var paint = new SKPaint { Color = color };
        canvas.Clear(new SKColor(5, 5, 5));
        canvas.DrawCircle(20, 20, 12, paint);
        return bitmap;
    }

    private static PictureDigest Stroke(int number)
    {
        var random = new Random(number);
        using var bitmap = new SKBitmap(28, 28);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.Black);
        using var paint = new SKPaint { Color = SKColors.White, StrokeWidth = 2 + random.NextSingle(), IsAntialias = true, StrokeCap = SKStrokeCap.Round };
        float lean = (random.NextSingle() * 10) - 3;
        float middle = 12 + (random.NextSingle() * 4);
        canvas.DrawLine(middle + lean, 4 + (random.NextSingle() * 2), middle - lean, 22 + (random.NextSingle() * 2), paint);
        return PictureDigest.Of(Scenes.Pixels(bitmap));
    }
}
