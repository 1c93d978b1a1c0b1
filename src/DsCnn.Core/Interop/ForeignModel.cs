namespace DsCnn.Interop;

/// <summary>Imports the weights of other programs' networks, and exports weights under their names.</summary>
/// <example><code>
/// WeightSet weights = ForeignWeights.Read("efficientnet_b0.pth");
/// ModelFile imported = ForeignModel.Import(Presets.Find("efficientnet-b0"), weights, ForeignNaming.Torchvision);
/// imported.WithClasses(["rose", "tulip"], seed: 1).Write("b0.safetensors");
/// </code></example>
public static class ForeignModel
{
    private const double TimmEpsilon = 1e-5;
    private const int MostNames = 5;

    /// <summary>Imports weights into a preset's network, with the same number of classes as the weights.</summary>
    /// <remarks>
    /// timm's EfficientNets from B5 on and its MobileNetV3s use a different batch norm epsilon than torchvision's; the model gets the one that belongs to the naming. A state dict does not
    /// say how its images were normalized, so the model gets the normalization that both programs' networks and training scripts use, <see cref="Preprocessing.ImageNet"/>. If that
    /// is not right, replace it using <c>with</c>.
    /// </remarks>
    /// <param name="preset">The network.</param>
    /// <param name="foreign">Its weights under foreign names, as returned by <see cref="ForeignWeights.Read"/>.</param>
    /// <param name="naming">The program whose names they have.</param>
    /// <param name="input">The images that the model takes, or null for the preset's.</param>
    /// <returns>The model with ImageNet's preprocessing, and without labels, which such files do not contain.</returns>
    /// <exception cref="InvalidDataException">A tensor is missing, unexpected or of the wrong shape; the message names up to five of each.</exception>
    /// <exception cref="NotSupportedException">The other program has no such network, or one that cannot be represented; the message says why.</exception>
    public static ModelFile Import(Preset preset, WeightSet foreign, ForeignNaming naming, InputSpec? input = null)
    {
        ArgumentNullException.ThrowIfNull(preset);
        ArgumentNullException.ThrowIfNull(foreign);
        ModelSpec published = preset.ToSpec(input: input);
        IReadOnlyList<ForeignTensor> names = ForeignNames.Of(published, naming);
        foreign = OfNetwork(foreign, names);
        ForeignTensor last = names[^1];
        int publishedClasses = last.Own.Dimensions[0];
        int classes = foreign.GetValueOrDefault(last.Foreign) is { Dimensions: [> 0 and var units] } ? units : publishedClasses;
        ModelSpec spec = classes == publishedClasses ? published : preset.ToSpec(classes, input);
        if (naming == ForeignNaming.Timm)
            spec = spec with { BatchNorm = new BatchNormSpec { Epsilon = TimmEpsilon } };
        return Import(spec, foreign, naming);
    }

