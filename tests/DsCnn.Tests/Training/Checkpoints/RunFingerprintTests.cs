using System.Collections;
using System.Reflection;
using DsCnn.TestKit;

namespace DsCnn.Tests;

/// <summary>Every option counts: each property that options have, however deep, is set to something else, and the fingerprint must say so.</summary>
public sealed class RunFingerprintTests : IDisposable
{
    private static readonly TrainingData _data = new(TinyData.Quarters(20), TinyData.Quarters(8, seed: 1));

    private readonly DsCnnModel _model = TinyData.Network().Build();
    private readonly DsCnnModel _other = TinyData.Network().Build(seed: 5);

    public void Dispose()
    {
        _model.Dispose();
        _other.Dispose();
    }

    [Fact]
    public void Every_option_of_a_training_counts_but_where_it_is_kept_and_who_watches_and_what_a_function_does()
    {
        TrainerOptions options = Full() with { Checkpoint = new CheckpointOptions { Path = "x" } };

        Unnoticed(options, o => RunFingerprint.Of(_model, (TrainerOptions)o, _data, CancellationToken.None))
            .Should().BeEquivalentTo("Checkpoint", "Communicator", "Callbacks", "Distillation.Hints[0].TeacherMap");
    }

    [Fact]
    public void Every_option_of_a_compression_counts_but_where_it_is_kept_and_who_watches_and_what_a_function_does()
    {
        var options = new CompressorOptions
        {
            Target = new CompressionTarget { MaxParameters = 10, MaxMacs = 10, MaxBytes = 10, MaxRamBytes = 10, MaxFlashBytes = 10, MaxMilliseconds = 1, MaxAccuracyLoss = 0.1, MinAccuracy = 0.5 },
            Pruning = new PruningOptions { Ratio = 0.5, Budget = new Budget { MaxParameters = 10 }, Enough = _ => true, Original = _model.Spec },
            LowRank = new LowRankOptions { Budget = new Budget { MaxParameters = 10 } },
            Sharing = new SharingOptions(),
            Quantization = new QuantizationOptions { MaxAccuracyLoss = 0.1 },
            QuantizationTuning = Full(),
            FineTuning = Full(),
            StateFolder = "x",
        };

        Unnoticed(options, o => CompressionFingerprint.Of(_model.ToModelFile(), (CompressorOptions)o, [], _data, CancellationToken.None))
            .Should().BeEquivalentTo(
                "StateFolder", "Resume", "FineTuning.Communicator", "FineTuning.Callbacks", "QuantizationTuning.Communicator", "QuantizationTuning.Callbacks",
                "FineTuning.Distillation.Hints[0].TeacherMap", "QuantizationTuning.Distillation.Hints[0].TeacherMap");
    }

    [Fact]
    public void Weights_normalization_and_what_is_frozen_count_where_they_decide_the_outcome()
    {
        ModelFile file = _model.ToModelFile();
        var options = new CompressorOptions { Target = new CompressionTarget() };
        string Compression(ModelFile model) => Text(CompressionFingerprint.Of(model, options, [], _data, CancellationToken.None));
        string Training() => Text(RunFingerprint.Of(_model, new TrainerOptions(), _data, CancellationToken.None));

        Compression(_other.ToModelFile()).Should().NotBe(Compression(file));
        Compression(file with { Preprocessing = new Preprocessing([0.5], [1]) }).Should().NotBe(Compression(file));
        string before = Training();
        _model.FreezeBody();
        Training().Should().NotBe(before);
        _model.UnfreezeBody();
        Training().Should().Be(before);
    }

    [Fact]
    public void A_teacher_of_the_same_shape_with_other_weights_is_another_one()
    {
        Teacher.From(_other).Identity().Should().StartWith(_other.Spec.Name).And.NotBe(Teacher.From(_model).Identity());
        using TorchSharp.Modules.Linear one = TorchSharp.torch.nn.Linear(2, 2), two = TorchSharp.torch.nn.Linear(2, 2);
        Teacher.From(one).Identity().Should().NotBe(Teacher.From(two).Identity());
    }

    [Fact]
    public void Options_that_point_back_at_themselves_come_to_an_end()
    {
        var texts = new Dictionary<string, string>();
        OptionsText.Add(texts, "Loop", new Loop());
        texts.Should().BeEquivalentTo(new Dictionary<string, string> { ["Loop"] = typeof(Loop).FullName!, ["Loop.Number"] = "1" });
    }

    /// <summary>A training in which nothing is null or empty.</summary>
    private TrainerOptions Full() => new()
    {
        Augmentations = [new RandomCrop(), new ColorJitter(), new RandomErasing()],
        Mixing = [new MixUp(), new CutMix()],
        Metrics = [new Share { Digits = 3 }],
        Loss = new FocalLoss { Alpha = 0.5 },
        ClassWeights = [1, 1, 1, 1],
        GradientClipNorm = 1,
        Precision = TrainingPrecision.Float32,
        Ema = new EmaOptions(),
        Distillation = new DistillationOptions { Teacher = Teacher.From(_model), Hints = [new FeatureHint { StudentStride = 2, TeacherMap = images => images }] },
        EarlyStopping = new EarlyStopping(),
    };

