using System.Collections;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace DsCnn.Training;

/// <summary>A list of options with value equality, so that records that contain it have value equality too.</summary>
internal sealed class ValueList<T> : IReadOnlyList<T>, IEquatable<ValueList<T>>
    where T : notnull
{
    private readonly ImmutableArray<T> _items;

    private ValueList(ImmutableArray<T> items) => _items = items;

    internal static ValueList<T> Empty { get; } = new([]);

    public int Count => _items.Length;

    public T this[int index] => _items[index];

    /// <summary>Copies a list; later changes to the original have no effect.</summary>
    /// <exception cref="ArgumentException">An element is null.</exception>
    internal static ValueList<T> Of(IEnumerable<T> items, [CallerMemberName] string name = "")
    {
        ArgumentNullException.ThrowIfNull(items, name);
        ImmutableArray<T> copy = [.. items];
        int missing = Array.FindIndex([.. copy], item => item is null);
        return missing < 0 ? new(copy) : throw new ArgumentException($"{name} must not hold null. Received: null at position {missing}.", name);
    }

    public bool Equals(ValueList<T>? other) => other is not null && _items.SequenceEqual(other._items);

    public override bool Equals(object? obj) => Equals(obj as ValueList<T>);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (T item in _items)
            hash.Add(item);
        return hash.ToHashCode();
    }

    public IEnumerator<T> GetEnumerator() => _items.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => $"[{string.Join(", ", _items)}]";
}
