namespace DsCnn;

/// <summary>What the diagram of a network says about a layer. Neighbours that are drawn the same are drawn once.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Settings">Lines about how it works, joined by line feeds.</param>
/// <param name="Output">The shape it gives.</param>
/// <param name="Residual">Whether its input is added to its output.</param>
/// <param name="Tone">The colour of its shape.</param>
internal sealed record LayerLabel(string Kind, string Settings, TensorShape Output, bool Residual, Tone Tone)
{
    internal IEnumerable<string> Lines => Settings.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    internal static LayerLabel Of(InputSpec input) => new("Input", "", input.Shape, Residual: false, Tone.Data);

    internal static LayerLabel Of(LayerPlan plan)
    {
        IReadOnlyList<OperationStack> flow = LayerFlow.Of(plan);
        bool block = flow.Any(IsPart);
        return new LayerLabel(
            Caption.Kind(plan.Spec),
            string.Join('\n', block ? BlockSettings(flow) : [.. flow.SelectMany(StackSettings), .. TrainingSettings(plan.Spec)]),
            plan.Output,
            flow.Any(s => s.Operations[0] is AddOperation),
            block ? Tone.Block : flow.Count == 0 ? Tone.Data : Caption.ToneOf(flow[0].Operations[0]));
    }

    private static bool IsPart(OperationStack stack) => stack.Title.Length > 0;

    private static IEnumerable<string> BlockSettings(IReadOnlyList<OperationStack> flow)
    {
        // The last part is Conv_2, whose filters are the output's channels.
        foreach (OperationStack part in flow.Where(IsPart).SkipLast(1))
        {
            ConvolutionOperation last = part.Convolutions.Last();
            string filters = last.IsDepthwise ? "" : $", {Caption.Number(last.Filters)} filters";
            yield return
                $"{part.Title} {string.Join(" + ", part.Convolutions.Select(c => Caption.Window(c.Kernel)))}{filters}{Caption.Stride(last.Stride)}";
        }

        foreach (ConvolutionOperation reduce in flow.SelectMany(s => s.Branch).SelectMany(s => s.Convolutions).Take(1))
            yield return $"SE, {Caption.Number(reduce.Filters)} filter{(reduce.Filters == 1 ? "" : "s")}";

        // Swish is what a DS block has, unless it says otherwise.
        foreach (ActivationOperation activation in flow.SelectMany(s => s.Operations).OfType<ActivationOperation>().Take(1))
        {
            if (activation is not { Kind: Activation.Swish, SwishBeta: 1 })
                yield return Caption.Of(activation);
        }
    }

    private static IEnumerable<string> StackSettings(OperationStack stack)
    {
        foreach (Operation operation in stack.Operations)
        {
            string? setting = operation switch
            {
                ConvolutionOperation conv => Caption.Window(conv.Kernel) + Caption.Stride(conv.Stride),
                PoolOperation pool => Caption.Window(pool.Kernel) + Caption.Stride(pool.Stride),
                BatchNormOperation or ActivationOperation => Caption.Of(operation),
                _ => null,
            };
            if (setting is not null)
                yield return setting;
        }
    }

    // Dropout is no operation of inference, so only the layer itself knows of it.
    private static IEnumerable<string> TrainingSettings(LayerSpec spec) =>
        spec is DropoutSpec dropout ? [$"rate {Caption.Number(dropout.Rate)}"] : [];
}
