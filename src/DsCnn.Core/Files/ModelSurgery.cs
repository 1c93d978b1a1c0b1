namespace DsCnn;

/// <summary>Changes the first and last layers of a trained network, for different images and classes.</summary>
public static class ModelSurgery
{
    /// <summary>Gives a network a classifier for different classes; all other layers keep their weights.</summary>
    /// <remarks>
    /// Classes that the network already knows by name (<see cref="ClassMatch"/>) keep their weights and bias in the last fully connected layer, even if their position changes; the
    /// others start from random values.
    /// </remarks>
    /// <param name="model">The network.</param>
    /// <param name="labels">The names of the classes.</param>
    /// <param name="seed">The seed of the new weights.</param>
    /// <returns>The network with the new classifier.</returns>
    /// <exception cref="InvalidSpecException">The network has no fully connected layer, there are no labels, or the network is quantized.</exception>
    public static ModelFile WithClasses(this ModelFile model, IReadOnlyList<string> labels, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(labels);
        return WithHead(model, model.Spec.WithClasses(labels.Count), ClassMatch.Of(model.Labels, labels).Sources, seed) with { Labels = labels };
    }

    /// <summary>Gives a network a different head, the function it applies to the logits. The weights stay.</summary>
    /// <param name="model">The network.</param>
    /// <param name="head">The head.</param>
    /// <returns>The network with the new head, without thresholds unless the head is unchanged.</returns>
    /// <exception cref="InvalidSpecException">The network's output is a map, which cannot be turned into probabilities.</exception>
    public static ModelFile WithHead(this ModelFile model, Head head)
    {
        ArgumentNullException.ThrowIfNull(model);
        return head == model.Spec.Head
            ? model
            : new ModelFile(model.Spec.WithHead(head), model.Weights) { Labels = model.Labels, Preprocessing = model.Preprocessing, Quantization = model.Quantization };
    }

    /// <summary>Gives a network a new, random classifier for different classes, which have no names yet.</summary>
    /// <param name="model">The network.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="seed">The seed of the new weights.</param>
    /// <returns>The network with the new classifier.</returns>
    /// <exception cref="InvalidSpecException">The network has no fully connected layer, the number is not positive, or the network is quantized.</exception>
    public static ModelFile WithClasses(this ModelFile model, int classes, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(model);
        return WithHead(model, model.Spec.WithClasses(classes), new int?[classes], seed);
    }

    /// <summary>Adapts the first convolution to images with a different number of channels, so that similar images give similar outputs.</summary>
    /// <remarks>
    /// For one channel, the weights are summed over the channels: a grayscale image gives the same output as the equivalent color image before. For more channels they are
    /// repeated in turn and scaled by old / new, which preserves the magnitude of the outputs (the rule of timm's <c>in_chans</c>).
    /// </remarks>
    /// <param name="model">The network.</param>
    /// <param name="channels">The new number of channels.</param>
    /// <returns>The network for such images, without preprocessing unless the number stays the same.</returns>
    /// <exception cref="InvalidSpecException">The number is not positive, the first layer with weights is not a convolution over the whole image, or the network is quantized.</exception>
    public static ModelFile WithInputChannels(this ModelFile model, int channels)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (channels == model.Spec.Input.Channels)
            return model;
        RefuseQuantized(model);
        ModelSpec spec = model.Spec.WithInput(model.Spec.Input with { Channels = channels });
        WeightShape[] changed = [.. spec.Weights.Where(w => !w.Dimensions.SequenceEqual(model.Weights[w.Name].Dimensions))];
        if (changed is not [{ Dimensions: [_, var inChannels, _, _] } first] || inChannels != channels)
        {
            throw new InvalidSpecException(
                $"{spec.Name} does not begin with a convolution over all channels of the image, so they cannot be changed.", nameof(ModelSpec.Input));
        }

        return new ModelFile(spec, new WeightSet(spec.Weights.Select(w => KeyValuePair.Create(
            w.Name, w == first ? Adapt(model.Weights[w.Name], w) : model.Weights[w.Name]))))
        {
            Labels = model.Labels,
            Thresholds = model.Thresholds,
        };
    }

    /// <param name="model">The network.</param>
    /// <param name="spec">The same network with the new classifier.</param>
    /// <param name="sources">For each output, the old output whose weights it takes over, or null for random weights.</param>
    /// <param name="seed">The seed of the random weights.</param>
    private static ModelFile WithHead(ModelFile model, ModelSpec spec, IReadOnlyList<int?> sources, int seed)
    {
        RefuseQuantized(model);
        var random = new Random(seed);
        var head = spec.Plan.Layers.Last(p => p.Spec is FullyConnectedSpec).Weights.ToDictionary(w => w.Name, Rows);
        return new ModelFile(spec, new WeightSet(spec.Weights.Select(w =>
            KeyValuePair.Create(w.Name, head.GetValueOrDefault(w.Name) ?? model.Weights[w.Name]))))
        {
            Preprocessing = model.Preprocessing,
        };

        // The library's initialization for classifiers: weights uniform within 1 / sqrt(features), the bias 0.
        WeightTensor Rows(WeightShape weight)
        {
            float[] old = model.Weights[weight.Name].ToFloats();
            float[] values = new float[weight.Elements];
            int width = values.Length / sources.Count;
            double bound = weight.Dimensions is [_, var features] ? 1 / Math.Sqrt(features) : 0;
            foreach ((int output, int? source) in sources.Index())
            {
                Span<float> row = values.AsSpan(output * width, width);
                foreach (ref float value in row)
                    value = (float)(((2 * random.NextDouble()) - 1) * bound);
                if (source is { } known && (known + 1) * width <= old.Length)
                    old.AsSpan(known * width, width).CopyTo(row);
            }

            return WeightTensor.FromFloats(weight.Dimensions, values);
        }
    }

    /// <summary>A quantization is calibrated to the first and last layers that the network has now.</summary>
    private static void RefuseQuantized(ModelFile model)
    {
        if (model.Quantization is not null)
        {
            throw new InvalidSpecException(
                $"{model.Spec.Name} is quantized for the images and classes it has. Change the network that it was made from, or remove its Quantization first.", nameof(ModelFile.Quantization));
        }
    }

    private static WeightTensor Adapt(WeightTensor weights, WeightShape target)
    {
        int oldChannels = weights.Dimensions[1];
        int newChannels = target.Dimensions[1];
        int area = target.Dimensions[2] * target.Dimensions[3];
        float[] source = weights.ToFloats();
        float[] values = new float[target.Elements];
        for (int filter = 0; filter < target.Dimensions[0]; filter++)
        {
            for (int pixel = 0; pixel < area; pixel++)
            {
                for (int channel = 0; channel < newChannels; channel++)
                {
                    values[(((filter * newChannels) + channel) * area) + pixel] = newChannels == 1
                        ? Enumerable.Range(0, oldChannels).Sum(c => Source(filter, c, pixel))
                        : Source(filter, channel % oldChannels, pixel) * oldChannels / newChannels;
                }
            }
        }

        return WeightTensor.FromFloats(target.Dimensions, values);

        float Source(int filter, int channel, int pixel) => source[(((filter * oldChannels) + channel) * area) + pixel];
    }
}
