namespace DsCnn;

/// <summary>One layer of a <see cref="ModelSpec"/>: plain data, one sealed record per kind.</summary>
public abstract record LayerSpec
{
    private protected LayerSpec()
    {
    }

    /// <summary>The kind as spec files write it, such as <c>dsBlock</c>.</summary>
    public abstract string Type { get; }

    /// <summary>Writes the layer down as the operations it consists of. Everything else about a layer is derived from these.</summary>
    /// <exception cref="InvalidSpecException">The layer cannot take the shape it gets.</exception>
    internal abstract void Lower(PlanBuilder plan);

    /// <summary>The same layer with every fact spelled out that depends on the shape it gets.</summary>
    internal virtual LayerSpec Resolve(TensorShape input) => this;
}
