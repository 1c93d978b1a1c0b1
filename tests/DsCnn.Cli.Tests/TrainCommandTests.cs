using System.Text.Json;

namespace DsCnn.Cli.Tests;

public sealed class TrainCommandTests : IDisposable
{
    private readonly Pictures _pictures = new();

    public void Dispose() => _pictures.Dispose();

    [Fact]
    public void A_folder_of_pictures_is_learned_and_everything_is_left_in_the_output_folder()
    {
        string data = _pictures.Draw("data", train: 40, test: 10);
        string run = _pictures.PathOf("run");

        (int exitCode, string output, string error) = Tool.RunAsItIs(
            CancellationToken.None, "train", "--data", data, "--spec", _pictures.Spec, "--epochs", "12", "--lr", "0.03", "--batch-size", "8", "--threads", "1", "--output", run, "--tensorboard");

        exitCode.Should().Be(0);
        error.Should().Contain("network    tiny, 106 parameters").And.Contain("80 of 2 classes (40 each), none held out to validate on").And.Contain("\n    12/12 ");
        output.Should().StartWith("\nAccuracy 1.0000 on 20 test images (95 % confidence interval: 0.839 to 1.000), with the network of the last of 12 epochs.");
        Directory.GetFileSystemEntries(run).Select(Path.GetFileName).Should().BeEquivalentTo(
            "model.safetensors", "last.ckpt", "history.csv", "history.svg", "history.png", "run.json", "tensorboard");
        File.ReadLines(Path.Combine(run, "history.csv")).Should().HaveCount(13);
        var model = ModelFile.Read(Path.Combine(run, "model.safetensors"));
        model.Labels.Should().Equal("across", "down");
        model.Preprocessing.Should().NotBeNull();
    }

    [Fact]
    public void Json_is_one_object_with_the_documented_members_and_nothing_else_is_written()
    {
        string run = _pictures.PathOf("run");

        (int exitCode, string output, string error) = Train(_pictures.Draw("data", train: 10, test: 3), run, "--json", "--epochs", "2");

        (exitCode, error).Should().Be((0, ""));
        output.Count(c => c == '\n').Should().Be(1);
        JsonElement json = JsonDocument.Parse(output).RootElement;
        json.EnumerateObject().Select(p => p.Name).Should().Equal(
            "accuracy", "meanAveragePrecision", "accuracyLow", "accuracyHigh", "accuracyOn", "crossValidation", "epochs", "bestEpoch", "images", "seconds", "imagesPerSecond", "model");
        json.GetProperty("accuracyOn").GetString().Should().Be("test");
        json.GetProperty("epochs").GetInt32().Should().Be(2);
        json.GetProperty("images").GetInt32().Should().Be(2 * 20, "all are trained on, because there are test images");
        json.GetProperty("model").GetString().Should().Be(Path.Combine(run, "model.safetensors"));
    }

    [Theory]
    [InlineData("float32", @"computed   in float32 on cpu")]
    [InlineData("auto", @"computed   in (float32|bfloat16) \(in a trial: [\d,]+ images/s in \w+, [\d,]+ images/s in \w+\) on cpu")]
    public void In_which_numbers_it_computes_is_said_before_the_first_epoch(string precision, string words)
    {
        (int exitCode, _, string error) = Tool.RunAsItIs(
            CancellationToken.None, "train", "--data", _pictures.Draw("data", train: 10), "--spec", _pictures.Spec, "--epochs", "1", "--precision", precision, "--output", _pictures.PathOf("run"));

        exitCode.Should().Be(0);
        error.Should().MatchRegex($@"(?s){words}.*\n +1/1 ");
    }

    [Theory]
    [InlineData("0.2", "validation")]
    [InlineData("0", "training")]
    public void Without_test_images_the_figure_says_what_it_is_of(string share, string split)
    {
        (int exitCode, string output, _) = Train(_pictures.Draw("data", train: 10), _pictures.PathOf("run"), "--validation-split", share, "--json");

        exitCode.Should().Be(0);
        JsonDocument.Parse(output).RootElement.GetProperty("accuracyOn").GetString().Should().Be(split);
    }

    [Fact]
    public void Folds_measure_on_every_image_and_the_network_learns_from_all()
    {
        string data = _pictures.Draw("data", train: 10), run = _pictures.PathOf("run");
        (int exitCode, string output, _) = Train(data, run, "--folds", "2", "--epochs", "2", "--json");

        exitCode.Should().Be(0);
        JsonElement json = JsonDocument.Parse(output).RootElement;
        json.GetProperty("accuracyOn").GetString().Should().Be("folds");
        json.GetProperty("images").GetInt32().Should().Be(2 * 20);
        double[] folds = [.. json.GetProperty("crossValidation").GetProperty("folds").EnumerateArray().Select(fold => fold.GetDouble())];
        json.GetProperty("accuracy").GetDouble().Should().BeApproximately(folds.Average(), 1e-12).And.BeApproximately((folds[0] + folds[1]) / 2, 1e-12);
        Directory.GetDirectories(run).Select(Path.GetFileName).Should().BeEquivalentTo("fold-1", "fold-2");

        Train(data, run, "--epochs", "1", "--overwrite").ExitCode.Should().Be(0);
        Directory.GetDirectories(run).Should().BeEmpty("they belonged to the run that was replaced");
    }

