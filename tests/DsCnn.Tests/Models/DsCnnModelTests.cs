using DsCnn.TestKit;
using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Tests;

[NoTensorLeaks]
public sealed class DsCnnModelTests
{
    /// <summary>Every layer kind and every option of a block.</summary>
    public static TheoryData<ModelSpec> Specs => new(
        TinyData.Network().ToSpec(),
        new ModelSpec(new InputSpec(3, 17, 13),
        [
            new ConvSpec { Filters = 8, Stride = 2, Bias = true },
            new ConvSpec { Filters = 6, Kernel = 1, BatchNorm = false, Activation = Activation.None },
            new DsBlockSpec { Conv1Filters = null, OutChannels = 8, Pointwise = null },
            new DsBlockSpec { Conv1Filters = 50, OutChannels = 8, Residual = true, Pointwise = new() { Rank = 4, Groups = 2 } },
            new DsBlockSpec { Conv1Filters = 9, OutChannels = 10, SqueezeExcite = null, Activation = Activation.HardSwish },
            new MaxPoolSpec(),
            new AveragePoolSpec { Kernel = 3, Stride = 1 },
            new GlobalMaxPoolSpec(),
            new DropoutSpec { Rate = 0.3 },
            new FullyConnectedSpec { Units = 7, Activation = Activation.Relu },
            new FullyConnectedSpec { Units = 5 },
            new SoftmaxSpec(),
        ]),
        TinyData.Network().ToSpec() with { BatchNorm = null },
        new ModelSpec(new InputSpec(1, 9, 9), [new DsBlockSpec { Conv1Filters = 6, OutChannels = 4 }, new GlobalAveragePoolSpec()]));

    [Theory]
    [MemberData(nameof(Specs))]
    public void Module_and_spec_agree_on_every_name_shape_and_count(ModelSpec spec)
    {
        using var model = new DsCnnModel(spec);
        var tensors = model.named_parameters().Select(p => (p.name, tensor: (Tensor)p.parameter))
            .Concat(model.named_buffers().Where(b => !b.name.EndsWith("num_batches_tracked")).Select(b => (b.name, tensor: b.buffer)));

        tensors.Select(t => $"{t.name} {string.Join(",", t.tensor.shape)}").Should().BeEquivalentTo(
            spec.Weights.Select(w => $"{w.Name} {string.Join(",", w.Dimensions)}"));
        model.parameters().Sum(p => p.numel()).Should().Be(spec.Cost.Parameters);
    }

    /// <summary>Fully connected layers compute in the type of their weights; a network without one must not stay in that of its images.</summary>
    [Fact]
    public void Logits_and_probabilities_of_bfloat16_images_are_float32()
    {
        InputSpec input = new(1, 8, 8);
        ConvSpec conv = new() { Filters = 5 };
        ModelSpec[] specs =
        [
            new ModelSpec(input, [conv, new GlobalAveragePoolSpec(), new SoftmaxSpec()]),
            new ModelSpec(input, [conv, new GlobalMaxPoolSpec(), new SigmoidSpec()]),
            new ModelSpec(input, [conv, new GlobalAveragePoolSpec()]),
            new ModelSpec(input, [conv]),
            TinyData.Network().ToSpec(),
        ];
        foreach (ModelSpec spec in specs)
        {
            using var model = new DsCnnModel(spec);
            model.eval();
            using DisposeScope scope = NewDisposeScope();
            Tensor images = rand(2, 1, 8, 8), x = images.to(ScalarType.BFloat16);

            model.Logits(x).dtype.Should().Be(ScalarType.Float32);
            Tensor probabilities = model.forward(x);
            probabilities.dtype.Should().Be(ScalarType.Float32);
            probabilities.shape.Should().Equal(model.forward(images).shape);
            (probabilities - model.forward(images)).abs().max().item<float>().Should().BeLessThan(0.05f);
            model.LogitsFrom(model.Run(x, 1), 1).dtype.Should().Be(ScalarType.Float32);
        }
    }

    /// <summary>Also what was made before it failed is freed at once, not when the garbage collector comes by.</summary>
    [Fact]
    public void A_model_that_cannot_be_made_or_loaded_leaves_no_tensor()
    {
        ModelFile file;
        using (DsCnnModel model = TinyData.Network().Build())
            file = model.ToModelFile();
        ModelSpec beyondMemory = file.Spec.WithLayers([new ConvSpec { Filters = 1 << 20, Kernel = 1 }, new FullyConnectedSpec { Units = 1 << 20 }]);
        var nowhere = new Device(DeviceType.CUDA, 99);
        Action[] failing =
        [
            () => _ = new DsCnnModel(file.Spec, nowhere),
            () => _ = DsCnnModel.From(file, nowhere),
            () => _ = new DsCnnModel(beyondMemory),
        ];
        foreach (Action fail in failing)
        {
            long before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
            fail.Should().Throw<Exception>();
            DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount.Should().Be(before);
        }
    }

