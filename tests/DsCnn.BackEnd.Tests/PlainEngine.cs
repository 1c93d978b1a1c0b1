using DsCnn;
using DsCnn.Plan;
using DsCnn.Weights;

namespace BackEnd.Tests;

/// <summary>The simplest back end: runs a plan on one image with loops over arrays of double precision. Maps lie channel by channel, row by row.</summary>
public sealed class PlainEngine(ModelFile model)
{
    private readonly NetworkPlan _plan = model.Spec.Plan;

    /// <summary>Runs the network.</summary>
    /// <param name="image">C x H x W numbers, preprocessed.</param>
    /// <returns>Every value of the plan, by its index.</returns>
    public double[][] Run(double[] image)
    {
        double[][] values = new double[_plan.Values.Length][];
        values[_plan.Input.Index] = image;
        foreach (Operation operation in _plan.Operations)
            values[operation.Output.Index] = Compute(operation, [.. operation.Inputs.Select(input => values[input.Index])]);
        return values;
    }

    private double[] Compute(Operation operation, double[][] inputs) => operation switch
    {
        ConvolutionOperation convolution => Convolve(convolution, inputs[0]),
        LinearOperation linear => Multiply(linear, inputs[0]),
        BatchNormOperation norm => Normalize(norm, inputs[0]),
        ActivationOperation activation => [.. inputs[0].Select(x => Activate(activation, x))],
        PoolOperation pool => Pool(pool, inputs[0]),
        GlobalPoolOperation pool => [.. Channels(inputs[0], pool.Inputs[0].Shape).Select(channel => pool.Kind == PoolKind.Max ? channel.Max() : channel.Average())],
        ScaleOperation scale => [.. Channels(inputs[0], scale.Features.Shape).SelectMany((channel, c) => channel.Select(x => x * inputs[1][c]))],
        AddOperation => [.. inputs[0].Zip(inputs[1], (x, y) => x + y)],
        HeadOperation { Kind: Head.Softmax } => Softmax(inputs[0]),
        HeadOperation => [.. inputs[0].Select(Sigmoid)],
        _ => throw new NotSupportedException($"This back end knows no {operation.GetType().Name}."),
    };

    private double[] Weights(WeightShape? weight) => weight is null ? [] : [.. model.Weights[weight.Name].ToFloats().Select(x => (double)x)];

    private double[] Convolve(ConvolutionOperation convolution, double[] x)
    {
        (TensorShape source, TensorShape target, int kernel) = (convolution.Input.Shape, convolution.Output.Shape, convolution.Kernel);
        double[] weight = Weights(convolution.Weight), bias = Weights(convolution.Bias), y = new double[target.Elements];
        int perGroup = convolution.InChannels / convolution.Groups, filtersPerGroup = convolution.Filters / convolution.Groups;
        for (int filter = 0, at = 0; filter < convolution.Filters; filter++)
        {
            for (int row = 0; row < target.Height; row++)
            {
                for (int column = 0; column < target.Width; column++, at++)
                {
                    double sum = bias.Length > 0 ? bias[filter] : 0;
                    for (int c = 0; c < perGroup; c++)
                    {
                        int channel = (filter / filtersPerGroup * perGroup) + c;
                        for (int u = 0; u < kernel; u++)
                        {
                            for (int v = 0; v < kernel; v++)
                            {
                                int i = (convolution.Stride * row) + u - convolution.Padding, j = (convolution.Stride * column) + v - convolution.Padding;
                                if (i >= 0 && j >= 0 && i < source.Height && j < source.Width)
                                    sum += weight[(((((filter * perGroup) + c) * kernel) + u) * kernel) + v] * x[(((channel * source.Height) + i) * source.Width) + j];
                            }
                        }
                    }

                    y[at] = sum;
                }
            }
        }

        return y;
    }

    private double[] Multiply(LinearOperation linear, double[] x)
    {
        double[] weight = Weights(linear.Weight), bias = Weights(linear.Bias);
        return [.. Enumerable.Range(0, linear.Units).Select(unit => bias[unit] + x.Select((value, i) => value * weight[(unit * linear.InFeatures) + i]).Sum())];
    }

    private double[] Normalize(BatchNormOperation norm, double[] x)
    {
        double[] gamma = Weights(norm.Gamma), beta = Weights(norm.Beta), mean = Weights(norm.RunningMean), variance = Weights(norm.RunningVariance);
        return [.. Channels(x, norm.Inputs[0].Shape).SelectMany((channel, c) =>
            channel.Select(value => (gamma[c] * (value - mean[c]) / Math.Sqrt(variance[c] + norm.Epsilon)) + beta[c]))];
    }

    private static double[] Pool(PoolOperation pool, double[] x)
    {
        (TensorShape source, TensorShape target) = (pool.Inputs[0].Shape, pool.Output.Shape);
        return [.. from c in Enumerable.Range(0, target.Channels)
                   from row in Enumerable.Range(0, target.Height)
                   from column in Enumerable.Range(0, target.Width)
                   select Window(c, row, column)];

        double Window(int channel, int row, int column)
        {
            IEnumerable<double> window =
                from u in Enumerable.Range(0, pool.Kernel)
                from v in Enumerable.Range(0, pool.Kernel)
                select x[(((channel * source.Height) + (row * pool.Stride) + u) * source.Width) + (column * pool.Stride) + v];
            return pool.Kind == PoolKind.Max ? window.Max() : window.Average();
        }
    }

    private static IEnumerable<double[]> Channels(double[] x, TensorShape shape) => x.Chunk(shape.Height * shape.Width);

    private static double Activate(ActivationOperation activation, double x) => activation.Kind switch
    {
        Activation.Swish => x * Sigmoid(activation.SwishBeta * x),
        Activation.Relu => Math.Max(0, x),
        Activation.Relu6 => Math.Clamp(x, 0, 6),
        Activation.HardSwish => x * Math.Clamp(x + 3, 0, 6) / 6,
        Activation.Sigmoid => Sigmoid(x),
        Activation.HardSigmoid => Math.Clamp(x + 3, 0, 6) / 6,
        _ => throw new NotSupportedException($"This back end knows no {activation.Kind}."),
    };

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static double[] Softmax(double[] x)
    {
        double largest = x.Max(), sum = x.Sum(value => Math.Exp(value - largest));
        return [.. x.Select(value => Math.Exp(value - largest) / sum)];
    }
}
