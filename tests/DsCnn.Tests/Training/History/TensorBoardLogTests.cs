using System.Buffers.Binary;
using System.Text;
using DsCnn.TestKit;

namespace DsCnn.Tests;

/// <summary>Reads the files by the published formats, with a reader of its own: TFRecord frames and protobuf's wire format.</summary>
public sealed class TensorBoardLogTests : IDisposable
{
    private static readonly DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, 250, TimeSpan.Zero);

    private readonly DirectoryInfo _parent = Directory.CreateTempSubdirectory("dscnn");
    private readonly string _folder;

    public TensorBoardLogTests() => _folder = Path.Combine(_parent.FullName, "runs", "first");

    public void Dispose() => _parent.Delete(recursive: true);

    [Fact]
    public void The_checksum_is_the_published_one() =>
        Crc32C("123456789"u8.ToArray()).Should().Be(0xE3069283, "that is the check value of CRC-32C; it guards the reader below");

    [Fact]
    public void A_file_begins_with_its_version()
    {
        using (new TensorBoardLog(_folder, clock: new FixedClock()))
        {
        }

        string path = Directory.GetFiles(_folder).Single();
        Path.GetFileName(path).Should().StartWith("events.out.tfevents.1767323045250.");
        Dictionary<int, object> first = Message(Frames(path).Single());
        Encoding.UTF8.GetString((byte[])first[3]).Should().Be("brain.Event:2");
        BitConverter.UInt64BitsToDouble((ulong)first[1]).Should().Be(1767323045.25);
    }

    [Fact]
    public void Every_epoch_is_recorded_and_so_are_some_steps()
    {
        EpochResult epoch = Runs.Epochs()[0].But(
            (nameof(EpochResult.Loss), 0.75), (nameof(EpochResult.Accuracy), 0.5),
            (nameof(EpochResult.Validation), new EvaluationResult { Loss = 0.625, Accuracy = 0.875, Top5Accuracy = 1, Images = 10 }));
        using (var log = new TensorBoardLog(_folder, everySteps: 40))
        {
            for (int step = 1; step <= 100; step++)
                log.Report(Runs.Step(1, step));
            log.Report(Runs.End(epoch));
            log.Report(Runs.Step(2, 40));
            log.Add("a/b", 5_000_000_000, -1.5);
        }

        (string, long, float)[] OfStep(long step) =>
            [("train/loss", step, 0.5f), ("train/accuracy", step, 0.75f), ("learning_rate", step, 0.125f), ("images_per_second", step, 640)];
        Scalars().Should().Equal(
        [
            .. OfStep(40), .. OfStep(80),
            ("train/loss", 100, 0.75f), ("train/accuracy", 100, 0.5f), ("learning_rate", 100, 0.125f), ("images_per_second", 100, 640),
            ("validation/loss", 100, 0.625f), ("validation/accuracy", 100, 0.875f), ("validation/top5_accuracy", 100, 1),
            .. OfStep(140), ("a/b", 5_000_000_000, -1.5f),
        ]);
    }

    [Fact]
    public void An_epoch_can_be_read_as_soon_as_it_has_ended()
    {
        using var log = new TensorBoardLog(_folder);
        log.Report(Runs.End(Runs.Epochs()[0].But((nameof(EpochResult.Validation), null))));
        Scalars().Should().HaveCount(4);
    }

    [Fact]
    public void A_second_run_adds_a_file()
    {
        for (int i = 0; i < 2; i++)
        {
            using var log = new TensorBoardLog(_folder, clock: new FixedClock());
        }

        Directory.GetFiles(_folder).Should().HaveCount(2);
    }

    private List<(string Tag, long Step, float Value)> Scalars() =>
    [
        .. Frames(Directory.GetFiles(_folder).Single()).Skip(1).Select(Message).SelectMany(
            e => Fields((byte[])e[5]).Select(f => Message((byte[])f.Value)),
            (e, v) => (Encoding.UTF8.GetString((byte[])v[1]), (long)(ulong)e[2], BitConverter.UInt32BitsToSingle((uint)v[2]))),
    ];

    private static List<byte[]> Frames(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        var frames = new List<byte[]>();
        for (int at = 0; at < bytes.Length;)
        {
            int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));
            BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 8)).Should().Be(Masked(bytes[at..(at + 8)]));
            frames.Add(bytes[(at + 12)..(at + 12 + length)]);
            BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 12 + length)).Should().Be(Masked(frames[^1]));
            at += 16 + length;
        }

        return frames;
    }

    private static Dictionary<int, object> Message(byte[] bytes) => Fields(bytes).ToDictionary(f => f.Field, f => f.Value);

    private static List<(int Field, object Value)> Fields(byte[] bytes)
    {
        var fields = new List<(int, object)>();
        int at = 0;
        while (at < bytes.Length)
        {
            ulong key = Varint();
            object value;
            switch (key & 7)
            {
                case 0:
                    value = Varint();
                    break;
                case 1:
                    value = BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));
                    at += 8;
                    break;
                case 2:
                    int length = (int)Varint();
                    value = bytes[at..(at + length)];
                    at += length;
                    break;
                default:
                    (key & 7).Should().Be(5);
                    value = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));
                    at += 4;
                    break;
            }

            fields.Add(((int)(key >> 3), value));
        }

        return fields;

        ulong Varint()
        {
            ulong value = 0;
            for (int shift = 0; ; shift += 7)
            {
                byte next = bytes[at++];
                value |= (ulong)(next & 127) << shift;
                if (next < 128)
                    return value;
            }
        }
    }

    private static uint Masked(byte[] bytes)
    {
        uint crc = Crc32C(bytes);
        return unchecked(((crc >> 15) | (crc << 17)) + 0xa282ead8);
    }

    /// <summary>Bit by bit, with Castagnoli's polynomial reflected.</summary>
    private static uint Crc32C(byte[] bytes)
    {
        uint crc = 0xFFFFFFFF;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0x82F63B78);
        }

        return ~crc;
    }

    private sealed class FixedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => _now;
    }
}
