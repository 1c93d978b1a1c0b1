namespace DsCnn.Cli.Tests;

public sealed class TrainCommandRefusalTests : IDisposable
{
    private readonly Pictures _pictures = new();

    public void Dispose() => _pictures.Dispose();

    [Theory]
    [InlineData("--preset ds-pico", "Option '--data' is required.")]
    [InlineData("--data DATA --preset ds-giant", "--preset: expected ds-pico, *or vgg16. Received: ds-giant.*")]
    [InlineData("--data DATA --preset ds-pico --bogus", "dscnn train has no option --bogus. `dscnn help train` lists them.")]
    [InlineData("--data DATA --preset ds-pico --epoch 5", "dscnn train has no option --epoch. Did you mean --epochs? `dscnn help train` lists them.")]
    [InlineData("--preset ds-pico --data --epoch 5", "dscnn train has no option --epoch. Did you mean --epochs? `dscnn help train` lists them.")]
    [InlineData("--data DATA --preset ds-pico --lr 0,001", "--lr: expected a number above 0. Received: 0,001 (write 0.001).")]
    [InlineData("--data DATA --preset ds-pico --epochs 0", "--epochs: expected a whole number above 0. Received: 0.")]
    [InlineData("--data DATA --preset ds-pico --epochs 1.5", "--epochs: expected a whole number above 0. Received: 1.5.")]
    [InlineData("--data DATA --preset ds-pico --lr fast", "--lr: expected a number above 0. Received: fast.")]
    [InlineData("--data DATA --preset ds-pico --lr NaN", "--lr: expected a number above 0. Received: NaN.")]
    [InlineData("--data DATA --preset ds-pico --weight-decay -1", "--weight-decay: expected a number of at least 0. Received: -1.")]
    [InlineData("--data DATA --preset ds-pico --ema 1", "--ema: expected a number of at least 0 and below 1. Received: 1.")]
    [InlineData("--data DATA --preset ds-pico --validation-split 1", "--validation-split: expected a number of at least 0 and below 1. Received: 1.")]
    [InlineData("--data DATA --preset ds-pico --optimizer lion", "--optimizer: expected adamw, sgd or rmsprop. Received: lion.")]
    [InlineData("--data DATA --preset ds-pico --augment strong", "--augment: expected auto, none, flip, shift, basic, photo, trivial or rand. Received: strong.")]
    [InlineData("--data DATA --preset ds-pico --device tpu", "--device: expected auto, cpu, cuda or cuda:N. Received: tpu.")]
    [InlineData("--data DATA --preset ds-pico --device cuda:-1", "--device: expected auto, cpu, cuda or cuda:N. Received: cuda:-1.")]
    [InlineData("--data DATA --preset ds-pico --temperature 2", "--temperature requires --teacher FILE.")]
    [InlineData("--data DATA --preset ds-pico --resume --overwrite", "Either --resume or --overwrite. Received: both.")]
    [InlineData("--data DATA --preset ds-pico --epochs 3 --warmup 3 --output RUN", "--warmup: expected fewer than the 3 epochs of the run. Received: 3.")]
    [InlineData("--data DATA --preset ds-pico --patience 3 --validation-split 0 --output RUN", "--patience needs validation images. Received: none; --validation-split 0.1 sets a tenth aside.")]
    [InlineData("--data DATA --preset ds-pico --classes 1 --output RUN", "--classes: expected at least 2, the number of classes in the images. Received: 1.")]
    public void Wrong_usage_exits_2_with_one_line(string options, string message) => Refused(options, message).Should().Be(2);

    [Theory]
    [InlineData("--data MISSING --preset ds-pico --output RUN", "There is no folder *missing. Expected the name fashion-mnist, *")]
    [InlineData("--data DATA --spec missing.json --output RUN", "*missing.json*")]
    [InlineData("--data DATA --model missing.safetensors --output RUN", "*missing.safetensors*")]
    [InlineData("--data DATA --preset vgg16 --output RUN", "vgg16 cannot be trained on images of 1 x 8 x 8. layers[[]13] (maxPool): *Choose another network, or another size with --input, such as --input 3x64x64.")]
    [InlineData("--data DATA --preset ds-pico --input 4x8x8 --output RUN", "ds-pico takes images of 4 channels. Image files have 1 or 3.")]
    [InlineData("--data DATA --preset ds-pico --validation-split 0.01 --output RUN", "20 images are too few to set aside a share of 0.01 of each class. Use more images, or change --validation-split (0 for none).")]
    [InlineData("--data DATA --preset ds-pico --output SPEC/run", "--output: the folder *spec.json/run cannot be created: *")]
    public void Work_that_fails_exits_1_with_one_line(string options, string message) => Refused(options, message).Should().Be(1);

