namespace DsCnn.Tests;

/// <summary>A batch norm and its gradients, written out in double precision, for numbers N x H x W x C.</summary>
internal sealed class BatchNormTruth
{
    private readonly double[] _x;
    private readonly int _channels;

    internal BatchNormTruth(double[] x, int channels)
    {
        (_x, _channels) = (x, channels);
        Mean = Average(i => x[i]);
        Variance = Average(i => Math.Pow(x[i] - Mean[i % channels], 2));
    }

    internal double[] Mean { get; }

    internal double[] Variance { get; }

    internal double[] Output(float[] weight, float[] bias, Activation activation, double epsilon, double beta) =>
        [.. Before(weight, bias, epsilon).Select(z => activation == Activation.None ? z : z * Sigmoid(beta * z))];

    /// <summary>dx = w / s (g - mean of g - n mean of g n), with n the normalized x, s its deviation and g the gradient before the activation.</summary>
    internal (double[] OfX, double[] OfWeight, double[] OfBias) Gradients(
        double[] ofY, float[] weight, float[] bias, Activation activation, double epsilon, double beta)
    {
        int rows = _x.Length / _channels;
        double[] normal = Normal(epsilon);
        double[] slopes = [.. Before(weight, bias, epsilon).Select((z, i) => ofY[i] * (activation == Activation.None ? 1 : Slope(beta * z)))];
        double[] mean = Average(i => slopes[i]);
        double[] product = Average(i => slopes[i] * normal[i]);
        double[] ofX = [.. slopes.Select((g, i) => (g - mean[i % _channels] - (normal[i] * product[i % _channels]))
            * weight[i % _channels] / Math.Sqrt(Variance[i % _channels] + epsilon))];
        return (ofX, [.. product.Select(p => p * rows)], [.. mean.Select(m => m * rows)]);
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static double Slope(double x) => Sigmoid(x) * (1 + (x * (1 - Sigmoid(x))));

    private double[] Normal(double epsilon) =>
        [.. _x.Select((x, i) => (x - Mean[i % _channels]) / Math.Sqrt(Variance[i % _channels] + epsilon))];

    private double[] Before(float[] weight, float[] bias, double epsilon) =>
        [.. Normal(epsilon).Select((n, i) => (n * weight[i % _channels]) + bias[i % _channels])];

    private double[] Average(Func<int, double> term)
    {
        double[] sums = new double[_channels];
        for (int i = 0; i < _x.Length; i++)
            sums[i % _channels] += term(i);
        return [.. sums.Select(sum => sum * _channels / _x.Length)];
    }
}
