using DsCnn.TestKit;
using static TorchSharp.torch;

namespace DsCnn.Tests;

[NoTensorLeaks]
public sealed class DistillationTests
{
    private static readonly TrainerOptions _options = new() { Epochs = 30, BatchSize = 16, Optimizer = new AdamWOptions { LearningRate = 1e-2 } };

    [Fact]
    public void A_student_learns_from_a_teacher_alone()
    {
        using DsCnnModel teacher = Taught();
        using DsCnnModel student = TinyData.Network().Build(seed: 2);

        // No label plays a part, and the teacher's normalization is another one.
        TrainingRunTests.Run(student, _options with { Distillation = new DistillationOptions { Teacher = Teacher.From(teacher), Weight = 1 } });
        student.Evaluate(TinyData.Quarters(100, seed: 3)).Accuracy.Should().BeGreaterThan(0.9);
        teacher.parameters().Should().OnlyContain(p => ReferenceEquals(p.grad, null));
    }

    [Fact]
    public void A_hint_pulls_the_students_map_towards_the_teachers_through_a_regressor()
    {
        using DsCnnModel teacher = Taught();
        using DsCnnModel student = new ModelBuilder().Input(1, 8, 8).DsBlock(5, conv1Filters: 8, stride: 2).FullyConnected(4).Build(seed: 2);
        student.Preprocessing = teacher.Preprocessing;
        TrainingReport report = TrainingRunTests.Run(student, _options with
        {
            Distillation = new DistillationOptions
            {
                Teacher = Teacher.From((nn.Module<Tensor, Tensor>)teacher),
                Weight = 0,
                Hints = [FeatureHint.At(teacher, stride: 2) with { Weight = 10 }],
            },
        });

        report.Epochs[^1].Loss.Should().BeLessThan(0.75 * report.Epochs[0].Loss);
        student.CopyWeights().Keys.Should().Equal(student.Spec.Weights.Select(w => w.Name), "the regressor is thrown away");
    }

    [Fact]
    public void Regressors_are_saved_and_resumed()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("dscnn-distillation-");
        try
        {
            using DsCnnModel teacher = Taught();
            var checkpoint = new CheckpointOptions { Path = Path.Combine(folder.FullName, "last.ckpt"), EverySteps = 1 };
            TrainerOptions options = _options with
            {
                Epochs = 2,
                Checkpoint = checkpoint,
                Distillation = new DistillationOptions { Teacher = Teacher.From(teacher), Hints = [FeatureHint.At(teacher, stride: 2)] },
            };
            string copy = Path.Combine(folder.FullName, "copy");
            float[] expected = Train(options with { Callbacks = [new Copier(checkpoint.Path, copy)] });
            using (SafetensorsFile file = SafetensorsFile.Open(copy))
                file.Names.Should().Contain(["regressor.0.conv.weight", "regressor.0.conv.bias", "optimizer.mean.regressor.0.conv.weight"]);

            File.Move(copy, checkpoint.Path, overwrite: true);
            Train(options with { Checkpoint = checkpoint with { Resume = true } }).Should().Equal(expected);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        static float[] Train(TrainerOptions options)
        {
            using DsCnnModel student = new ModelBuilder().Input(1, 8, 8).DsBlock(5, conv1Filters: 8, stride: 2).FullyConnected(4).Build(seed: 2);
            TrainingRunTests.Run(student, options);
            return TrainingRunTests.Weights(student);
        }
    }

    [Fact]
    public void A_teacher_of_other_classes_is_refused()
    {
        using DsCnnModel student = TinyData.Network().Build();
        Action run = () => TrainingRunTests.Run(student, _options with
        {
            Distillation = new DistillationOptions { Teacher = Teacher.From(images => zeros(images.shape[0], 10)) },
        });
        run.Should().Throw<ArgumentException>().WithMessage("The teacher must return 1 x 4 logits for an image, as tiny does. Received: 1 x 10.");
    }

    [Fact]
    public void A_hint_of_another_size_is_refused()
    {
        using DsCnnModel student = TinyData.Network().Build();
        var hint = new FeatureHint { StudentStride = 2, TeacherMap = images => zeros(images.shape[0], 3, 5, 5) };
        Action run = () => TrainingRunTests.Run(student, _options with
        {
            Distillation = new DistillationOptions { Teacher = Teacher.From(images => zeros(images.shape[0], 4)), Hints = [hint] },
        });
        run.Should().Throw<ArgumentException>().WithMessage("The teacher's map for stride 2 must be 1 x channels x 4 x 4, like the student's. Received: 1 x 3 x 5 x 5.");
    }

    private static DsCnnModel Taught()
    {
        DsCnnModel teacher = TinyData.Network().Build(seed: 1);
        teacher.Preprocessing = new Preprocessing([0.1], [0.5]);
        TrainingRunTests.Run(teacher, _options);
        return teacher;
    }

    private sealed class Copier(string path, string copy) : ITrainingCallback
    {
        public void OnStep(TrainingContext context, TrainingProgress progress)
        {
            if (progress is { Epoch: 2, Step: 2 })
                File.Copy(path, copy);
        }
    }
}