    [Fact]
    public void A_history_that_cannot_be_written_exits_1_with_one_line_and_keeps_the_checkpoint()
    {
        string run = _pictures.PathOf("run");
        Directory.CreateDirectory(Path.Combine(run, "history.csv"));

        (int exitCode, _, string error) = Tool.Run(
            "train", "--data", _pictures.Draw("data", train: 10), "--spec", _pictures.Spec, "--epochs", "1", "--batch-size", "4", "--output", run, "--json", "--resume");

        exitCode.Should().Be(1);
        error.Should().StartWith("dscnn: ").And.Contain("history.csv").And.EndWith("\n").And.NotContain(" at DsCnn");
        error.Count(c => c == '\n').Should().Be(1);
        File.Exists(Path.Combine(run, "last.ckpt")).Should().BeTrue();
    }

    [Fact]
    public void A_class_of_one_picture_is_told()
    {
        string data = _pictures.Draw("data", train: 8);
        foreach (string file in Directory.GetFiles(Path.Combine(data, "train", "down")).Skip(1))
            File.Delete(file);

        (int exitCode, _, string error) = Tool.Run("train", "--data", data, "--spec", _pictures.Spec, "--epochs", "1", "--validation-split", "0", "--threads", "1", "--output", _pictures.PathOf("run"));

        (exitCode, error).Should().Be((0, "dscnn: 1 class has fewer than 5 training images: down (1).\n"));
    }

    [Theory]
    [InlineData("evaluate --model MODEL --data DATA --report PLACE/nope/page.html")]
    [InlineData("inspect --data DATA --html PLACE/nope/page.html")]
    [InlineData("export MODEL PLACE/nope/out.onnx")]
    [InlineData("train --data DATA --spec SPEC --output /proc/x")]
    public void Where_nothing_can_be_written_no_other_name_is_told(string command)
    {
        if (!OperatingSystem.IsLinux())
            return;
        string data = _pictures.Draw("data", train: 2), model = _pictures.PathOf("model.safetensors");
        using (DsCnnModel stripes = StripeDetector.Create(["down", "across"]))
            stripes.Save(model);
        string place = _pictures.PathOf("place");

        (int exitCode, _, string error) = Tool.Run([.. command.Replace("MODEL", model).Replace("DATA", data).Replace("SPEC", _pictures.Spec).Replace("PLACE", place).Split(' ')]);

        exitCode.Should().Be(1);
        error.Should().Match("dscnn: * cannot be *").And.NotContain(".tmp").And.NotContain("/.");
    }

    [Fact]
    public void Unreadable_pictures_are_named_and_left_out_where_asked()
    {
        string data = _pictures.Draw("data", train: 10);
        string broken = Path.Combine(data, "train", "across", "a\nb.png");
        File.WriteAllText(broken, "no picture");
        string[] command = ["train", "--data", data, "--spec", _pictures.Spec, "--epochs", "1", "--batch-size", "4", "--output", _pictures.PathOf("run"), "--json"];

        (int exitCode, string output, string error) = Tool.Run(command);
        (exitCode, output).Should().Be((1, ""));
        error.Should().Be(
            $"dscnn: 1 of 21 images in {data}/train cannot be read: {data}/train/across/a b.png (it is not a PNG, JPEG, BMP, WebP or GIF image). " +
            "Fix or remove them, or choose to skip unreadable images. (--skip-unreadable)\n");

        (exitCode, _, error) = Tool.Run([.. command, "--skip-unreadable"]);
        exitCode.Should().Be(0);
        error.Should().Be($"dscnn: left out 1 unreadable image: {data}/train/across/a b.png (it is not a PNG, JPEG, BMP, WebP or GIF image)\n");
    }

    [Theory]
    [InlineData("one", "*must contain at least 2 class folders. Received: only across.")]
    [InlineData("empty", "The class folder *nothing contains no images*")]
    [InlineData("file", "*is a file, but not a .csv file. Expected *")]
    [InlineData("none", "*contains no images. Expected *")]
    public void Hostile_folders_are_refused_with_one_line(string kind, string message)
    {
        string data = _pictures.PathOf("hostile");
        if (kind == "file")
        {
            File.WriteAllText(data, "");
        }
        else if (kind == "none")
        {
            Directory.CreateDirectory(data);
        }
        else
        {
            _pictures.Draw("hostile", train: 2);
            Directory.Delete(Path.Combine(data, "train", "down"), recursive: true);
            if (kind == "empty")
                Directory.CreateDirectory(Path.Combine(data, "train", "nothing"));
        }

        Refused($"--data {data} --preset ds-pico --output RUN", message).Should().Be(1);
    }

    private int Refused(string options, string message)
    {
        if (!Directory.Exists(_pictures.PathOf("data")))
            _pictures.Draw("data", train: 10);
        options = options.Replace("DATA", _pictures.PathOf("data")).Replace("MISSING", _pictures.PathOf("missing"))
            .Replace("RUN", _pictures.PathOf("run")).Replace("SPEC", _pictures.Spec);
        (int exitCode, string output, string error) = Tool.Run(["train", .. options.Split(' ')]);

        output.Should().BeEmpty();
        Directory.Exists(_pictures.PathOf("run")).Should().BeFalse("what is refused leaves no folder");
        error.Should().EndWith("\n");
        error.Trim().Should().Match("dscnn: " + message.Replace("[[]", "[")).And.NotContain("\n");
        return exitCode;
    }
}
