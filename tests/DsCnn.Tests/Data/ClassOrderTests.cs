using DsCnn.TestKit;

namespace DsCnn.Tests;

/// <summary>A label is a number; what it means, names say.</summary>
public sealed class ClassOrderTests
{
    private static readonly string[] _names = [.. TinyData.Quarters(1).ClassNames];
    private static readonly string[] _turned = [.. _names.Reverse()];

    [Fact]
    public async Task A_network_is_measured_by_the_names_of_classes_not_by_their_numbers()
    {
        using DsCnnModel model = TinyData.Network().Build();
        await new Trainer(model, new TrainerOptions { Epochs = 2, BatchSize = 16 }).FitAsync(new TrainingData(TinyData.Quarters(64)));
        ImageSet images = TinyData.Quarters(40, seed: 1);
        EvaluationResult expected = model.Evaluate(images);

        ImageSet other = Renamed(images, label => 3 - label, _turned);
        EvaluationResult result = model.Evaluate(other);

        (result.Accuracy, result.Loss).Should().Be((expected.Accuracy, expected.Loss));
        result.Confusion!.Entries.Should().Equal(expected.Confusion!.Entries);
        model.FindMistakes(other, 40).Select(m => (m.Index, m.Actual)).Should().Equal(model.FindMistakes(images, 40).Select(m => (m.Index, m.Actual)));
        model.Invoking(m => m.Evaluate(Renamed(images, label => label, ["top left", "top right", "bottom left", "middle"]))).Should().Throw<ArgumentException>().WithMessage(
            "tiny knows the classes top left, top right, bottom left, bottom right. Received images of the class middle, which it does not know.*");
    }

    [Fact]
    public void Numbers_for_names_stay_as_they_are()
    {
        ImageSet numbered = Renamed(TinyData.Quarters(10), label => label, ["0", "1", "2", "3"]);

        numbered.WithClassNames(_turned).Should().BeSameAs(numbered);
    }

    [Fact]
    public void Several_labels_go_by_name_too()
    {
        IImageSource images = TinyData.ManyQuarters(20);
        IImageSource turned = images.WithClassNames([.. _turned, "none"]);

        turned.ClassNames.Should().Equal([.. _turned, "none"]);
        for (int i = 0; i < images.Count; i++)
        {
            bool[] has = new bool[4], other = new bool[5];
            images.CopyLabels(i, has);
            turned.CopyLabels(i, other);
            other.Should().Equal([.. has.Reverse(), false]);
        }
    }

    [Fact]
    public void Training_refuses_classes_that_the_network_or_its_teacher_knows_by_other_numbers()
    {
        using DsCnnModel model = TinyData.Network().Build();
        model.Labels = _turned;
        var data = new TrainingData(TinyData.Quarters(16));
        Action train = () => _ = new Trainer(model, new TrainerOptions { Epochs = 1 }).FitAsync(data);
        train.Should().Throw<ArgumentException>().WithMessage(
            "tiny knows the classes bottom right, bottom left, top right, top left, in this order. Received images of the classes top left, *WithClassNames reorders the images' classes*");

        using DsCnnModel student = TinyData.Network().Build();
        var options = new TrainerOptions { Epochs = 1, Distillation = new DistillationOptions { Teacher = Teacher.From(model) } };
        Action distill = () => _ = new Trainer(student, options).FitAsync(data);
        distill.Should().Throw<ArgumentException>().WithMessage("The teacher knows the classes bottom right, *");
    }

    [Fact]
    public async Task Validation_images_are_matched_to_the_training_images_by_name()
    {
        ImageSet held = TinyData.Quarters(30, seed: 2);
        double[] losses = new double[2];
        foreach ((int i, IImageSource validation) in new IImageSource[] { held, Renamed(held, label => 3 - label, _turned) }.Index())
        {
            using DsCnnModel model = TinyData.Network().Build(seed: 3);
            TrainingReport report = await new Trainer(model, new TrainerOptions { Epochs = 1, BatchSize = 16 }).FitAsync(new TrainingData(TinyData.Quarters(48), validation));
            losses[i] = report.Epochs[0].Validation!.Loss;
        }

        losses[1].Should().Be(losses[0]);
    }

    private static ImageSet Renamed(ImageSet images, Func<int, int> label, string[] names)
    {
        byte[] pixels = new byte[images.Count * TinyData.Size * TinyData.Size];
        for (int i = 0; i < images.Count; i++)
            images.CopyPixels(i, pixels.AsSpan(i * TinyData.Size * TinyData.Size, TinyData.Size * TinyData.Size));
        byte[] labels = [.. Enumerable.Range(0, images.Count).Select(i => (byte)label(images.GetLabel(i)))];
        return new ImageSet(images.Shape, pixels, labels, names);
    }
}
