using System.Collections.Immutable;

namespace DsCnn.Explaining;

/// <summary>Which parts of a picture are evidence for a class, according to a network: a number for each position of its last map.</summary>
public sealed class ClassActivationMap
{
    internal ClassActivationMap(ActivationMapMethod method, int height, int width, ImmutableArray<float> values) =>
        (Method, Height, Width, Values) = (method, height, width, values);

    /// <summary>The method that was used.</summary>
    public ActivationMapMethod Method { get; }

    /// <summary>The number of rows in the map.</summary>
    public int Height { get; }

    /// <summary>The number of columns in the map.</summary>
    public int Width { get; }

    /// <summary>H x W numbers, row by row: positive numbers are evidence for the class, negative numbers are evidence against it.</summary>
    /// <remarks>
    /// For <see cref="ActivationMapMethod.Cam"/>, their mean plus <see cref="Bias"/> is <see cref="Logit"/>. For <see cref="ActivationMapMethod.GradCam"/>, they are the input to
    /// the paper's last step, which sets negative numbers to 0.
    /// </remarks>
    public ImmutableArray<float> Values { get; }

    /// <summary>The class, an index into the network's outputs.</summary>
    public int Class { get; internal init; }

    /// <summary>The part of the logit that does not depend on the position: the class's bias; 0 for <see cref="ActivationMapMethod.GradCam"/>.</summary>
    public double Bias { get; internal init; }

    /// <summary>The network's output for the class before the softmax.</summary>
    public double Logit { get; internal init; }

    /// <summary>The predicted probability of the class, 0 to 1.</summary>
    public double Probability { get; internal init; }

    /// <summary>Scales the positive evidence to the size of a picture: bilinear, 1 where the evidence is strongest, 0 where there is none or it is negative.</summary>
    /// <param name="height">Rows, positive.</param>
    /// <param name="width">Columns, positive.</param>
    /// <returns>H x W numbers from 0 to 1, row by row; all 0 if there is no evidence for the class.</returns>
    public float[] ToHeat(int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        float[] heat = new float[checked(height * width)];
        float largest = Values.Max();
        if (!float.IsFinite(largest) || largest <= 0)
            return heat;
        for (int y = 0; y < height; y++)
        {
            (int top, int bottom, float down) = Between(y, height, Height);
            for (int x = 0; x < width; x++)
            {
                (int left, int right, float across) = Between(x, width, Width);
                float above = float.Lerp(Positive(top, left), Positive(top, right), across);
                float below = float.Lerp(Positive(bottom, left), Positive(bottom, right), across);
                heat[(y * width) + x] = float.Lerp(above, below, down) / largest;
            }
        }

        return heat;
    }

    private float Positive(int row, int column) => Math.Max(0, Values[(row * Width) + column]);

    /// <summary>The two map positions nearest to the center of a pixel, and its distance from the first toward the second.</summary>
    private static (int First, int Second, float Share) Between(int pixel, int pixels, int positions)
    {
        float at = Math.Clamp(((pixel + 0.5f) * positions / pixels) - 0.5f, 0, positions - 1);
        int first = (int)at;
        return (first, Math.Min(first + 1, positions - 1), at - first);
    }
}
