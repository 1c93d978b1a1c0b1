namespace DsCnn.Tests;

/// <summary>The JSON form of a spec as the format's documentation shows it, and the network it describes.</summary>
internal static class ExampleText
{
    internal const string Json =
        """
        { "version": 1, "name": "fashion", "input": { "channels": 1, "height": 28, "width": 28 },
          "batchNorm": { "epsilon": 1e-5, "momentum": 0.1 },
          "layers": [
            { "type": "dsBlock", "conv1Filters": 32, "conv1Kernel": 3, "conv1Stride": 1, "kernel": 3, "stride": 1, "outChannels": 16,
              "pointwise": { "rank": null, "groups": 1 }, "squeezeExcite": { "filters": 1 }, "activation": "swish", "swishBeta": 1.0,
              "residual": false, "dropPath": 0.0 },
            { "type": "conv", "filters": 64, "kernel": 3, "stride": 1, "bias": false, "batchNorm": true, "activation": "swish" },
            { "type": "maxPool", "kernel": 2, "stride": 2 },
            { "type": "globalAveragePool" },
            { "type": "dropout", "rate": 0.2 },
            { "type": "fullyConnected", "units": 10, "activation": "none" },
            { "type": "softmax" } ] }
        """;

    internal static ModelSpec Spec() => new(
        new InputSpec(1, 28, 28),
        [
            new DsBlockSpec
            {
                Conv1Filters = 32,
                Conv1Kernel = 3,
                Conv1Stride = 1,
                Kernel = 3,
                Stride = 1,
                OutChannels = 16,
                Pointwise = new PointwiseSpec { Rank = null, Groups = 1 },
                SqueezeExcite = new SqueezeExciteSpec { Filters = 1 },
                Activation = Activation.Swish,
                SwishBeta = 1,
                Residual = false,
                DropPath = 0,
            },
            new ConvSpec { Filters = 64, Kernel = 3, Stride = 1, Bias = false, BatchNorm = true, Activation = Activation.Swish },
            new MaxPoolSpec { Kernel = 2, Stride = 2 },
            new GlobalAveragePoolSpec(),
            new DropoutSpec { Rate = 0.2 },
            new FullyConnectedSpec { Units = 10, Activation = Activation.None },
            new SoftmaxSpec(),
        ])
    {
        Name = "fashion",
        BatchNorm = new BatchNormSpec { Epsilon = 1e-5, Momentum = 0.1 },
    };
}
