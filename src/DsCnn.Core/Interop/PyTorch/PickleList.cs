namespace DsCnn;

/// <summary>A Python list as it was pickled.</summary>
internal sealed class PickleList
{
    private List<object?>? _items;

    internal IReadOnlyList<object?> Items => _items ?? [];

    internal void Add(object? item) => (_items ??= []).Add(item);
}
