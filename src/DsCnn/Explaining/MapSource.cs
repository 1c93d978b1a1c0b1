namespace DsCnn.Explaining;

/// <summary>The map in a network from which its classes are computed.</summary>
/// <param name="Layers">The number of layers up to the map; 0 for the images themselves.</param>
/// <param name="Head">
/// The prefix of the fully connected layer's weights, if only a global average pool and that layer are between the map and the logits; else null, and gradients are needed.
/// </param>
internal sealed record MapSource(int Layers, string? Head)
{
    internal ActivationMapMethod Method => Head is null ? ActivationMapMethod.GradCam : ActivationMapMethod.Cam;

    /// <summary>Whether the network has such a map.</summary>
    internal static bool Exists(ModelSpec spec) => spec.Output.IsVector && spec.Plan.Layers.Select(plan => plan.Output.Shape).Prepend(spec.Input.Shape).Any(HasPositions);

    /// <summary>Finds the last map of more than one position.</summary>
    /// <exception cref="NotSupportedException">The network has no classes, or sees only single pixels.</exception>
    internal static MapSource Of(ModelSpec spec)
    {
        if (!spec.Output.IsVector)
            throw new NotSupportedException($"{spec.Name} outputs a map of {spec.Output}, not classes for which a picture could contain evidence.");
        int layers = spec.Layers.Length;
        while (layers > 0 && !HasPositions(spec.Plan.Layers[layers - 1].Output.Shape))
            layers--;
        if (layers == 0 && !HasPositions(spec.Input.Shape))
            throw new NotSupportedException($"{spec.Name} takes images of one pixel, which have no parts.");
        return new MapSource(layers, HeadAfter(spec, layers));
    }

    private static bool HasPositions(TensorShape shape) => (long)shape.Height * shape.Width > 1;

    private static string? HeadAfter(ModelSpec spec, int layers) =>
        spec.Plan.Layers.Skip(layers).Where(plan => plan.Spec is not DropoutSpec).ToArray() is [{ Spec: GlobalAveragePoolSpec }, { Spec: FullyConnectedSpec { Activation: Activation.None } } head, .. var rest]
            && rest is [] or [{ Spec: HeadSpec }]
            ? head.Prefix
            : null;
}
