using DsCnn.TestKit;
using static TorchSharp.torch;

namespace DsCnn.Tests;

[NoTensorLeaks]
public sealed class PrunerTests
{
    private static readonly Dictionary<string, float[]> _noMasks = [];

    public static TheoryData<string> GroupNames => [.. CompressionCases.Mixed().ChannelGroups().Where(g => g.Obstacle is null && g.Width > 1).Select(g => g.Name)];

    [Fact]
    public void The_network_written_out_computes_what_the_library_does()
    {
        ModelFile file = CompressionCases.Random(CompressionCases.Mixed());
        using Tensor x = Images();
        using Tensor expected = MaskedForward.Run(file, x, _noMasks);

        Close(Logits(file, x), expected.Values());
    }

    [Theory]
    [MemberData(nameof(GroupNames))]
    public void Pruning_equals_zeroing_the_channels(string name)
    {
        ModelFile file = CompressionCases.Random(CompressionCases.Mixed());
        ChannelGroup group = file.Spec.ChannelGroups().Single(g => g.Name == name);
        var random = new Random(2);
        var kept = new KeptChannels(group, group.Sets.Select(_ => RandomHalf(group.Width, random)));

        using Tensor x = Images();
        using Tensor masked = MaskedForward.Run(file, x, Masks(kept));
        using Tensor whole = MaskedForward.Run(file, x, _noMasks);

        float[] pruned = Logits(file.KeepChannels(kept), x);
        Close(pruned, masked.Values());
        pruned.Zip(whole.Values(), (a, b) => Math.Abs(a - b)).Max().Should().BeGreaterThan(1e-3f, "the channels did something");
    }

    [Fact]
    public void All_groups_can_go_at_once()
    {
        ModelFile file = CompressionCases.Random(CompressionCases.Mixed());
        var random = new Random(3);
        KeptChannels[] kept = [.. file.Spec.ChannelGroups().Where(g => g.Obstacle is null && g.Width > 1)
            .Select(g => new KeptChannels(g, g.Sets.Select(_ => RandomHalf(g.Width, random))))];

        using Tensor x = Images();
        using Tensor masked = MaskedForward.Run(file, x, kept.SelectMany(Masks).ToDictionary());

        Close(Logits(file.KeepChannels(kept), x), masked.Values());
    }

    [Theory]
    [InlineData(ChannelCriterion.Taylor)]
    [InlineData(ChannelCriterion.BatchNormScale)]
    public void Channels_that_do_nothing_go_first_and_leave_the_outputs_as_they_are(ChannelCriterion criterion)
    {
        // The second half of the hidden channels of every block is exactly zero behind either batch norm.
        ModelFile file = CompressionCases.Random(CompressionCases.Mixed()).With((name, values) =>
            name.Contains(".bn_1.") || (name.Contains(".bn_2.") && !name.StartsWith("layers.4"))
                ? (name.EndsWith("weight") || name.EndsWith("bias") ? [.. values.Select((v, i) => i < values.Length / 2 ? v : 0)] : values)
                : values);
        using DsCnnModel model = DsCnnModel.From(file);
        var options = new PruningOptions { Ratio = 0.5, Scope = PruningScope.PerGroup, Kinds = ChannelKinds.Hidden };

        CompressedModel pruned = model.Prune(options, criterion, TinyData.Quarters(64), new CalibrationOptions { Images = 64, BatchSize = 32 });

        pruned.Model.Spec.Layers.OfType<DsBlockSpec>().Select(block => block.Conv1Filters).Should().Equal(6, 12, 8, null, 10);
        using Tensor x = Images();
        Close(Logits(pruned.Model, x), Logits(file, x));
    }

    [Fact]
    public void A_pruned_network_is_saved_loaded_and_folded_like_any_other()
    {
        ModelFile file = CompressionCases.Random(CompressionCases.Mixed());
        using DsCnnModel model = DsCnnModel.From(file);
        ModelFile pruned = model.Prune(new PruningOptions { Budget = new Budget { MaxParameters = file.Spec.Cost.Parameters / 2 }, Kinds = ChannelKinds.All }, ChannelCriterion.WeightNorm).Model;
        pruned.Spec.Cost.Parameters.Should().BeLessThanOrEqualTo(file.Spec.Cost.Parameters / 2);

        string path = Path.GetTempFileName();
        try
        {
            pruned.Write(path);
            using DsCnnModel loaded = DsCnnModel.Load(path);
            using DsCnnModel folded = loaded.FoldBatchNorm();
            using Tensor x = Images();
            loaded.parameters().Sum(p => p.numel()).Should().Be(pruned.Spec.Cost.Parameters);
            Close(Logits(folded.ToModelFile(), x), Logits(pruned, x), 1e-4);
            folded.Prune(new PruningOptions { Ratio = 0.2 }, ChannelCriterion.Taylor, TinyData.Quarters(8)).Model.Spec.Cost.Macs.Should().BeLessThan(pruned.Spec.Cost.Macs);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Criteria_that_look_at_images_need_some()
    {
        using DsCnnModel model = DsCnnModel.From(CompressionCases.Random(CompressionCases.Mixed()));
        FluentActions.Invoking(() => model.Score(ChannelCriterion.Taylor)).Should().ThrowExactly<ArgumentException>()
            .WithMessage("Taylor is measured on images. Received: none.*");
        FluentActions.Invoking(() => model.Score(ChannelCriterion.Taylor, TinyData.Quarters(4).Subset([]))).Should().ThrowExactly<ArgumentException>()
            .WithMessage("There must be at least one image. Received: none.*");
        FluentActions.Invoking(() => model.Score(ChannelCriterion.GateActivity, TinyData.Quarters(4).Subset([]))).Should().ThrowExactly<ArgumentException>()
            .WithMessage("There must be at least one image. Received: none.*");
    }

    internal static float[] Logits(ModelFile file, Tensor x)
    {
        using DsCnnModel model = DsCnnModel.From(file);
        using IDisposable gradientsOff = no_grad();
        using Tensor logits = model.Logits(x);
        return logits.Values();
    }

    internal static Tensor Images()
    {
        using var generator = new Generator(5, CPU);
        return randn([5, 1, 8, 8], generator: generator);
    }

    internal static void Close(float[] actual, float[] expected, double tolerance = 1e-5) =>
        actual.Zip(expected, (a, e) => Math.Abs(a - e)).Max().Should().BeLessThan((float)(tolerance * Math.Max(1, expected.Max(Math.Abs))));

    private static int[] RandomHalf(int width, Random random) =>
        [.. Enumerable.Range(0, width).OrderBy(_ => random.Next()).Take((width + 1) / 2)];

    private static Dictionary<string, float[]> Masks(KeptChannels kept) =>
        kept.Group.Sets.Zip(kept.Indices)
            .SelectMany(pair => (pair.First.Norms.IsEmpty ? pair.First.Filters : pair.First.Norms).Select(weight => (
                Name: weight[..^".weight".Length],
                Mask: Enumerable.Range(0, kept.Group.Width).Select(channel => pair.Second.Contains(channel) ? 1f : 0f).ToArray())))
            .ToDictionary(mask => mask.Name, mask => mask.Mask);
}