    [Theory]
    [MemberData(nameof(Specs))]
    public void Every_layer_gives_the_shape_that_its_plan_says(ModelSpec spec)
    {
        for (int layers = 1; layers <= spec.Layers.Length; layers++)
        {
            using var head = new DsCnnModel(spec.WithLayers(spec.Layers.Take(layers)));
            head.eval();
            using Tensor x = rand(2, spec.Input.Channels, spec.Input.Height, spec.Input.Width);
            using Tensor y = head.call(x);
            y.shape.Should().Equal([2, .. spec.Plan.Layers[layers - 1].Output.Shape.Dimensions.Select(d => (long)d)]);
        }
    }

    [Theory]
    [MemberData(nameof(Specs))]
    public void A_model_saved_and_loaded_is_the_same_model(ModelSpec spec)
    {
        string path = TemporaryFile();
        using var model = new DsCnnModel(spec, seed: 3);
        model.Labels = [.. Enumerable.Range(0, spec.Output.Channels).Select(i => $"Kleid, Größe {i} \"weit\"")];
        model.Preprocessing = new Preprocessing([.. Enumerable.Repeat(0.25, spec.Input.Channels)], [.. Enumerable.Repeat(0.5, spec.Input.Channels)]);
        model.Save(path);
        using DsCnnModel loaded = DsCnnModel.Load(path);

        loaded.Spec.Should().Be(model.Spec);
        loaded.Labels.Should().Equal(model.Labels);
        loaded.Preprocessing.Should().Be(model.Preprocessing);
        loaded.training.Should().BeFalse();
        model.eval();
        using Tensor x = rand(2, spec.Input.Channels, spec.Input.Height, spec.Input.Width);
        using Tensor expected = model.call(x);
        using Tensor actual = loaded.call(x);
        actual.Values().Should().Equal(expected.Values());
    }

    [Fact]
    public void A_folded_network_keeps_its_names_and_lives_on_its_own()
    {
        DsCnnModel model = TinyData.Network().Build();
        model.Labels = ["a", "b", "c", "d"];
        model.Preprocessing = new Preprocessing([0.5], [0.5]);
        using DsCnnModel folded = model.FoldBatchNorm();
        model.Dispose();

        folded.Labels.Should().Equal("a", "b", "c", "d");
        folded.Preprocessing.Should().Be(new Preprocessing([0.5], [0.5]));
        folded.Spec.Should().Be(TinyData.Network().ToSpec() with { BatchNorm = null });
        folded.parameters().Sum(p => p.numel()).Should().Be(folded.Spec.Cost.Parameters);
        using Tensor x = rand(1, 1, TinyData.Size, TinyData.Size);
        using Tensor y = folded.call(x);
        y.shape.Should().Equal(1, 4);
    }

    [Fact]
    public void A_folded_network_can_be_trained()
    {
        using DsCnnModel model = TinyData.Network().Build();
        using DsCnnModel folded = model.FoldBatchNorm();
        folded.train();
        using optim.Optimizer optimizer = optim.SGD(folded.parameters(), 0.02);
        using DisposeScope scope = NewDisposeScope();
        Tensor images = rand(32, 1, TinyData.Size, TinyData.Size);
        Tensor labels = randint(4, [32]);
        float[] losses = [.. Enumerable.Range(0, 20).Select(_ => Step())];

        losses[^1].Should().BeLessThan(losses[0]);

        float Step()
        {
            using DisposeScope step = NewDisposeScope();
            Tensor loss = nn.functional.cross_entropy(folded.Logits(images), labels);
            optimizer.zero_grad();
            loss.backward();
            optimizer.step();
            return loss.item<float>();
        }
    }

    [Fact]
    public void Probabilities_are_the_softmax_of_the_logits()
    {
        using DsCnnModel model = TinyData.Network().Build();
        model.eval();
        using DisposeScope scope = NewDisposeScope();
        Tensor x = rand(3, 1, TinyData.Size, TinyData.Size);
        float[] logits = model.Logits(x)[1].Values();
        double sum = logits.Sum(l => Math.Exp(l));

        model.call(x)[1].Values().Zip(logits).Should().OnlyContain(p => Math.Abs(p.First - (Math.Exp(p.Second) / sum)) < 1e-6);
    }

