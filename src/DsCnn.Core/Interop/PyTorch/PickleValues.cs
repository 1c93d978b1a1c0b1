namespace DsCnn.Interop;

/// <summary>A Python dict as it was pickled: keys of any kind, in order, not yet checked for duplicates.</summary>
internal sealed class PickleDict
{
    // Made when needed: a hostile pickle can ask for a million empty ones.
    private List<KeyValuePair<object?, object?>>? _items;

    internal IReadOnlyList<KeyValuePair<object?, object?>> Items => _items ?? [];

    internal void Add(object? key, object? value) => (_items ??= []).Add(KeyValuePair.Create(key, value));

    internal object? Find(string key) => Items.LastOrDefault(item => key.Equals(item.Key)).Value;
}

/// <summary>A Python list as it was pickled.</summary>
internal sealed class PickleList
{
    private List<object?>? _items;

    internal IReadOnlyList<object?> Items => _items ?? [];

    internal void Add(object? item) => (_items ??= []).Add(item);
}

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
