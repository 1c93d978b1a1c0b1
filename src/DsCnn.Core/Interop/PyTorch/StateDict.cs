namespace DsCnn.Interop;

/// <summary>The weights in a PyTorch file, apart from anything else that a training script saved.</summary>
/// <param name="Tensors">The tensors by name.</param>
/// <param name="Place">The keys that lead to them, such as <c>state_dict</c>, or null if the file contains nothing else.</param>
/// <param name="OtherPlaces">Other places with weights.</param>
internal sealed record StateDict(IReadOnlyList<KeyValuePair<string, TorchTensor>> Tensors, string? Place, IReadOnlyList<string> OtherPlaces)
{
    private const int DeepestPlace = 4;
    private const int LongestKey = 100;
    private const int MostDicts = 10_000;

    /// <summary>The keys under which training scripts save the weights, the most likely first.</summary>
    private static readonly string[] _places =
        ["state_dict", "model", "model_state_dict", "model_state", "module", "net", "network", "weights", "params"];

    /// <summary>The keys under which they save a moving average of the weights, which is used only if there is nothing else.</summary>
    private static readonly string[] _averages = ["state_dict_ema", "model_ema", "ema_state_dict", "ema_model", "ema", "params_ema"];

    /// <summary>Finds the weights.</summary>
    /// <param name="root">The contents of the file.</param>
    /// <param name="place">Where to look, or null for the most likely place.</param>
    internal static StateDict Find(object? root, string? place)
    {
        if (root is PickleUnknown whole)
            throw whole.Refusal("what it holds");
        if (root is not PickleDict dict)
            throw NoTensors();
        List<Candidate> candidates = Candidates(dict);
        Candidate? chosen = place is null
            ? candidates.OrderBy(c => c.Rank).ThenBy(c => c.Depth).FirstOrDefault()
            : candidates.FirstOrDefault(c => c.Place == place);
        if (chosen is null && place is not null)
            throw new InvalidDataException($"it has no weights under \"{ErrorText.Quote(place)}\". It has some under: {List(candidates)}.");
        if (chosen is null || (chosen.Rank > 0 && place is null))
            RequireNoObject(dict);
        return chosen is null
            ? throw NoTensors()
            : new StateDict(Named(chosen), chosen.Place, [.. candidates.Where(c => c != chosen && c.IsKnown).Select(c => c.Place ?? "the outermost dict")]);
    }

    private static InvalidDataException NoTensors() =>
        new("it holds no dict of named tensors. In PyTorch, save the weights: torch.save(model.state_dict(), path).");

    /// <summary>All dicts with tensors that can be reached from the root by keys.</summary>
    private static List<Candidate> Candidates(PickleDict root)
    {
        var found = new List<Candidate>();
        var seen = new HashSet<PickleDict>(ReferenceEqualityComparer.Instance) { root };
        var waiting = new Queue<(PickleDict Dict, string? Place, string Key, int Depth)>([(root, null, "", 0)]);
        while (waiting.TryDequeue(out (PickleDict Dict, string? Place, string Key, int Depth) next))
        {
            if (next.Dict.Items.Any(item => item is { Key: string, Value: TorchTensor }))
                found.Add(new Candidate(next.Dict, next.Place, next.Depth, RankOf(next.Place, next.Key)));
            foreach ((object? key, object? value) in next.Dict.Items)
            {
                if (next.Depth < DeepestPlace && key is string { Length: <= LongestKey } name && value is PickleDict inner
                    && seen.Count < MostDicts && seen.Add(inner))
                {
                    waiting.Enqueue((inner, next.Place is null ? name : $"{next.Place}.{name}", name, next.Depth + 1));
                }
            }
        }

        return found;
    }

    /// <summary>How unlikely it is that these weights are meant: known names come first, then the outermost dict, then averages, then all others.</summary>
    private static int RankOf(string? place, string key)
    {
        int known = Array.IndexOf(_places, key);
        int average = Array.IndexOf(_averages, key);
        return place is null ? _places.Length : known >= 0 ? known : average >= 0 ? _places.Length + 1 + average : int.MaxValue;
    }

    /// <summary>If there is a whole model in place of the weights, report that instead of tensors found elsewhere.</summary>
    private static void RequireNoObject(PickleDict root)
    {
        foreach (string name in _places.Concat(_averages))
        {
            if (root.Find(name) is PickleUnknown model)
                throw model.Refusal($"its \"{name}\"");
        }
    }

    private static List<KeyValuePair<string, TorchTensor>> Named(Candidate weights)
    {
        var names = new HashSet<string>();
        var tensors = new List<KeyValuePair<string, TorchTensor>>();
        foreach ((object? key, object? value) in weights.Dict.Items)
        {
            string name = key as string ?? "a key";
            if (value is PickleUnknown unknown && !IsBeside(weights, name))
                throw unknown.Refusal($"its \"{ErrorText.Quote(name)}\"");
            if (value is TorchTensor && key is not string)
                throw new InvalidDataException("it is not a state dict: a tensor in it has no name.");
            if (value is not TorchTensor tensor)
                continue;
            if (!names.Add(name))
                throw new InvalidDataException($"the tensor \"{ErrorText.Quote(name)}\" occurs in it twice.");
            if (!ForeignWeights.IsCounter(name))
                tensors.Add(KeyValuePair.Create(name, tensor));
        }

        return tensors;
    }

    /// <summary>Whether an entry is something that a script saves with the weights, and not a weight: weights have a dot in their names.</summary>
    private static bool IsBeside(Candidate weights, string name) => weights.Place is null && weights.HasDots && !name.Contains('.', StringComparison.Ordinal);

    private static string List(List<Candidate> candidates) =>
        candidates.Count == 0 ? "none" : string.Join(", ", candidates.Where(c => c.IsKnown).Select(c => $"\"{c.Place}\""));

    private sealed record Candidate(PickleDict Dict, string? Place, int Depth, int Rank)
    {
        internal bool IsKnown => Place is not null && Rank < int.MaxValue;

        internal bool HasDots => Dict.Items.Any(item => item is { Key: string name, Value: TorchTensor } && name.Contains('.', StringComparison.Ordinal));
    }
}
