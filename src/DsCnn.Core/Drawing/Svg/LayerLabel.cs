namespace DsCnn.Drawing;

/// <summary>The description of a layer in the diagram of a network. Neighbors with equal descriptions are drawn once.</summary>
/// <param name="Kind">The kind of layer.</param>
/// <param name="Settings">Lines about its settings, joined by line feeds.</param>
/// <param name="Output">The shape of its output.</param>
/// <param name="Residual">Whether its input is added to its output.</param>
/// <param name="Tone">The color of its shape.</param>
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
            plan.Output.Shape,
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
            string windows = $"{part.Title} {string.Join(" + ", part.Convolutions.Select(c => Caption.Window(c.Kernel)))}";
            yield return last.IsDepthwise ? windows : $"{windows}, {Caption.Number(last.Filters)} filters";
            foreach (ConvolutionOperation strided in part.Convolutions.Where(c => c.Stride != 1))
                yield return $"stride {Caption.Number(strided.Stride)}";
            foreach (ConvolutionOperation inner in part.Convolutions.Where(c => c.Filters != last.Filters))
                yield return $"rank {Caption.Number(inner.Filters)}";
            foreach (ConvolutionOperation grouped in part.Convolutions.Where(c => c is { Groups: > 1, IsDepthwise: false }).Take(1))
                yield return $"{Caption.Number(grouped.Groups)} groups";
        }

        foreach (ConvolutionOperation reduce in flow.SelectMany(s => s.Branch).SelectMany(s => s.Convolutions).Take(1))
            yield return $"SE, {Caption.Number(reduce.Filters)} filter{(reduce.Filters == 1 ? "" : "s")}";

        // Swish is a DS block's default, so it is not mentioned.
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
            if (operation is ConvolutionOperation conv)
                yield return Caption.Window(conv.Kernel) + Caption.Stride(conv.Stride);
            else if (operation is PoolOperation pool)
                yield return Caption.Window(pool.Kernel) + Caption.Stride(pool.Stride);
        }

        string after = string.Join(", ", stack.Operations.Where(o => o is BatchNormOperation or ActivationOperation).Select(Caption.Of));
        if (after.Length > 0)
            yield return after;
    }

    // Dropout is not an operation of inference, so only the layer's spec knows about it.
    private static IEnumerable<string> TrainingSettings(LayerSpec spec) =>
        spec is DropoutSpec dropout ? [$"rate {Caption.Number(dropout.Rate)}"] : [];
}
