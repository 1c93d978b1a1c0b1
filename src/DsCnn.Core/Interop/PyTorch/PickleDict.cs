namespace DsCnn;

/// <summary>A Python dict as it was pickled: keys of any kind, in order, not yet checked for duplicates.</summary>
internal sealed class PickleDict
{
    // Made when needed: a hostile pickle can ask for a million empty ones.
    private List<KeyValuePair<object?, object?>>? _items;

    internal IReadOnlyList<KeyValuePair<object?, object?>> Items => _items ?? [];

    internal void Add(object? key, object? value) => (_items ??= []).Add(KeyValuePair.Create(key, value));

    internal object? Find(string key) => Items.LastOrDefault(item => key.Equals(item.Key)).Value;
}
