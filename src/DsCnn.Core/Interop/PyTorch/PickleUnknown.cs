namespace DsCnn;

/// <summary>Stands for whatever a pickle asks for that is no part of weights: nothing of it is looked up, made or run, and what is done to it is forgotten.</summary>
/// <param name="Name">What the pickle calls it, such as <c>argparse.Namespace</c>.</param>
internal sealed record PickleUnknown(string Name)
{
    /// <summary>Numbers, texts and bytes that no weights need: of any length, and so not kept.</summary>
    internal static PickleUnknown Data { get; } = new("bytes");

    /// <summary>The refusal of weights that depend on it.</summary>
    /// <param name="what">What it is in the file's place of.</param>
    internal InvalidDataException Refusal(string what) => new(
        $"{what} is made by \"{ErrorText.Quote(Name)}\", which no weights need; nothing was executed. " +
        "In PyTorch, save only the weights: torch.save(model.state_dict(), path).");
}
