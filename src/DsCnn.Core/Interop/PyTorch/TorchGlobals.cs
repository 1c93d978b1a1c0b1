namespace DsCnn.Interop;

/// <summary>The objects in a pickle that make up weights. Nothing is run: tensors and dicts are described, and a placeholder replaces everything else.</summary>
internal static class TorchGlobals
{
    private const string RebuildTensor = "torch._utils._rebuild_tensor_v2";
    private const string RebuildParameter = "torch._utils._rebuild_parameter";
    private const string RebuildParameterWithState = "torch._utils._rebuild_parameter_with_state";
    private const string StorageModule = "torch";

    private static readonly HashSet<string> _dicts = ["collections.OrderedDict", "collections.defaultdict", "builtins.dict", "__builtin__.dict"];

    private sealed record Function(string Name);

    internal static object Find(string module, string name)
    {
        string fullName = $"{module}.{name}";
        if (fullName is RebuildTensor or RebuildParameter or RebuildParameterWithState || _dicts.Contains(fullName))
            return new Function(fullName);
        TorchStorageType? type = module == StorageModule ? TorchStorageType.All.FirstOrDefault(t => t.Name == name) : null;
        return type ?? (object)new PickleUnknown(fullName);
    }

    internal static object Call(object? function, object?[] arguments) => (function, arguments) switch
    {
        (PickleUnknown unknown, _) => unknown,
        (Function { Name: var name }, [PickleList pairs]) when _dicts.Contains(name) => Dict(pairs),
        (Function { Name: var name }, [] or [not object?[]]) when _dicts.Contains(name) => new PickleDict(),
        (Function { Name: RebuildTensor }, [TorchStorage storage, long offset, object?[] size, object?[] strides, bool, ..]) =>
            TorchTensor.Create(storage, offset, Whole(size), Whole(strides)),
        (Function { Name: RebuildParameter or RebuildParameterWithState }, [TorchTensor tensor, bool, ..]) => tensor,
        (Function, [PickleUnknown unknown, ..]) => unknown,
        (Function { Name: var name }, _) => throw new InvalidDataException($"its pickle calls {name} with arguments of the wrong kind."),
        (TorchStorageType type, _) => new PickleUnknown($"{StorageModule}.{type.Name}"),
        _ => throw new InvalidDataException("its pickle calls something that is not a function; nothing was executed."),
    };

    /// <summary>
    /// A reference to a storage: "storage", its type, its key, the device it was on, its size, and in the legacy format null. A placeholder replaces storages of
    /// other types, and for the classes that the legacy format refers to.
    /// </summary>
    internal static object Storage(object? reference) => reference switch
    {
        object?[] and ["storage", TorchStorageType type, string key, string, long elements, .. var view]
            when view is [] or [null] && elements >= 0 && elements <= Array.MaxLength / type.ElementBytes => new TorchStorage(key, type, elements),
        object?[] and ["storage", PickleUnknown unknown, ..] => unknown,
        object?[] and ["module", PickleUnknown unknown, ..] => unknown,
        _ => throw new InvalidDataException($"its pickle refers to a storage in an unknown form, or one larger than {Array.MaxLength} bytes."),
    };

    /// <summary>Python 2 passed the items of an OrderedDict as pairs.</summary>
    private static PickleDict Dict(PickleList pairs)
    {
        var dict = new PickleDict();
        foreach (object? pair in pairs.Items)
        {
            if (((pair as PickleList)?.Items ?? pair as object?[]) is not [var key, var value])
                throw new InvalidDataException("its pickle makes a dict from items that are not pairs.");
            dict.Add(key, value);
        }

        return dict;
    }

    private static long[] Whole(object?[] numbers) => [.. numbers.Select(n => n is long whole
        ? whole
        : throw new InvalidDataException("its pickle has a tensor whose size or strides are not whole numbers."))];
}
