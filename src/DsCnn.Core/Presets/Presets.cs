namespace DsCnn;

/// <summary>Networks described by their publications.</summary>
public static class Presets
{
    /// <summary>VGG16 (Simonyan and Zisserman 2015, configuration D), the patent's yardstick.</summary>
    /// <remarks>138,357,544 parameters and 15.47 GMAC (30.9 GFLOP) for one 224 x 224 image in 1,000 classes.</remarks>
    /// <param name="classes">How many classes it tells apart.</param>
    /// <param name="input">The images it takes. Default 3 x 224 x 224.</param>
    /// <returns>The spec.</returns>
    /// <exception cref="InvalidSpecException">The images are too small to be halved five times.</exception>
    public static ModelSpec Vgg16(int classes = 1000, InputSpec? input = null)
    {
        (int Convolutions, int Filters)[] stages = [(2, 64), (2, 128), (3, 256), (3, 512), (3, 512)];
        const double dropout = 0.5;
        const int units = 4096;

        IEnumerable<LayerSpec> features = stages.SelectMany(stage => Enumerable
            .Repeat<LayerSpec>(
                new ConvSpec { Filters = stage.Filters, Bias = true, BatchNorm = false, Activation = Activation.Relu }, stage.Convolutions)
            .Append(new MaxPoolSpec()));
        LayerSpec[] classifier =
        [
            new FullyConnectedSpec { Units = units, Activation = Activation.Relu },
            new DropoutSpec { Rate = dropout },
            new FullyConnectedSpec { Units = units, Activation = Activation.Relu },
            new DropoutSpec { Rate = dropout },
            new FullyConnectedSpec { Units = classes },
            new SoftmaxSpec(),
        ];
        return new ModelSpec(input ?? new InputSpec(3, 224, 224), features.Concat(classifier)) { Name = "vgg16" };
    }
}
