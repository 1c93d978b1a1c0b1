namespace DsCnn;

/// <summary>Finds the named tensors in what a PyTorch file holds.</summary>
internal static class StateDict
{
    /// <summary>Where training scripts keep the weights beside their own data.</summary>
    private static readonly string[] _places = ["state_dict", "model"];

    /// <summary>The weights: the dict itself, or the one under "state_dict" or "model" of a checkpoint.</summary>
    internal static IReadOnlyList<KeyValuePair<string, TorchTensor>> Find(object? root)
    {
        PickleDict dict = root as PickleDict ?? throw new InvalidDataException(
            "it holds no dict of named tensors. In PyTorch, save the weights: torch.save(model.state_dict(), path).");
        foreach (string place in _places)
        {
            if (dict.Find(place) is PickleDict inner)
                return Named(inner);
        }

        return Named(dict);
    }

    private static List<KeyValuePair<string, TorchTensor>> Named(PickleDict dict)
    {
        var names = new HashSet<string>();
        var tensors = new List<KeyValuePair<string, TorchTensor>>();
        foreach ((object? key, object? value) in dict.Items)
        {
            if (key is not string name || value is not TorchTensor tensor)
                throw new InvalidDataException($"it is no state dict: \"{key as string ?? "a key"}\" is not the name of a tensor.");
            if (!names.Add(name))
                throw new InvalidDataException($"the tensor \"{name}\" stands in it twice.");
            if (!ForeignWeights.IsCounter(name))
                tensors.Add(KeyValuePair.Create(name, tensor));
        }

        return tensors;
    }
}
