namespace DsCnn;

/// <summary>Everything that a pickle may ask for. Nothing of it runs: tensors and dicts are described, and anything else is refused by name.</summary>
internal static class TorchGlobals
{
    private const string OrderedDict = "collections.OrderedDict";
    private const string RebuildTensor = "torch._utils._rebuild_tensor_v2";
    private const string RebuildParameter = "torch._utils._rebuild_parameter";
    private const string StorageModule = "torch";

    private sealed record Function(string Name);

    internal static object Find(string module, string name)
    {
        string fullName = $"{module}.{name}";
        if (fullName is OrderedDict or RebuildTensor or RebuildParameter)
            return new Function(fullName);
        TorchStorageType? type = module == StorageModule ? TorchStorageType.All.FirstOrDefault(t => t.Name == name) : null;
        return type ?? throw new InvalidDataException(
            $"its pickle asks for \"{ErrorText.Quote(fullName)}\", which no state dict needs; nothing was executed. " +
            "In PyTorch, save only the weights: torch.save(model.state_dict(), path).");
    }

    internal static object Call(object? function, object?[] arguments) => (function, arguments) switch
    {
        (Function { Name: OrderedDict }, []) => new PickleDict(),
        (Function { Name: RebuildTensor }, [TorchStorage storage, long offset, object?[] size, object?[] strides, bool, ..]) =>
            TorchTensor.Create(storage, offset, Whole(size), Whole(strides)),
        (Function { Name: RebuildParameter }, [TorchTensor tensor, bool, ..]) => tensor,
        (Function known, _) => throw new InvalidDataException($"its pickle calls {known.Name} with arguments of the wrong kind."),
        _ => throw new InvalidDataException("its pickle calls what is no function; nothing was executed."),
    };

    /// <summary>A reference to a storage: "storage", its type, its key, the device it was on, its size, and in the legacy format null.</summary>
    internal static TorchStorage Storage(object? reference) =>
        reference is object?[] and ["storage", TorchStorageType type, string key, string, long elements, .. var view]
        && view is [] or [null]
        && elements >= 0
        && elements <= Array.MaxLength / type.ElementBytes
            ? new TorchStorage(key, type, elements)
            : throw new InvalidDataException($"its pickle refers to a storage in a form that is not known, or larger than {Array.MaxLength} bytes.");

    private static long[] Whole(object?[] numbers) => [.. numbers.Select(n => n is long whole
        ? whole
        : throw new InvalidDataException("its pickle has a tensor whose size or strides are not whole numbers."))];
}