    [Theory]
    [InlineData(false, 3)]
    [InlineData(true, null)]
    public void A_refitted_network_learns_from_all_images(bool keepsBest, int? epochs)
    {
        string run = _pictures.PathOf("run");
        string[] keep = keepsBest ? ["--keep", "best"] : [];
        (int exitCode, string output, _) = Train(_pictures.Draw("data", train: 10), run, ["--refit", "--epochs", "3", "--json", .. keep]);

        exitCode.Should().Be(0);
        JsonElement json = JsonDocument.Parse(output).RootElement;
        json.GetProperty("accuracyOn").GetString().Should().Be("held-out");
        epochs ??= TrainingHistory.Read(Path.Combine(run, "held-out", "history.csv")).Rows.MaxBy(row => (row.ValidationAccuracy, -row.ValidationLoss))!.Epoch;
        json.GetProperty("epochs").GetInt32().Should().Be(epochs);
        json.GetProperty("images").GetInt32().Should().Be(epochs.Value * 20);
    }

    [Fact]
    public void Without_a_network_one_is_chosen_by_the_pictures()
    {
        string run = _pictures.PathOf("run");
        Tool.Run("train", "--data", _pictures.Draw("data", train: 8, size: 12), "--epochs", "1", "--threads", "1", "--output", run).ExitCode.Should().Be(0);
        ModelFile.Read(Path.Combine(run, "model.safetensors")).Spec.Name.Should().Be("ds-pico");
    }

    [Theory]
    [InlineData(false, "1 x 12 x 12")]
    [InlineData(true, "3 x 12 x 12")]
    public void A_preset_takes_size_channels_and_classes_from_the_pictures(bool color, string shape)
    {
        string run = _pictures.PathOf("run");
        (int exitCode, _, _) = Tool.Run(
            "train", "--data", _pictures.Draw("data", train: 8, size: 12, color: color), "--preset", "ds-pico", "--epochs", "1", "--batch-size", "4", "--threads", "1", "--output", run);

        exitCode.Should().Be(0);
        ModelSpec spec = ModelFile.Read(Path.Combine(run, "model.safetensors")).Spec;
        (spec.Input.Shape.ToString(), spec.Output.Channels).Should().Be((shape, 2));
    }

    [Fact]
    public void Pictures_of_different_sizes_are_brought_to_the_size_of_the_preset()
    {
        string data = _pictures.Draw("data", train: 8, size: 12);
        Pictures.DrawOne(Path.Combine(data, "train", "across", "large.png"), across: true, seed: 1, size: 40);
        string run = _pictures.PathOf("run");

        Tool.Run("train", "--data", data, "--preset", "ds-pico", "--epochs", "1", "--batch-size", "4", "--threads", "1", "--output", run).ExitCode.Should().Be(0);

        ModelFile.Read(Path.Combine(run, "model.safetensors")).Spec.Input.Should().Be(new InputSpec(1, 28, 28));
    }

    [Fact]
    public void A_trained_network_goes_on_with_the_classes_that_it_knows_and_says_what_becomes_of_its_head()
    {
        string first = _pictures.PathOf("first");
        Train(_pictures.Draw("data", train: 10), first).ExitCode.Should().Be(0);
        string model = Path.Combine(first, "model.safetensors");
        string other = _pictures.Draw("other", train: 10);
        Directory.Move(Path.Combine(other, "train", "across"), Path.Combine(other, "train", "zebra"));
        for (int i = 0; i < 10; i++)
            Pictures.DrawOne(Path.Combine(other, "train", "Across", $"{i}.png"), across: true, seed: 100 + i);

        // A learning rate that moves no weight shows where the weights come from.
        string Retrain(string data, string name)
        {
            (int exitCode, _, string error) = Tool.Run(
                "train", "--data", data, "--model", model, "--epochs", "1", "--lr", "1e-30", "--batch-size", "4", "--threads", "1", "--output", _pictures.PathOf(name));
            exitCode.Should().Be(0);
            return error;
        }

        string same = Retrain(_pictures.PathOf("data"), "same"), changed = Retrain(other, "new");

        same.Should().BeEmpty();
        changed.Should().Be(
            "dscnn: head: 1 of 3 classes keeps its weights (down); 2 are new (Across, which differs from across only by case: use the same name to keep its weights, zebra); " +
            "1 is dropped (across).\n");
        float[] before = HeadOf(model), after = HeadOf(_pictures.PathOf("new", "model.safetensors"));
        HeadOf(_pictures.PathOf("same", "model.safetensors")).Should().Equal(before);
        after[8..16].Should().Equal(before[8..16], "down is the second of both");
        ModelFile made = ModelFile.Read(_pictures.PathOf("new", "model.safetensors"));
        made.Weights["layers.0.conv.weight"].ToFloats().Should().Equal(ModelFile.Read(model).Weights["layers.0.conv.weight"].ToFloats());
        made.Labels.Should().Equal("Across", "down", "zebra");

        static float[] HeadOf(string path) => ModelFile.Read(path).Weights["layers.2.weight"].ToFloats();
    }