    /// <summary>Imports weights into a network that is described by a spec. The model gets the normalization <see cref="Preprocessing.ImageNet"/>.</summary>
    /// <param name="spec">An EfficientNet, EfficientNet-Lite, MobileNet or VGG of any width and depth, for example from <see cref="ArchitectureTable.ToSpec"/>.</param>
    /// <param name="foreign">Its weights under foreign names, as returned by <see cref="ForeignWeights.Read"/>.</param>
    /// <param name="naming">The program whose names they have.</param>
    /// <returns>The model with ImageNet's preprocessing, and without labels, which such files do not contain.</returns>
    /// <exception cref="InvalidDataException">A tensor is missing, unexpected or of the wrong shape; the message names up to five of each.</exception>
    /// <exception cref="NotSupportedException">The other program has no such network, or one that cannot be represented; the message says why.</exception>
    public static ModelFile Import(ModelSpec spec, WeightSet foreign, ForeignNaming naming)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(foreign);
        IReadOnlyList<ForeignTensor> names = ForeignNames.Of(spec, naming);
        RequireBatchNorm(spec, naming);
        foreign = OfNetwork(foreign, names);
        RequireMatch(spec, foreign, names);
        return new ModelFile(spec, new WeightSet(names.Select(n => KeyValuePair.Create(n.Own.Name, foreign[n.Foreign].Shaped(n.Own.Dimensions)))))
        {
            Preprocessing = spec.Input.Channels == Preprocessing.ImageNet.Mean.Length ? Preprocessing.ImageNet : null,
        };
    }

    /// <summary>Writes the weights under another program's names, so that PyTorch's <c>load_state_dict</c> accepts them in strict mode.</summary>
    /// <remarks>
    /// <c>torch.load</c> reads <c>.pth</c> and <c>.pt</c> files, the safetensors package <c>.safetensors</c> files. Each batch norm gets a counter
    /// (<c>num_batches_tracked</c>) of 0, which strict loading requires. These files cannot hold labels and preprocessing.
    /// </remarks>
    /// <param name="model">An EfficientNet, EfficientNet-Lite, MobileNet or VGG of any width and depth.</param>
    /// <param name="naming">The program whose names to use.</param>
    /// <param name="path">The file, written under a temporary name and renamed; its extension chooses the format.</param>
    /// <exception cref="ArgumentException">The extension is not .pth, .pt or .safetensors.</exception>
    /// <exception cref="NotSupportedException">The other program has no such network; the message says why.</exception>
    /// <exception cref="IOException">The file cannot be written; an existing file of that name is untouched.</exception>
    public static void Export(ModelFile model, ForeignNaming naming, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(path);
        string extension = Path.GetExtension(path).ToLowerInvariant();
        if (extension is not (".pth" or ".pt" or ".safetensors"))
            throw new ArgumentException($"Expected a file that ends in .pth, .pt or .safetensors. Received: {path}.", nameof(path));

        RequireBatchNorm(model.Spec, naming);
        List<RawTensor> tensors = [];
        foreach (ForeignTensor tensor in ForeignNames.Of(model.Spec, naming))
        {
            string name = tensor.Foreign;
            tensors.Add(RawTensor.Of(name, model.Weights[tensor.Own.Name].Shaped(tensor.Dimensions)));
            if (tensor.Own.Role == WeightRole.RunningVariance)
                tensors.Add(RawTensor.Zero(ForeignWeights.CounterOf(name[..name.LastIndexOf('.')])));
        }

        if (extension == ".safetensors")
            SafetensorsFile.Write(path, tensors, new Dictionary<string, string> { ["format"] = "pt" });
        else
            TorchZipWriter.Write(path, tensors);
    }

    /// <summary>
    /// The tensors that belong to the network. Frameworks keep a network under a prefix of their own ("model.") and, beside it, state from training such
    /// as a loss's class weights.
    /// </summary>
    private static WeightSet OfNetwork(WeightSet foreign, IReadOnlyList<ForeignTensor> names)
    {
        string first = names[0].Foreign;
        if (foreign.ContainsKey(first))
            return foreign;
        string[] prefixes = [.. foreign.Keys.Where(name => name.EndsWith('.' + first, StringComparison.Ordinal)).Select(name => name[..^first.Length])];
        return prefixes is [var prefix] && names.All(n => foreign.ContainsKey(prefix + n.Foreign))
            ? new WeightSet(foreign.Where(w => w.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(w => KeyValuePair.Create(w.Key[prefix.Length..], w.Value)))
            : foreign;
    }

    /// <summary>The other programs' networks have batch norms, and weight files do not contain the epsilon: the other program would run the network with its own.</summary>
    private static void RequireBatchNorm(ModelSpec spec, ForeignNaming naming)
    {
        if (spec.BatchNorm is null && spec.Layers.Any(layer => layer is DsBlockSpec or ConvSpec { BatchNorm: true }))
        {
            throw new NotSupportedException(
                $"{naming}'s {spec.Name} has batch norms, but here they are folded into the convolutions. Use the model before FoldBatchNorm.");
        }

        double? expected = naming == ForeignNaming.Timm
            ? TimmEpsilon
            : Presets.All.FirstOrDefault(p => p.Name == spec.Name)?.Architecture?.BatchNorm.Epsilon;
        if (expected is { } epsilon && spec.BatchNorm is { } batchNorm && batchNorm.Epsilon != epsilon)
        {
            throw new NotSupportedException(string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{naming}'s {spec.Name} runs with a batch norm epsilon of {epsilon}, which its files do not say. Received: {batchNorm.Epsilon}."));
        }
    }

    private static void RequireMatch(ModelSpec spec, WeightSet foreign, IReadOnlyList<ForeignTensor> names)
    {
        HashSet<string> known = [.. names.Select(n => n.Foreign)];
        string[] missing = [.. names.Where(n => !foreign.ContainsKey(n.Foreign)).Select(n => n.Foreign)];
        string[] leftOver = [.. foreign.Keys.Where(name => !known.Contains(name) && !ForeignWeights.IsCounter(name))];
        string[] shapes =
        [
            .. names.Where(n => foreign.ContainsKey(n.Foreign) && !foreign[n.Foreign].Dimensions.SequenceEqual(n.Dimensions))
                .Select(n => $"{n.Foreign} is {Text(foreign[n.Foreign].Dimensions)} instead of {Text(n.Dimensions)}"),
        ];
        string[] faults = [.. Fault("missing", missing), .. Fault("unexpected", leftOver), .. Fault("of the wrong shape", shapes)];
        if (faults.Length > 0)
            throw new InvalidDataException(ErrorText.OneLine($"the weights are not those of {spec.Name}. {string.Join(' ', faults)}"));

        static string Text(IReadOnlyList<int> dimensions) => $"[{string.Join(", ", dimensions)}]";
    }

    private static IEnumerable<string> Fault(string what, string[] names)
    {
        if (names.Length > 0)
        {
            string subject = names.Length == 1 ? "1 tensor is" : $"{names.Length} tensors are";
            string more = names.Length > MostNames ? ", ..." : "";
            yield return $"{subject} {what}: {string.Join(", ", names.Take(MostNames))}{more}.";
        }
    }
}
