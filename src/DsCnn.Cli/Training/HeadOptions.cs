using System.CommandLine;

namespace DsCnn.Cli;

/// <summary>What a network predicts for images, one class or several labels, and the loss that it is trained with.</summary>
internal sealed class HeadOptions
{
    private const string Automatic = "auto";
    private const string Balanced = "balanced";
    private const string Focal = "focal";

    private static readonly Dictionary<string, Head> _heads = new() { ["softmax"] = Head.Softmax, ["sigmoid"] = Head.Sigmoid };

    private readonly Option<string?> _head = new Option<string?>("--head")
    {
        Description = "softmax, one class per image, or sigmoid, any number of labels (default: sigmoid for multi-label data, otherwise the network's own)",
    }.OneOf(_heads.Keys);

    private readonly Option<string> _loss = new Option<string>("--loss")
    {
        Description = "auto (cross-entropy, binary after a sigmoid), balanced (rare classes count as much as frequent ones) or focal (hard images count more)",
        DefaultValueFactory = _ => Automatic,
    }.OneOf([Automatic, Balanced, Focal]);

    private readonly Option<double?> _gamma = NumberOption.NotNegative("--focal-gamma", "The focusing parameter gamma of the focal loss (default: 2)");

    internal void AddTo(ToolCommand command)
    {
        command.AddOptions("What the network says", _head, _loss, _gamma);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_gamma) is not null && result.GetValue(_loss) != Focal)
                result.AddError("--focal-gamma requires --loss focal.");
        });
    }

    /// <summary>Gives a network the head that these images need.</summary>
    /// <returns>The network, or another one in its place.</returns>
    /// <exception cref="UsageException">The requested head is not suitable for such images.</exception>
    internal DsCnnModel Fit(ParseResult parsed, IImageSource images, DsCnnModel model)
    {
        Head head = Choose(parsed, images, model.Spec.Head);
        if (head == model.Spec.Head)
            return model;
        using (model)
            return DsCnnModel.From(model.ToModelFile().WithHead(head), model.Device);
    }

    private Head Choose(ParseResult parsed, IImageSource images, Head own)
    {
        Head? asked = parsed.GetValue(_head) is { } name ? _heads[name] : null;
        if (!images.IsMultiLabel)
            return asked ?? own;
        return asked is null or Head.Sigmoid
            ? Head.Sigmoid
            : throw new UsageException("--head: images with any number of labels need sigmoid. Received: softmax.");
    }

    /// <summary>Puts the loss into a recipe.</summary>
    internal TrainerOptions Apply(ParseResult parsed, TrainerOptions options, IImageSource images, ModelSpec network)
    {
        string loss = parsed.GetRequiredValue(_loss);
        if (loss == Focal)
            return options with { Loss = new FocalLoss { Gamma = parsed.GetValue(_gamma) ?? new FocalLoss().Gamma } };
        if (loss == Automatic)
            return options;
        return network.Head == Head.Sigmoid
            ? options with { Loss = new BinaryCrossEntropy { PositiveWeights = Fill(ClassWeights.Positive(images), network) } }
            : options with { ClassWeights = Fill(ClassWeights.Balanced(images), network) };
    }

    /// <summary>Outputs beyond the classes of the images are reserved for future classes.</summary>
    private static IReadOnlyList<double> Fill(IReadOnlyList<double> weights, ModelSpec network) =>
        [.. weights, .. Enumerable.Repeat(1.0, network.Output.Channels - weights.Count)];
}
