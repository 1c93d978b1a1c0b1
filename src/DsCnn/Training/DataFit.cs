namespace DsCnn;

/// <summary>Checks that images belong to a network before any work is done.</summary>
internal static class DataFit
{
    internal static void Require(DsCnnModel model, IImageSource source, string parameter)
    {
        TensorShape output = model.Spec.Output;
        if (source.Count == 0)
            throw new ArgumentException("There must be at least one image. Received: none.", parameter);
        if (source.Shape != model.Spec.Input)
            throw new ArgumentException($"{model.Spec.Name} takes images of {model.Spec.Input.Shape}. Received: {source.Shape.Shape}.", parameter);
        if (!output.IsVector)
        {
            throw new ArgumentException(
                $"{model.Spec.Name} gives a map of {output}, no classes. Add a fully connected layer for {source.ClassNames.Count} classes.", parameter);
        }

        if (source.IsMultiLabel && model.Spec.Head != Head.Sigmoid)
        {
            throw new ArgumentException(
                $"Images with any number of labels need a network that ends in a sigmoid. Received: {model.Spec.Name}, which ends in a {model.Spec.Layers[^1].Type}. " +
                "ModelSpec.WithHead(Head.Sigmoid) changes that.", parameter);
        }

        if (source.ClassNames.Count > output.Channels)
        {
            throw new ArgumentException(
                $"{model.Spec.Name} tells {output.Channels} classes apart. Received images of {source.ClassNames.Count} classes.", parameter);
        }
    }
}
