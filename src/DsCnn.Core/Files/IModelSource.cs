namespace DsCnn;

/// <summary>Whatever holds a network with its weights and can give both as data: a model file, or a module.</summary>
/// <remarks>Exporters take it, so that they need to know neither files nor tensors.</remarks>
public interface IModelSource
{
    /// <summary>Gives the network, its weights, labels and preprocessing as they are now.</summary>
    /// <returns>The model as data, which later changes of the source leave alone.</returns>
    ModelFile ToModelFile();
}
