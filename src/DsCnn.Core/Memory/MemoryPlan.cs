namespace DsCnn.Memory;

/// <summary>How much memory the maps of a network take in generated C while it processes one image, computed before anything is compiled.</summary>
/// <remarks>
/// All of this memory is one arena: maps, ring buffers of rows, the gathered inputs of a filter, and sums and factors of SE modules. Not included are the image, which belongs to the caller, the weights, which are constants, and a stack of
/// a few hundred bytes. Planning does not need the weights.
/// </remarks>
/// <example><code>
/// MemoryPlan plan = MemoryPlan.OfInt8(Presets.Find("ds-pico").ToSpec(), MemoryMode.Streamed);
/// Console.WriteLine($"{plan.ArenaBytes:N0} bytes of RAM, {plan.FlashBytes:N0} bytes of flash");
/// </code></example>
public sealed record MemoryPlan
{
    /// <summary>The code size of the functions that steps call, on a Cortex-M4, compiled with <c>-O2</c>.</summary>
    private const long KernelBytes = 4 << 10;

    /// <summary>The code size of a step: its call, its loop and its settings.</summary>
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

    /// <summary>Multiply-accumulates that are computed a second time, for one image; nonzero only for <see cref="MemoryMode.Smallest"/>.</summary>
    public long ExtraMacs { get; }

    /// <summary>An upper bound of the flash that weights, biases, factors and tables take; identical tables are stored once. Code is not included.</summary>
    public long WeightBytes { get; }

    /// <summary>The approximate flash that the generated code takes: at least what GCC produces for a Cortex-M4 or M7 with <c>-O2</c>. Code for Helium takes up to a quarter more.</summary>
    public long CodeBytes { get; }

    /// <summary>The flash that the network takes: <see cref="WeightBytes"/> plus <see cref="CodeBytes"/>.</summary>
    public long FlashBytes => checked(WeightBytes + CodeBytes);

    /// <summary>Plans the memory of a network.</summary>
    /// <param name="spec">The network; its batch norms are treated as folded.</param>
    /// <param name="mode">How maps are kept.</param>
    /// <param name="quantization">What is stored as bytes, or null for nothing: float32.</param>
    /// <returns>The sizes.</returns>
    /// <exception cref="InvalidSpecException">The quantization belongs to a different network.</exception>
    public static MemoryPlan Of(ModelSpec spec, MemoryMode mode, QuantizationSpec? quantization) =>
        new(mode, LayoutOf(spec, mode, quantization));

    /// <summary>Plans the memory of a network with the default quantization: every value that can be stored as bytes is.</summary>
    /// <param name="spec">The network.</param>
    /// <param name="mode">How maps are kept.</param>
    /// <returns>The sizes.</returns>
    public static MemoryPlan OfInt8(ModelSpec spec, MemoryMode mode)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return Of(spec, mode, QuantizationPlacement.Nominal(spec with { BatchNorm = null }));
    }

    /// <summary>
    /// The memory that a planner needs if it keeps whole maps of bytes: the maximum over neighboring operations of their maps and any map that a residual connection still needs. Activations, gates and
    /// additions work in place and count once.
    /// </summary>
    /// <param name="spec">The network.</param>
    /// <returns>Bytes for one image, including the image.</returns>
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
