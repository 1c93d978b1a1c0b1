namespace DsCnn.Tests;

public sealed class NetworkPlanTests
{
    public static TheoryData<string> Networks => new(Presets.All.Select(preset => preset.Name));

    [Theory]
    [MemberData(nameof(Networks))]
    public void Values_are_numbered_named_once_and_read_only_after_they_are_given(string preset)
    {
        NetworkPlan plan = Presets.Find(preset).ToSpec().Plan;

        plan.Values.Select(value => value.Index).Should().Equal(Enumerable.Range(0, plan.Operations.Length + 1));
        plan.Values.Select(value => value.Name).Should().OnlyHaveUniqueItems();
        plan.Weights.Select(weight => weight.Name).Should().OnlyHaveUniqueItems();
        plan.Operations.Should().OnlyContain(operation => operation.Inputs.All(input => input.Index < operation.Output.Index));
        plan.Operations.Should().OnlyContain(operation => plan.ProducerOf(operation.Output) == operation);
        plan.Operations.SkipLast(1).Should().OnlyContain(operation => plan.ReadersOf(operation.Output).Any());
        plan.ReadersOf(plan.Output).Should().BeEmpty();
        plan.Values.Should().AllSatisfy(value => plan.ReadersOf(value).Should().Equal(plan.Operations.Where(operation => operation.Inputs.Contains(value))));
        plan.ProducerOf(plan.Input).Should().BeNull();
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Sizes_follow_from_padding_kernel_and_stride(string preset)
    {
        foreach (Operation operation in Presets.Find(preset).ToSpec().Plan.Operations)
        {
            TensorShape output = operation.Output.Shape;
            (int kernel, int padding) = operation switch
            {
                ConvolutionOperation convolution => (convolution.Kernel, convolution.Padding),
                PoolOperation pool => (pool.Kernel, 0),
                _ => (0, 0),
            };
            if (kernel == 0)
                continue;
            TensorShape input = operation.Inputs[0].Shape;
            output.Height.Should().Be((int)Math.Floor((input.Height + (2 * padding) - kernel) / (double)operation.Stride) + 1);
            output.Width.Should().Be((int)Math.Floor((input.Width + (2 * padding) - kernel) / (double)operation.Stride) + 1);
        }
    }

    [Fact]
    public void A_block_s_operations_carry_what_a_back_end_needs()
    {
        var block = new DsBlockSpec { Conv1Filters = 24, Conv1Kernel = 5, Conv1Stride = 2, Conv2Rank = 3, Kernel = 7, Stride = 3, OutChannels = 8, SwishBeta = 1.5 };
        NetworkPlan plan = new ModelSpec(new InputSpec(4, 30, 30), [block]) { BatchNorm = new BatchNormSpec { Epsilon = 0.01 } }.Plan;

        plan.Operations.Select(operation => operation.Output.Name).Should().Equal(
            "layers.0.conv_1", "layers.0.bn_1", "layers.0.bn_1.swish", "layers.0.pointwise", "layers.0.depthwise", "layers.0.bn_2", "layers.0.bn_2.swish",
            "layers.0.bn_2.globalAveragePool", "layers.0.se.reduce_conv", "layers.0.se.reduce_conv.swish", "layers.0.se.expand_conv", "layers.0.se.expand_conv.sigmoid",
            "layers.0.se.expand_conv.scale", "layers.0.conv_2.0", "layers.0.conv_2.1", "layers.0.bn_3");
        plan.Operations.OfType<ConvolutionOperation>().Select(c => (c.Role, c.Factor, c.InChannels, c.Filters, c.Kernel, c.Stride, c.Padding, c.Groups, c.Bias is not null))
            .Should().Equal(
                (ConvolutionRole.Conv1, LowRankFactor.None, 4, 24, 5, 2, 2, 1, false),
                (ConvolutionRole.Pointwise, LowRankFactor.None, 24, 24, 1, 1, 0, 1, false),
                (ConvolutionRole.Depthwise, LowRankFactor.None, 24, 24, 7, 3, 3, 24, false),
                (ConvolutionRole.SqueezeReduce, LowRankFactor.None, 24, 1, 1, 1, 0, 1, true),
                (ConvolutionRole.SqueezeExpand, LowRankFactor.None, 1, 24, 1, 1, 0, 1, true),
                (ConvolutionRole.Conv2, LowRankFactor.First, 24, 3, 1, 1, 0, 1, false),
                (ConvolutionRole.Conv2, LowRankFactor.Second, 3, 8, 1, 1, 0, 1, false));
        plan.Operations.OfType<BatchNormOperation>().Should().OnlyContain(norm => norm.Epsilon == 0.01);
        plan.Operations.OfType<ActivationOperation>().Select(a => (a.Kind, a.SwishBeta, a.Gate)).Should().Equal(
            (Activation.Swish, 1.5, "layers.0.bn_1.sigmoid"), (Activation.Swish, 1.5, "layers.0.bn_2.sigmoid"),
            (Activation.Swish, 1.5, "layers.0.se.reduce_conv.sigmoid"), (Activation.Sigmoid, 1, null));
        plan.Operations.OfType<ScaleOperation>().Single().Features.Name.Should().Be("layers.0.bn_2.swish");
    }

    [Fact]
    public void Folded_batch_norms_leave_a_bias()
    {
        ModelSpec spec = Models.Small28();
        NetworkPlan folded = (spec with { BatchNorm = null }).Plan;

        folded.Operations.Should().NotContain(operation => operation is BatchNormOperation);
        folded.Operations.Length.Should().Be(spec.Plan.Operations.Count(operation => operation is not BatchNormOperation));
        folded.Operations.OfType<ConvolutionOperation>().Where(c => c.Role is ConvolutionRole.Conv1 or ConvolutionRole.Depthwise or ConvolutionRole.Conv2)
            .Should().OnlyContain(c => c.Bias != null);
        folded.Operations.OfType<ConvolutionOperation>().Where(c => c.Role == ConvolutionRole.Pointwise).Should().OnlyContain(c => c.Bias == null);
    }

    [Fact]
    public void The_logits_come_before_the_head()
    {
        ModelSpec spec = Models.Small28();
        spec.Plan.Output.Name.Should().EndWith(".softmax");
        spec.Plan.Logits.Should().BeEquivalentTo(spec.WithHead(Head.None).Plan.Output);
    }

    [Theory]
    [InlineData("efficientnet-b0", 224)]
    [InlineData("efficientnet-b1", 240)]
    [InlineData("efficientnet-b2", 260)]
    [InlineData("efficientnet-b3", 300)]
    [InlineData("efficientnet-b5", 456)]
    [InlineData("efficientnet-b6", 528)]
    [InlineData("efficientnet-b0", 33)]
    [InlineData("mobilenet-v2", 65)]
    public void Strides_are_the_product_of_the_operations_strides_also_where_sizes_do_not_divide(string preset, int side)
    {
        ModelSpec spec = Presets.Find(preset).ToSpec().WithInput(new InputSpec(3, side, side));
        int size = side;
        foreach (int stride in new[] { 2, 4, 8, 16, 32 })
        {
            // Each convolution with stride 2 rounds up.
            size = (size + 1) / 2;
            spec.Plan.Layers[spec.LayersToStride(stride) - 1].Output.Shape.Height.Should().Be(size);
        }

        spec.Invoking(s => s.LayersToStride(3)).Should().ThrowExactly<ArgumentException>().WithMessage("*2, 4, 8, 16, 32*Received: 3.*");
    }

    [Fact]
    public void Costs_are_those_of_the_name_and_the_batch_norms_that_a_copy_has()
    {
        ModelSpec spec = Models.Small28();
        ModelSpec other = spec with { Name = "other", BatchNorm = null };
        other.Cost.Name.Should().Be("other");
        other.Cost.Should().BeEquivalentTo(new ModelSpec(spec.Input, spec.Layers) { BatchNorm = null, Name = "other" }.Cost);
        other.Cost.Parameters.Should().BeLessThan(spec.Cost.Parameters);
    }
}
