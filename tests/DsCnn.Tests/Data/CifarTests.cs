namespace DsCnn.Tests;

public sealed class CifarTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dscnn-cifar-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void CIFAR_10_is_read_file_by_file()
    {
        Write10();
        (ImageSet train, ImageSet test) = Cifar.Load10(_folder);

        train.Shape.Should().Be(new InputSpec(3, 32, 32));
        train.ClassNames.Should().Equal(Enumerable.Range(0, 10).Select(c => $"class {c}"));
        Enumerable.Range(0, train.Count).Select(train.GetLabel).Should().Equal(1, 1, 2, 2, 3, 3, 4, 4, 5, 5);
        Enumerable.Range(0, test.Count).Select(test.GetLabel).Should().Equal(9);
        byte[] pixels = new byte[3 * 32 * 32];
        train.CopyPixels(9, pixels);
        pixels.Should().Equal(Record(5 + 1));
    }

    [Fact]
    public void Files_may_be_links()
    {
        Write10();
        string links = Directory.CreateDirectory(Path.Combine(_folder, "links")).FullName;
        foreach (string file in Directory.GetFiles(_folder))
            File.CreateSymbolicLink(Path.Combine(links, Path.GetFileName(file)), file);

        Cifar.Load10(links).Train.Count.Should().Be(10);
    }

    [Fact]
    public void CIFAR_100_has_two_labels()
    {
        Write("train.bin", [3, 42, .. Record(7), 19, 99, .. Record(8)]);
        Write("test.bin", [0, 1, .. Record(9)]);
        File.WriteAllLines(Path.Combine(_folder, "fine_label_names.txt"), Enumerable.Range(0, 100).Select(c => $"fine {c}"));
        File.WriteAllLines(Path.Combine(_folder, "coarse_label_names.txt"), Enumerable.Range(0, 20).Select(c => $"coarse {c}"));

        (ImageSet train, ImageSet test) = Cifar.Load100(_folder);
        (train.ClassNames[train.GetLabel(0)], train.ClassNames[train.GetLabel(1)], test.GetLabel(0)).Should().Be(("fine 42", "fine 99", 1));
        (ImageSet coarse, _) = Cifar.Load100(_folder, Cifar100Labels.Coarse);
        (coarse.ClassNames[coarse.GetLabel(0)], coarse.ClassNames[coarse.GetLabel(1)]).Should().Be(("coarse 3", "coarse 19"));
        byte[] pixels = new byte[3 * 32 * 32];
        train.CopyPixels(1, pixels);
        pixels.Should().Equal(Record(8));
    }

    [Fact]
    public void Damaged_files_are_refused_with_the_reason()
    {
        Write10();
        Refused<InvalidDataException>(() => Write("data_batch_3.bin", new byte[5000]), $"{_folder}/data_batch_3.bin must consist of records of 3073 bytes. Received: 5000 bytes.");
        Refused<InvalidDataException>(() => Write("data_batch_3.bin", []), $"{_folder}/data_batch_3.bin must consist of records of 3073 bytes. Received: 0 bytes.");
        Refused<InvalidDataException>(() => Write("data_batch_3.bin", [10, .. Record(0)]), $"{_folder}/data_batch_3.bin contains the label 10, but there are 10 classes.");
        Refused<FileNotFoundException>(() => File.Delete(Path.Combine(_folder, "data_batch_3.bin")), $"{_folder} has no data_batch_3.bin, which is part of the binary version of CIFAR.");
        Refused<InvalidDataException>(() => File.WriteAllText(Path.Combine(_folder, "batches.meta.txt"), "cat\ndog\n"), $"{_folder}/batches.meta.txt must contain 10 names, one per line. Received: 2.");
    }

    private void Refused<TException>(Action damage, string message)
        where TException : Exception
    {
        damage();
        Assert.Throws<TException>(() => Cifar.Load10(_folder)).Message.Replace('\\', '/').Should().Be(message);
    }

    private void Write10()
    {
        for (byte batch = 1; batch <= 5; batch++)
            Write($"data_batch_{batch}.bin", [batch, .. Record(batch), batch, .. Record(batch + 1)]);
        Write("test_batch.bin", [9, .. Record(20)]);
        File.WriteAllText(Path.Combine(_folder, "batches.meta.txt"), string.Join('\n', Enumerable.Range(0, 10).Select(c => $"class {c}")) + "\n\n");
    }

    private void Write(string name, byte[] content) => File.WriteAllBytes(Path.Combine(_folder, name), content);

    private static byte[] Record(int seed)
    {
        byte[] pixels = new byte[3 * 32 * 32];
        new Random(seed).NextBytes(pixels);
        return pixels;
    }
}
