namespace DsCnn.Training;

/// <summary>Checks that images match a network before any work is done, and reorders their classes to match.</summary>
internal static class DataFit
{
    /// <summary>The images with the network's class numbers (<see cref="ClassOrder"/>).</summary>
    /// <exception cref="ArgumentException">They do not match the network.</exception>
    internal static IImageSource Of(DsCnnModel model, IImageSource source, string parameter)
    {
        Require(model, source, parameter);
        return ClassOrder.Of(source, model.Labels, model.Spec.Name, parameter);
    }

    /// <inheritdoc cref="Of(DsCnnModel, IImageSource, string)"/>
    internal static TrainingData Of(DsCnnModel model, TrainingData data, string parameter)
    {
        IImageSource train = Of(model, data.Train, parameter);
        return new TrainingData(train, data.Validation is null ? null : Of(model, data.Validation, parameter));
    }

    /// <summary>Training images: a network that knows none of their classes can be trained on them, but known classes must have the same numbers.</summary>
    /// <returns>The same data, with the classes of the validation images in the order of the training images.</returns>
    /// <exception cref="ArgumentException">They do not match the network.</exception>
    internal static TrainingData ForTraining(DsCnnModel model, TrainingData data, Teacher? teacher, string parameter)
    {
        Require(model, data.Train, parameter);

        // A network with more classes keeps their names, so the images' classes must be among them.
        if (data.Train.ClassNames.Count != model.Spec.Output.Channels)
            ClassOrder.Of(data.Train, model.Labels, model.Spec.Name, parameter);
        ClassOrder.RequireKept(data.Train, model.Labels, model.Spec.Name, "WithClassNames reorders the images' classes, ModelFile.WithClasses the network's.", parameter);
        ClassOrder.RequireKept(data.Train, teacher?.Labels, "The teacher", "ModelFile.WithClasses reorders a teacher's classes.", parameter);
        if (data.Validation is null)
            return data;
        Require(model, data.Validation, parameter);
        return new TrainingData(data.Train, ClassOrder.Of(data.Validation, data.Train.ClassNames, "The training set", parameter));
    }

    /// <summary>Requires images of the network's size, with any classes.</summary>
    /// <exception cref="ArgumentException">There are no images, or they have a different size.</exception>
    internal static void RequireShape(DsCnnModel model, IImageSource source, string parameter)
    {
        ArgumentNullException.ThrowIfNull(source, parameter);
        if (source.Count == 0)
            throw new ArgumentException("There must be at least one image. Received: none.", parameter);
        if (source.Shape != model.Spec.Input)
            throw new ArgumentException($"{model.Spec.Name} takes images of {model.Spec.Input.Shape}. Received: {source.Shape.Shape}.", parameter);
    }

    private static void Require(DsCnnModel model, IImageSource source, string parameter)
    {
        RequireShape(model, source, parameter);
        TensorShape output = model.Spec.Output;
        if (ClassLabels.Repeated(source.ClassNames) is { } twice)
            throw new ArgumentException(ErrorText.OneLine(ClassLabels.RepeatedText(nameof(IImageSource.ClassNames), twice)), parameter);
        if (!output.IsVector)
        {
            throw new ArgumentException(
                $"{model.Spec.Name} outputs a map of {output}, not classes. Add a fully connected layer for {Quantity.Of(source.ClassNames.Count, "class")}.", parameter);
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
                $"{model.Spec.Name} has {Quantity.Of(output.Channels, "class")}. Received images of {Quantity.Of(source.ClassNames.Count, "class")}.", parameter);
        }
    }
}
