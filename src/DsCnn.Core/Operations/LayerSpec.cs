namespace DsCnn;

/// <summary>One layer of a <see cref="ModelSpec"/>: plain data, one sealed record per kind.</summary>
public abstract record LayerSpec
{
    private protected LayerSpec()
    {
    }

    /// <summary>The kind as written in spec files, such as <c>dsBlock</c>.</summary>
    public abstract string Type { get; }

    /// <summary>Lowers the layer to the operations it consists of. Everything else about a layer is derived from these.</summary>
    /// <exception cref="InvalidSpecException">The layer cannot take the shape of its input.</exception>
    internal abstract void Lower(PlanBuilder plan);

    /// <summary>The same layer with all defaults that depend on the input's shape filled in.</summary>
    internal virtual LayerSpec Resolve(TensorShape input) => this;
}
