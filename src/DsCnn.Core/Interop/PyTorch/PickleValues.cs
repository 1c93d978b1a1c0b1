namespace DsCnn.Interop;

/// <summary>A pickled Python dict: keys of any kind, in order, not yet checked for duplicates.</summary>
internal sealed class PickleDict
{
    // Created when needed: a hostile pickle can ask for a million empty ones.
    private List<KeyValuePair<object?, object?>>? _items;

    internal IReadOnlyList<KeyValuePair<object?, object?>> Items => _items ?? [];

    internal void Add(object? key, object? value) => (_items ??= []).Add(KeyValuePair.Create(key, value));

    internal object? Find(string key) => Items.LastOrDefault(item => key.Equals(item.Key)).Value;
}

/// <summary>A pickled Python list.</summary>
internal sealed class PickleList
{
    private List<object?>? _items;

    internal IReadOnlyList<object?> Items => _items ?? [];

    internal void Add(object? item) => (_items ??= []).Add(item);
}

/// <summary>A placeholder for everything in a pickle that is not part of weights: it is not looked up, created or run, and operations on it have no effect.</summary>
/// <param name="Name">Its name in the pickle, such as <c>argparse.Namespace</c>.</param>
internal sealed record PickleUnknown(string Name)
{
    /// <summary>Numbers, texts and bytes of any length that weights do not need, and that are therefore not kept.</summary>
    internal static PickleUnknown Data { get; } = new("bytes");

    /// <summary>The exception for weights that depend on it.</summary>
    /// <param name="what">Which part of the file it is.</param>
    internal InvalidDataException Refusal(string what) => new(
        $"{what} is made by \"{ErrorText.Quote(Name)}\", which no weights need; nothing was executed. " +
        "In PyTorch, save only the weights: torch.save(model.state_dict(), path).");
}
