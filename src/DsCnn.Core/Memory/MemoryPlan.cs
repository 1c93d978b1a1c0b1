namespace DsCnn.Memory;

/// <summary>How much memory a network's maps take while it runs on one image, as generated C keeps them: known before anything is compiled.</summary>
/// <remarks>
/// All of it is one arena: maps, rings of rows, what is brought together under a filter, sums and factors of SE modules. The image is the caller's, weights are constants, and a stack of
/// some hundred bytes comes beside. Needs no weights.
/// </remarks>
/// <example><code>
/// MemoryPlan plan = MemoryPlan.OfInt8(Presets.Find("ds-pico").ToSpec(), MemoryMode.Streamed);
/// Console.WriteLine($"{plan.ArenaBytes:N0} bytes of RAM, {plan.FlashBytes:N0} bytes of flash");
/// </code></example>
public sealed record MemoryPlan
{
    /// <summary>What the functions that steps call take on a Cortex-M4, compiled with <c>-O2</c>.</summary>
    private const long KernelBytes = 4 << 10;

    /// <summary>What a step takes: its call, its loop and its settings.</summary>
    private const long StepBytes = 208;

    private MemoryPlan(MemoryMode mode, MemoryLayout layout)
    {
        (Mode, ArenaBytes, ExtraMacs, WeightBytes) = (mode, layout.ArenaBytes, layout.ExtraMacs, layout.ConstantBytes);
        CodeBytes = KernelBytes + (StepBytes * layout.Passes.Sum(pass => pass.Pass.Steps.Length));
    }

    /// <summary>How maps are kept.</summary>
    public MemoryMode Mode { get; }

    /// <summary>The arena's size in bytes.</summary>
    public long ArenaBytes { get; }

    /// <summary>Multiply-accumulates that are done a second time, for one image; only <see cref="MemoryMode.Smallest"/> has any.</summary>
    public long ExtraMacs { get; }

    /// <summary>The most that weights, biases, factors and tables take in flash; tables that are the same are kept once. Code comes on top.</summary>
    public long WeightBytes { get; }

    /// <summary>About what the generated code takes in flash: at least what GCC makes of it for a Cortex-M4 or M7 with <c>-O2</c>. Code for Helium takes up to a quarter more.</summary>
    public long CodeBytes { get; }

    /// <summary><see cref="WeightBytes"/> and <see cref="CodeBytes"/>: what the network takes in flash.</summary>
    public long FlashBytes => checked(WeightBytes + CodeBytes);

    /// <summary>Plans a network.</summary>
    /// <param name="spec">The network; its batch norms count as folded.</param>
    /// <param name="mode">How maps are kept.</param>
    /// <param name="quantization">What of it is kept as bytes, or null for nothing: float32.</param>
    /// <returns>The sizes.</returns>
    /// <exception cref="InvalidSpecException">The quantization is of another network.</exception>
    public static MemoryPlan Of(ModelSpec spec, MemoryMode mode, QuantizationSpec? quantization) =>
        new(mode, LayoutOf(spec, mode, quantization));

    /// <summary>Plans a network as quantization keeps it by default: every value that can be is bytes.</summary>
    /// <param name="spec">The network.</param>
    /// <param name="mode">How maps are kept.</param>
    /// <returns>The sizes.</returns>
    public static MemoryPlan OfInt8(ModelSpec spec, MemoryMode mode)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return Of(spec, mode, QuantizationPlacement.Nominal(spec with { BatchNorm = null }));
    }

    /// <summary>
    /// What a planner needs that keeps whole maps of bytes: the most that two neighboring operations, and what a residual connection waits for, take at once. What activations, gates and
    /// additions change in place counts once.
    /// </summary>
    /// <param name="spec">The network.</param>
    /// <returns>Bytes for one image, its own among them.</returns>
    public static long WholeMapsBytes(ModelSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        NetworkPlan plan = (spec with { BatchNorm = null }).Plan;
        return ActivationMemory.PeakElements(plan.Input, plan.Operations);
    }

    internal static MemoryLayout LayoutOf(ModelSpec spec, MemoryMode mode, QuantizationSpec? quantization)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ModelSpec folded = spec with { BatchNorm = null };
        quantization?.RequireFit(folded);
        return MemoryLayout.Of(new IntegerNetwork(folded.Plan, weights: null, quantization), Check.Defined(mode));
    }
}