    [Fact]
    public void An_image_of_another_size_is_refused_with_both_shapes()
    {
        using DsCnnModel model = TinyData.Network().Build();
        using Tensor x = rand(2, 3, 8, 8);
        model.Invoking(m => m.call(x)).Should().Throw<ArgumentException>()
            .WithMessage("tiny takes images N x 1 x 8 x 8. Received: 2 x 3 x 8 x 8.*");
    }

    [Fact]
    public void Pixels_that_are_no_float_are_refused_with_what_makes_them_so()
    {
        using DsCnnModel model = TinyData.Network().Build();
        using Tensor x = zeros(1, 1, 8, 8, ScalarType.Byte);
        model.Invoking(m => m.call(x)).Should().Throw<ArgumentException>().WithMessage("tiny computes in Float32. Received: Byte.*");
    }

    [Fact]
    public void Labels_and_normalization_must_fit_where_they_are_set()
    {
        using DsCnnModel model = TinyData.Network().Build();
        model.Invoking(m => m.Labels = ["a"]).Should().Throw<InvalidSpecException>().WithMessage("Labels must name the 4 outputs*");
        model.Invoking(m => m.Preprocessing = new Preprocessing([0, 0], [1, 1])).Should().Throw<InvalidSpecException>();
    }

    [Fact]
    public void Weights_that_do_not_fit_change_nothing()
    {
        using DsCnnModel model = TinyData.Network().Build();
        float[] before = model.parameters().First().Values();
        WeightSet weights = model.CopyWeights();
        var broken = new WeightSet(weights.Take(weights.Count - 1).Select(w => KeyValuePair.Create(w.Key, WeightTensor.FromFloats(w.Value.Dimensions, new float[w.Value.ToFloats().Length]))));

        model.Invoking(m => m.LoadWeights(broken)).Should().Throw<InvalidDataException>().WithMessage("*\"layers.2.bias\"*missing*");
        model.parameters().First().Values().Should().Equal(before);
    }

    [Fact]
    public void A_damaged_file_is_refused_on_one_line_that_names_it()
    {
        string path = TemporaryFile();
        using (DsCnnModel model = TinyData.Network().Build())
        {
            model.Save(path);
        }

        byte[] bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..^100]);
        Action load = () => DsCnnModel.Load(path);
        load.Should().Throw<InvalidDataException>().WithMessage($"{path}: the file is cut short*").Which.Message.Should().NotContain("\n");
    }

    [Fact]
    public void Moving_a_model_to_its_own_device_keeps_it_working()
    {
        using DsCnnModel model = TinyData.Network().Build();
        model.to(CPU).Should().BeSameAs(model);
        model.Device.type.Should().Be(DeviceType.CPU);
    }

    [CudaFact]
    public void The_same_weights_give_the_same_logits_on_CUDA()
    {
        using DsCnnModel model = TinyData.Network().Build();
        model.eval();
        using DisposeScope scope = NewDisposeScope();
        Tensor x = rand(5, 1, TinyData.Size, TinyData.Size);
        float[] expected = model.Logits(x).Values();
        model.to(CUDA);

        model.Device.type.Should().Be(DeviceType.CUDA);
        model.Logits(x.to(CUDA)).Values().Zip(expected).Should().OnlyContain(p => Math.Abs(p.First - p.Second) < 1e-3);
    }

    [Fact]
    public void Training_a_thousand_steps_keeps_tensors_and_memory_flat()
    {
        using DsCnnModel model = TinyData.Network().Build();
        using optim.Optimizer optimizer = optim.SGD(model.parameters(), 0.01, momentum: 0.9);
        Train(500);
        long tensors = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        long memory = ResidentBytes();
        Train(1000);

        DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount.Should().Be(tensors);
        (ResidentBytes() - memory).Should().BeLessThan(32 << 20, "a tensor of this network leaked per step would add more");

        void Train(int steps)
        {
            for (int i = 0; i < steps; i++)
            {
                using DisposeScope scope = NewDisposeScope();
                Tensor loss = nn.functional.cross_entropy(model.Logits(rand(64, 1, TinyData.Size, TinyData.Size)), randint(4, [64]));
                optimizer.zero_grad();
                loss.backward();
                optimizer.step();
            }
        }

        // Without the managed heap, whose size is the collector's business.
        static long ResidentBytes()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return Environment.WorkingSet - GC.GetGCMemoryInfo().TotalCommittedBytes;
        }
    }

    private static string TemporaryFile() => Path.Combine(Directory.CreateTempSubdirectory("dscnn").FullName, "model.safetensors");
}
