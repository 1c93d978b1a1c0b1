using System.Collections.Immutable;
using DsCnn;
using DsCnn.Data;
using DsCnn.Specs;
using DsCnn.Weights;

namespace CompressionSample;

/// <summary>Leaves out residual blocks, those first that a network misses least: on a microcontroller each block costs tables and code beside its weights.</summary>
internal static class DepthReduction
{
    /// <summary>Leaves blocks out one by one.</summary>
    /// <param name="file">The network.</param>
    /// <param name="blocks">How many DS blocks stay.</param>
    /// <param name="images">What the accuracy without a block is measured on.</param>
    internal static ModelFile To(int blocks, ModelFile file, IImageSource images)
    {
        while (file.Spec.Layers.Count(layer => layer is DsBlockSpec) > blocks)
        {
            (double accuracy, ModelFile shorter, int layer) = file.Spec.Layers.Index()
                .Where(layer => layer.Item is DsBlockSpec { Residual: true })
                .Select(layer => (Shorter: Without(file, layer.Index), layer.Index))
                .Select(one => (Accuracy: Measure(one.Shorter, images), one.Shorter, one.Index))
                .MaxBy(one => one.Accuracy);
            Console.WriteLine($"without the block of layer {layer}: accuracy {accuracy:0.0000}");
            file = shorter;
        }

        return file;
    }

    private static double Measure(ModelFile file, IImageSource images)
    {
        using DsCnnModel model = DsCnnModel.From(file);
        return model.Evaluate(images).Accuracy;
    }

    private static ModelFile Without(ModelFile file, int layer)
    {
        ImmutableArray<LayerSpec> layers = file.Spec.Layers.RemoveAt(layer);
        ModelSpec spec = file.Spec.WithLayers(layers);
        IEnumerable<WeightTensor> kept = file.Spec.Plan.Layers.Where((_, i) => i != layer).SelectMany(plan => plan.Weights).Select(weight => file.Weights[weight.Name]);
        var weights = new WeightSet(spec.Weights.Zip(kept, (weight, tensor) => KeyValuePair.Create(weight.Name, tensor)));
        return new ModelFile(spec, weights) { Labels = file.Labels, Preprocessing = file.Preprocessing };
    }
}