    [Fact]
    public void A_class_whose_name_is_composed_otherwise_keeps_its_weights_and_one_without_a_name_is_said()
    {
        ModelSpec spec = ModelSpec.FromJson(Pictures.TinySpec);
        using var model = new DsCnnModel(spec, seed: 3) { Labels = ["down", "caf\u00e9"] };
        string path = _pictures.PathOf("model.safetensors");
        model.Save(path);
        string data = _pictures.Draw("data", train: 10);
        Directory.Move(Path.Combine(data, "train", "across"), Path.Combine(data, "train", "cafe\u0301"));
        string[] command = ["train", "--data", data, "--model", path, "--epochs", "1", "--lr", "1e-30", "--batch-size", "4", "--threads", "1", "--overwrite", "--output", _pictures.PathOf("run")];

        (int exitCode, _, string error) = Tool.Run(command);

        (exitCode, error).Should().Be((0, ""));
        ModelFile made = ModelFile.Read(_pictures.PathOf("run", "model.safetensors"));
        made.Weights["layers.2.weight"].ToFloats().Should().Equal(model.CopyWeights()["layers.2.weight"].ToFloats(), "the order stays too");
        model.Labels = null;
        model.Save(path);
        Tool.Run(command).Error.Should().Be("dscnn: head: the network does not name its 2 classes; they are assumed to be the classes of the images, in the same order.\n");
        Tool.Run([.. command, "--classes", "3"]).Error.Should().Be("dscnn: head: new for 3 classes; the 2 classes of the network have no names to match.\n");
    }

    [Fact]
    public void A_network_keeps_the_order_in_which_it_knows_its_classes()
    {
        ModelSpec spec = ModelSpec.FromJson(Pictures.TinySpec);
        using var model = new DsCnnModel(spec) { Labels = ["down", "across"] };
        model.Save(_pictures.PathOf("model.safetensors"));

        Tool.Run(
            "train", "--data", _pictures.Draw("data", train: 10), "--model", _pictures.PathOf("model.safetensors"), "--epochs", "1", "--batch-size", "4",
            "--output", _pictures.PathOf("run")).ExitCode.Should().Be(0);

        ModelFile.Read(_pictures.PathOf("run", "model.safetensors")).Labels.Should().Equal("down", "across");
    }

    [Fact]
    public void A_teacher_takes_part_and_must_know_the_same_classes()
    {
        string data = _pictures.Draw("data", train: 10);
        using (var teacher = new DsCnnModel(ModelSpec.FromJson(Pictures.TinySpec)) { Labels = ["across", "down"] })
        {
            teacher.Save(_pictures.PathOf("teacher.safetensors"));
            teacher.Labels = ["cat", "dog"];
            teacher.Save(_pictures.PathOf("stranger.safetensors"));
        }

        Train(data, _pictures.PathOf("alone")).ExitCode.Should().Be(0);
        Train(data, _pictures.PathOf("taught"), "--teacher", _pictures.PathOf("teacher.safetensors"), "--distill-weight", "1").ExitCode.Should().Be(0);
        (int exitCode, _, string error) = Train(data, _pictures.PathOf("other"), "--teacher", _pictures.PathOf("stranger.safetensors"));

        File.ReadAllBytes(_pictures.PathOf("taught", "model.safetensors")).Should().NotEqual(File.ReadAllBytes(_pictures.PathOf("alone", "model.safetensors")));
        exitCode.Should().Be(1);
        error.Should().Be($"dscnn: --teacher: {_pictures.PathOf("stranger.safetensors")} knows the classes cat, dog. The images' are across, down.\n");
    }

    [Fact]
    public void Another_run_is_not_overwritten_unless_asked()
    {
        string data = _pictures.Draw("data", train: 10);
        string run = _pictures.PathOf("run");
        Train(data, run).ExitCode.Should().Be(0);
        byte[] before = File.ReadAllBytes(Path.Combine(run, "model.safetensors"));

        (int exitCode, string output, string error) = Train(data, run, "--seed", "5");
        (exitCode, output).Should().Be((1, ""));
        error.Should().Be(
            $"dscnn: {run} holds a training run (model.safetensors). Continue it with --resume, replace it with --overwrite, or choose another folder with --output.\n");
        File.ReadAllBytes(Path.Combine(run, "model.safetensors")).Should().Equal(before);

        Train(data, run, "--seed", "5", "--overwrite").ExitCode.Should().Be(0);
        File.ReadAllBytes(Path.Combine(run, "model.safetensors")).Should().NotEqual(before);
    }

    private (int ExitCode, string Output, string Error) Train(string data, string run, params string[] more) =>
        Tool.Run(["train", "--data", data, "--spec", _pictures.Spec, "--batch-size", "8", "--threads", "1", "--output", run, .. more.Contains("--epochs") ? more : [.. more, "--epochs", "1"]]);
}