    /// <summary>The properties that can be set to something else without the fingerprint saying so.</summary>
    private List<string> Unnoticed(object options, Func<object, Dictionary<string, string>> fingerprint)
    {
        string before = Text(fingerprint(options));
        var unnoticed = new List<string>();
        foreach ((string place, object changed) in Changes("", options))
        {
            if (Text(fingerprint(changed)) == before)
                unnoticed.Add(place);
        }

        return unnoticed;
    }

    /// <summary>Copies of a record, each with one property set to something else, however deep it lies.</summary>
    private IEnumerable<(string Place, object Changed)> Changes(string place, object record)
    {
        foreach (PropertyInfo property in record.GetType().GetProperties().Where(p => p.SetMethod is not null))
        {
            string name = place + property.Name;
            object? value = property.GetValue(record);
            object? other = Others(property, value).Select(candidate => With(record, property, candidate)).FirstOrDefault(changed => changed is not null);
            bool hasParts = Inner(name, value).Any();
            (other is not null || hasParts).Should().BeTrue($"this test must know another value for {name}, which is {value ?? "null"}");
            if (other is not null)
                yield return (name, other);

            foreach ((string inner, object changed) in Inner(name, property.GetValue(record)))
                yield return (inner, With(record, property, changed)!);
        }
    }

    private IEnumerable<(string Place, object Changed)> Inner(string name, object? value)
    {
        // Specs and teachers count as a whole; a checkpoint does not count at all.
        if (value is null or string or ValueType or Delegate or ModelSpec or Teacher or CheckpointOptions)
            yield break;
        if (value is not IEnumerable list)
        {
            foreach ((string Place, object Changed) change in Changes(name + ".", value))
                yield return change;
            yield break;
        }

        object[] items = [.. list.Cast<object>()];
        foreach ((int position, object item) in items.Index().Where(i => i.Item is not ValueType))
        {
            foreach ((string place, object changed) in Changes($"{name}[{position}].", item))
            {
                Array copy = Array.CreateInstance(value.GetType().GetInterface("IEnumerable`1")!.GetGenericArguments()[0], items.Length);
                items.CopyTo(copy, 0);
                copy.SetValue(changed, position);
                yield return (place, copy);
            }
        }
    }

    private IEnumerable<object?> Others(PropertyInfo property, object? value)
    {
        Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        object?[] candidates = type switch
        {
            _ when type == typeof(int) => [(value as int? ?? 0) + 1, (value as int? ?? 0) - 1],
            _ when type == typeof(long) => [(value as long? ?? 0) + 1],
            _ when type == typeof(double) => [((value as double? ?? 0) / 2) + 0.0123, (value as double? ?? 0) + 1],
            _ when type == typeof(bool) => [!(bool)value!],
            _ when type == typeof(byte) => [(byte)((byte)value! + 1)],
            _ when type == typeof(string) => [value + "x"],
            _ when type.IsEnum => [.. Enum.GetValues(type).Cast<object>().Where(v => !v.Equals(value)).Reverse()],
            _ when type == typeof(Teacher) => [Teacher.From(_other)],
            _ when type == typeof(ModelSpec) => [_model.Spec with { Name = "another" }],
            _ when type == typeof(CheckpointOptions) => [value is null ? new CheckpointOptions { Path = "y" } : null],
            _ when typeof(Delegate).IsAssignableFrom(type) => [null, value],
            _ when typeof(IEnumerable).IsAssignableFrom(type) => [Emptied(type, value)],
            _ when value is OptimizerOptions => [new SgdOptions()],
            _ when value is LearningRateSchedule => [new StepSchedule()],
            _ when value is CalibrationMethod => [value is EntropyCalibration ? new MinMaxCalibration() : new EntropyCalibration()],
            _ => [null],
        };

        // What cannot be null is told by its parts.
        return candidates.Where(candidate => candidate is not null || new NullabilityInfoContext().Create(property).WriteState == NullabilityState.Nullable || Nullable.GetUnderlyingType(property.PropertyType) is not null);
    }

    private static object Emptied(Type type, object? value)
    {
        Type item = type.GetGenericArguments()[0];
        return ((IEnumerable?)value)?.GetEnumerator().MoveNext() == true ? Array.CreateInstance(item, 0)
            : item == typeof(ITrainingCallback) ? new ITrainingCallback[] { new QuantizationAwareTraining() }
            : item == typeof(Augmentation) ? new Augmentation[] { new HorizontalFlip() }
            : item == typeof(BatchMix) ? new BatchMix[] { new MixUp() }
            : item == typeof(Metric) ? new Metric[] { new Share() }
            : item == typeof(double) ? new[] { 1.0 }
            : throw new NotSupportedException($"this test must know a {item} for an empty list");
    }

    private static object? With(object record, PropertyInfo property, object? value)
    {
        object copy = record.GetType().GetMethod("<Clone>$")!.Invoke(record, null)!;
        try
        {
            property.SetValue(copy, value);
            return copy;
        }
        catch (TargetInvocationException refused) when (refused.InnerException is ArgumentException)
        {
            return null;
        }
    }

    private static string Text(Dictionary<string, string> fingerprint) => string.Join('\n', fingerprint);

    private sealed record Share : Metric
    {
        public int Digits { get; init; }

        public override double Measure(MetricInput input) => input.Images;
    }

    private sealed class Loop
    {
        public int Number { get; } = 1;

        public Loop Self => this;
    }
}
