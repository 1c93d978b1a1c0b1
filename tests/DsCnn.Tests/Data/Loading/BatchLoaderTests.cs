using System.Globalization;
using DsCnn.TestKit;
using static TorchSharp.torch;

namespace DsCnn.Tests;

[NoTensorLeaks]
public sealed class BatchLoaderTests
{
    private static readonly BatchLoaderOptions _options = new() { BatchSize = 8, Device = CPU, Shuffle = true, Seed = 7 };
    private static readonly BatchLoaderOptions _everything = _options with
    {
        Augmentations = [new RandomCrop { Padding = 1 }, new HorizontalFlip(), new RandomErasing()],
        Mixing = [new MixUp { Alpha = 1 }, new CutMix()],
    };

    [Fact]
    public void In_order_it_gives_every_image_once_in_batches_of_nearly_one_size()
    {
        using var loader = new BatchLoader(new NumberedImages(19), _options with { Shuffle = false });

        loader.StepsPerEpoch.Should().Be(3);
        Read(loader, 1).Select(b => b.Labels.Length).Should().Equal(6, 6, 7);
        Read(loader, 1).SelectMany(b => b.Labels).Should().Equal(Enumerable.Range(0, 19).Select(i => (long)i));
    }

    [Fact]
    public void Shuffled_it_gives_every_image_once_in_a_new_order_every_epoch()
    {
        using var loader = new BatchLoader(new NumberedImages(19), _options);
        long[] first = [.. Read(loader, 1).SelectMany(b => b.Labels)];
        long[] second = [.. Read(loader, 2).SelectMany(b => b.Labels)];

        first.Should().HaveCount(19).And.OnlyHaveUniqueItems().And.NotBeInAscendingOrder();
        second.Should().HaveCount(19).And.OnlyHaveUniqueItems().And.NotEqual(first);
    }

    [Theory]
    [InlineData(90, 32, 30)]
    [InlineData(33, 32, 17)]
    [InlineData(64, 32, 32)]
    [InlineData(7, 2, 3)]
    [InlineData(3, 2, 3)]
    [InlineData(3, 1, 1)]
    [InlineData(60_000, 64, 64)]
    public void No_image_is_left_over_and_none_is_alone(int images, int batchSize, int largest)
    {
        using var loader = new BatchLoader(new NumberedImages(images), _options with { BatchSize = batchSize });
        int[] sizes = [.. loader.Epoch(1).Select(batch => batch.Count)];

        sizes.Sum().Should().Be(images);
        sizes.Max().Should().Be(largest).And.Be(loader.BatchSize);
        (sizes.Max() - sizes.Min()).Should().BeInRange(0, 1);
        sizes.Min().Should().BeGreaterThanOrEqualTo(Math.Min(batchSize, 2));
    }

    [Fact]
    public void As_many_batches_are_blended_as_asked()
    {
        using var loader = new BatchLoader(new NumberedImages(2000), _options with { BatchSize = 2, Mixing = [new CutMix { Probability = 0.25 }] });
        loader.Epoch(1).Count(batch => batch.MixedLabels is not null).Should().BeInRange(200, 300);
    }

    /// <summary>A hook, a teacher or a loss may keep what it was shown.</summary>
    [Fact]
    public void What_somebody_keeps_of_a_batch_does_not_change_with_the_next()
    {
        using var scope = NewDisposeScope();
        using var loader = new BatchLoader(new NumberedImages(80), _options with { Mixing = [new CutMix()] });
        var kept = new List<(Tensor Tensor, double[] Then)>();
        for (int epoch = 1; epoch <= 2; epoch++)
        {
            // The first epoch is broken off in the middle of a batch.
            foreach (Batch batch in loader.Epoch(epoch).Take(epoch == 1 ? 4 : 10))
                kept.AddRange(new[] { batch.Images, batch.Labels!, batch.MixedLabels! }.Select(tensor => (tensor.alias(), Numbers(tensor))));
        }

        kept.Should().HaveCount(3 * 14);
        foreach ((Tensor tensor, double[] then) in kept)
            Numbers(tensor).Should().Equal(then);

        static double[] Numbers(Tensor tensor) => tensor.to(ScalarType.Float64).contiguous().data<double>().ToArray();
    }

