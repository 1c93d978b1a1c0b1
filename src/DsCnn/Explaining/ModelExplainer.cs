using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Explaining;

/// <summary>Finds the parts of pictures that are evidence for a network's predictions.</summary>
/// <example><code>
/// using DsCnnModel model = DsCnnModel.Load("flowers.safetensors");
/// Explanation why = model.Explain("rose.jpg");
/// Console.WriteLine($"{why.ClassName}: {why.Map.Probability:P1}");
/// why.Save("why.png");
/// </code></example>
public static class ModelExplainer
{
    /// <summary>Explains a network's prediction for one of a source's images. The network runs in evaluation mode; its mode is restored afterward.</summary>
    /// <param name="model">The network, with a classifier.</param>
    /// <param name="source">The images, of the network's size.</param>
    /// <param name="index">The index of the image, from 0.</param>
    /// <param name="ofClass">The class to explain, an index into the network's outputs, or null for the most probable one.</param>
    /// <returns>The image and the evidence for the class.</returns>
    /// <exception cref="ArgumentException">The images do not fit the network, or it has no such class.</exception>
    /// <exception cref="NotSupportedException">The network has no classes, or sees only single pixels.</exception>
    public static Explanation Explain(this DsCnnModel model, IImageSource source, int index, int? ofClass = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, source.Count);
        byte[] pixels = new byte[source.Shape.Shape.Elements];
        source.CopyPixels(index, pixels);
        return Explain(model, source.Shape, pixels, ofClass);
    }

    /// <summary>Explains a network's prediction for a picture in a file. The network runs in evaluation mode; its mode is restored afterward.</summary>
    /// <param name="model">The network, with a classifier, for 1 or 3 channels.</param>
    /// <param name="path">A png, jpg, bmp, webp or gif file; it is scaled and cropped to the network's size.</param>
    /// <param name="ofClass">The class to explain, an index into the network's outputs, or null for the most probable one.</param>
    /// <param name="maxPixels">The maximum number of pixels in the file, from 1 to <see cref="ImageFolderOptions.LargestMaxPixels"/>.</param>
    /// <returns>The image and the evidence for the class.</returns>
    /// <exception cref="ArgumentException">The network has no such class, or takes other channels.</exception>
    /// <exception cref="NotSupportedException">The network has no classes, or sees only single pixels.</exception>
    /// <exception cref="UnreadableImagesException">The file cannot be read, or is not an image.</exception>
    /// <exception cref="DllNotFoundException">The application does not include SkiaSharp's native library.</exception>
    public static Explanation Explain(this DsCnnModel model, string path, int? ofClass = null, int maxPixels = ImageLimits.DefaultMaxPixels)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Explain(model, new SingleImage(path, model.Spec.Input, Check.Between(maxPixels, 1, ImageFolderOptions.LargestMaxPixels)), 0, ofClass);
    }

    /// <summary>Computes class activation maps: exact ones if the network allows it, else Grad-CAM. The network runs in evaluation mode; its mode is restored afterward.</summary>
    /// <param name="model">The network, with a classifier.</param>
    /// <param name="images">N x C x H x W, preprocessed.</param>
    /// <param name="classes">The class to explain for each image, indices into the network's outputs, or null for the most probable ones.</param>
    /// <returns>A map for each image.</returns>
    /// <exception cref="ArgumentException">The images do not fit the network, or there is not one valid class for each.</exception>
    /// <exception cref="NotSupportedException">The network has no classes, or sees only single pixels.</exception>
    public static IReadOnlyList<ClassActivationMap> ActivationMaps(this DsCnnModel model, Tensor images, IReadOnlyList<int>? classes = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        var source = MapSource.Of(model.Spec);
        bool wasTraining = model.training;
        model.eval();
        try
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor map = FirstLayers(model, images, source.Layers);
            // Whatever the caller has turned off: without gradients, torch would terminate the process.
            using IDisposable gradients = set_grad_enabled(source.Head is null);
            map.requires_grad = source.Head is null;
            Tensor logits = model.LogitsFrom(map, source.Layers);
            Tensor chosen = Choose(logits, classes);
            if (source.Head is null)
                return Collect(source.Method, WeightedByGradients(map, logits, chosen), logits, Probabilities(model, logits), chosen, bias: null);
            Dictionary<string, Tensor> weights = model.NamedTensors();
            return Collect(
                source.Method, Contributions(map, weights[source.Head + ".weight"], chosen), logits, Probabilities(model, logits), chosen, weights[source.Head + ".bias"]);
        }
        finally
        {
            model.train(wasTraining);
        }
    }

    private static Explanation Explain(DsCnnModel model, InputSpec shape, byte[] pixels, int? ofClass)
    {
        using DisposeScope scope = NewDisposeScope();
        var one = new ImageSet(shape, pixels, new byte[1], [""]);
        Tensor image = ImageBatch.Images(one, [0], model.Preprocessing, model.Device);
        ClassActivationMap map = ActivationMaps(model, image, ofClass is { } wanted ? [wanted] : null)[0];
        return new Explanation(map, model.Labels?[map.Class] ?? ClassLabels.Unnamed(map.Class), new PlanarImage(shape.Channels, shape.Height, shape.Width, pixels));
    }

    private static Tensor FirstLayers(DsCnnModel model, Tensor images, int layers)
    {
        using IDisposable gradientsOff = no_grad();
        return model.Run(images, layers);
    }

    /// <summary>N, int64, checked.</summary>
    private static Tensor Choose(Tensor logits, IReadOnlyList<int>? classes)
    {
        if (classes is null)
            return logits.argmax(1);
        (long images, long outputs) = (logits.shape[0], logits.shape[1]);
        if (classes.Count != images)
            throw new ArgumentException($"Each of the {images} images must have one class. Received: {classes.Count} classes.", nameof(classes));
        foreach (int wrong in classes.Where(c => c < 0 || c >= outputs).Take(1))
            throw new ArgumentOutOfRangeException(nameof(classes), $"A class must be one of 0 to {outputs - 1}. Received: {wrong}.");
        return tensor(classes.Select(c => (long)c).ToArray(), device: logits.device);
    }

    /// <summary>sum over k of w[c, k] A[k], at each position: their mean plus the bias is the logit, because the pool is a mean and the layer is linear.</summary>
    private static Tensor Contributions(Tensor map, Tensor weight, Tensor classes)
    {
        using DisposeScope scope = NewDisposeScope();
        return (weight.index_select(0, classes).unsqueeze(2).unsqueeze(3) * map).sum(1).MoveToOuterDisposeScope();
    }

    /// <summary>sum over k of alpha[k] A[k], where alpha[k] is the mean over the positions of the logit's gradient with respect to A[k].</summary>
    private static Tensor WeightedByGradients(Tensor map, Tensor logits, Tensor classes)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor score = logits.gather(1, classes.unsqueeze(1)).sum();
        Tensor gradient = autograd.grad([score], [map])[0];
        return (gradient.mean([2, 3], keepdim: true) * map.detach()).sum(1).MoveToOuterDisposeScope();
    }

    private static Tensor Probabilities(DsCnnModel model, Tensor logits) => model.Spec.Head == Head.Sigmoid ? logits.sigmoid() : logits.softmax(1);

    private static ClassActivationMap[] Collect(
        ActivationMapMethod method, Tensor values, Tensor logits, Tensor probabilities, Tensor classes, Tensor? bias)
    {
        (int height, int width) = ((int)values.shape[1], (int)values.shape[2]);
        Tensor places = classes.unsqueeze(1);
        float[] numbers = Numbers(values);
        float[] scores = Numbers(logits.gather(1, places));
        float[] shares = Numbers(probabilities.gather(1, places));
        float[]? biases = bias is null ? null : Numbers(bias.index_select(0, classes));
        return
        [
            .. classes.cpu().data<long>().ToArray().Select((c, i) => new ClassActivationMap(
                method, height, width, [.. numbers.AsSpan(i * height * width, height * width)])
            {
                Class = (int)c,
                Bias = biases?[i] ?? 0,
                Logit = scores[i],
                Probability = shares[i],
            }),
        ];
    }

    private static float[] Numbers(Tensor tensor) => tensor.detach().cpu().contiguous().data<float>().ToArray();
}