    [Fact]
    public void Fewer_images_than_a_batch_make_one_batch()
    {
        using var loader = new BatchLoader(new NumberedImages(5), _options);
        (loader.StepsPerEpoch, loader.BatchSize).Should().Be((1, 5));
        Read(loader, 1).Should().ContainSingle().Which.Labels.Should().HaveCount(5);
    }

    [Fact]
    public void Images_are_normalized_and_lie_with_their_channels_innermost()
    {
        var images = new NumberedImages(9, channels: 3);
        using var loader = new BatchLoader(
            images, _options with { Shuffle = false, Preprocessing = new Preprocessing([0.5, 0.25, 0], [1, 2, 4]) });
        foreach (Batch batch in loader.Epoch(1))
        {
            batch.Images.shape.Should().Equal(batch.Count, 3, 3, 2);
            batch.Images.stride().Should().Equal(18, 1, 6, 3);
            float[] values = batch.Images.Values();
            long[] labels = batch.Labels!.data<long>().ToArray();
            for (int i = 0; i < values.Length; i++)
            {
                int channel = i % 18 / 6;
                double pixel = i % 6 == 0 ? 0 : labels[i / 18] + (100 * channel);
                double expected = ((pixel / 255) - (0.5 / (1 << channel) * (channel < 2 ? 1 : 0))) / (1 << channel);
                values[i].Should().BeApproximately((float)expected, 1e-6f);
            }
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void The_number_of_threads_changes_nothing(int workers)
    {
        ImageSet images = TinyData.Quarters(100);
        using var single = new BatchLoader(images, _everything with { Workers = 1 });
        using var several = new BatchLoader(images, _everything with { Workers = workers });
        Read(several, 3).Should().BeEquivalentTo(Read(single, 3), o => o.WithStrictOrdering());
    }

    [Fact]
    public void A_step_gives_the_same_batch_whatever_came_before()
    {
        ImageSet images = TinyData.Quarters(100);
        using var whole = new BatchLoader(images, _everything);
        using var resumed = new BatchLoader(images, _everything);
        _ = Read(whole, 1);
        Contents[] second = Read(whole, 2);

        for (int step = 0; step <= second.Length; step++)
            Read(resumed, 2, step).Should().BeEquivalentTo(second[step..], o => o.WithStrictOrdering());
    }

    [Fact]
    public void Another_seed_gives_another_order_and_other_changes()
    {
        ImageSet images = TinyData.Quarters(100);
        using var loader = new BatchLoader(images, _everything);
        using var other = new BatchLoader(images, _everything with { Seed = 8 });
        Read(loader, 1)[0].Images.Should().NotEqual(Read(other, 1)[0].Images);
    }

    [Fact]
    public void An_augmentation_changes_an_image_anew_in_every_epoch()
    {
        using var loader = new BatchLoader(
            new NumberedImages(64), _options with { Shuffle = false, BatchSize = 64, Augmentations = [new HorizontalFlip()] });
        bool[] first = Flipped(1);
        bool[] second = Flipped(2);

        first.Count(f => f).Should().BeInRange(20, 44);
        second.Count(f => f).Should().BeInRange(20, 44);
        first.Zip(second).Count(p => p.First != p.Second).Should().BeInRange(20, 44);

        // The first pixel is black and the others are not, but for image 0.
        bool[] Flipped(int epoch) => [.. Read(loader, epoch)[0].Images.Chunk(6).Select(image => image[0] != 0)];
    }

    [Fact]
    public void The_error_of_a_source_keeps_its_type_and_tells_the_image()
    {
        var source = new NumberedImages(30, onRead: i =>
        {
            if (i >= 13)
                throw new FileNotFoundException($"no {i}");
        });
        using var loader = new BatchLoader(source, _options with { Shuffle = false, Workers = 3 });
        var seen = new List<long>();
        Action read = () =>
        {
            foreach (Batch batch in loader.Epoch(1))
                seen.AddRange(batch.Labels!.data<long>());
        };

        read.Should().Throw<FileNotFoundException>().WithMessage("no 13").Which.Data["ImageIndex"].Should().Be(13);
        seen.Should().HaveCount(7, "the batch before the unreadable image is still good");
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(4)]
    public void A_label_that_is_no_class_is_refused(int label)
    {
        using var loader = new BatchLoader(new WrongLabel(label), _options);
        Action read = () => Read(loader, 1);
        read.Should().Throw<InvalidDataException>()
            .WithMessage(string.Create(CultureInfo.InvariantCulture, $"Image 0 must have a label from 0 to 3. Received: {label}."));
    }

    [Fact]
    public void Leaving_an_epoch_early_stops_the_threads_and_the_next_one_is_whole()
    {
        int reads = 0;
        using var loader = new BatchLoader(new NumberedImages(200, onRead: _ => Interlocked.Increment(ref reads)), _options with { Workers = 3 });
        foreach (Batch batch in loader.Epoch(1))
            break;
        int after = reads;

        after.Should().BeLessThanOrEqualTo(8 * 4, "only three batches ahead have memory");
        Thread.Sleep(20);
        reads.Should().Be(after);
        Read(loader, 1).Should().HaveCount(25);
    }

    [Fact]
    public void Cancelling_ends_the_wait_for_a_slow_source()
    {
        using var stop = new CancellationTokenSource();
        using var loader = new BatchLoader(
            new NumberedImages(64, onRead: i =>
            {
                if (i == 3)
                    stop.Cancel();
                Thread.Sleep(i > 3 ? 50 : 0);
            }),
            _options with { Shuffle = false, BatchSize = 64 });
        Func<int> read = () => loader.Epoch(1, cancellationToken: stop.Token).Count();
        read.Should().Throw<OperationCanceledException>();
    }

    [Fact]
    public void One_epoch_runs_at_a_time()
    {
        using var loader = new BatchLoader(new NumberedImages(20), _options);
        Action nested = () =>
        {
            foreach (Batch batch in loader.Epoch(1))
                Read(loader, 2);
        };
        nested.Should().Throw<InvalidOperationException>().WithMessage("The loader's buffers serve one epoch at a time. Finish or dispose the previous enumeration first.");
    }

    [Fact]
    public void What_cannot_be_loaded_is_refused()
    {
        ((Action)(() => _ = new BatchLoader(new NumberedImages(0), _options))).Should().Throw<ArgumentException>()
            .WithMessage("There must be at least one image. Received: none.*");
        ((Action)(() => _ = new BatchLoader(new NumberedImages(5), _options with { Preprocessing = new([0, 0], [1, 1]) }))).Should().Throw<ArgumentException>()
            .WithMessage("The normalization must have one mean per channel of the images, 1. Received: 2.*");
    }

    [Fact]
    public void A_step_takes_next_to_no_managed_memory()
    {
        const int BatchSize = 64;
        ImageSet images = TinyData.Quarters(BatchSize * 100);
        using var loader = new BatchLoader(images, _everything with { BatchSize = BatchSize });
        foreach (Batch batch in loader.Epoch(1).Take(20))
            batch.Count.Should().Be(BatchSize);

        long before = GC.GetTotalAllocatedBytes(precise: true);
        int steps = 0;
        foreach (Batch batch in loader.Epoch(1))
            steps++;
        ((GC.GetTotalAllocatedBytes(precise: true) - before) / steps).Should().BeLessThan(64 * BatchSize, "tensors need handles, but images no objects");
    }

    [CudaFact]
    public void On_a_cuda_device_the_same_numbers_arrive()
    {
        ImageSet images = TinyData.Quarters(50);
        using var host = new BatchLoader(images, _everything);
        using var device = new BatchLoader(images, _everything with { Device = CUDA });
        Read(device, 1).Should().BeEquivalentTo(Read(host, 1), o => o.WithStrictOrdering());
    }

    private static Contents[] Read(BatchLoader loader, int epoch, int firstStep = 0) => [.. loader.Epoch(epoch, firstStep).Select(batch =>
    {
        using var scope = NewDisposeScope();
        return new Contents(
            batch.Images.Values(), batch.Labels!.cpu().data<long>().ToArray(), batch.MixedLabels?.cpu().data<long>().ToArray(), batch.MixWeight);
    })];

    private sealed record Contents(float[] Images, long[] Labels, long[]? MixedLabels, double MixWeight);

    private sealed class WrongLabel(int label) : IImageSource
    {
        public int Count => 1;

        public InputSpec Shape { get; } = new(1, 1, 1);

        public IReadOnlyList<string> ClassNames => ["a", "b", "c", "d"];

        public int GetLabel(int index) => label;

        public void CopyPixels(int index, Span<byte> pixels) => pixels.Clear();
    }
}
