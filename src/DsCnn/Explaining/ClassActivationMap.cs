using System.Collections.Immutable;

namespace DsCnn.Explaining;

/// <summary>Which parts of a picture speak for a class, as a network sees it: a number for each position of its last map.</summary>
public sealed class ClassActivationMap
{
    internal ClassActivationMap(ActivationMapMethod method, int height, int width, ImmutableArray<float> values) =>
        (Method, Height, Width, Values) = (method, height, width, values);

    /// <summary>How the numbers were found.</summary>
    public ActivationMapMethod Method { get; }

    /// <summary>Rows of the map.</summary>
    public int Height { get; }

    /// <summary>Columns of the map.</summary>
    public int Width { get; }

    /// <summary>H x W numbers, row by row: what is above 0 speaks for the class, what is below 0 against it.</summary>
    /// <remarks>
    /// Of <see cref="ActivationMapMethod.Cam"/> their mean and <see cref="Bias"/> add up to <see cref="Logit"/>. Of <see cref="ActivationMapMethod.GradCam"/> they are what the
    /// paper's last step, which sets negative ones to 0, is applied to.
    /// </remarks>
    public ImmutableArray<float> Values { get; }

    /// <summary>The class, a position in the network's outputs.</summary>
    public int Class { get; internal init; }

    /// <summary>The part of the logit that belongs to no position: the class's bias; 0 for <see cref="ActivationMapMethod.GradCam"/>.</summary>
    public double Bias { get; internal init; }

    /// <summary>The network's output for the class before the softmax.</summary>
    public double Logit { get; internal init; }

    /// <summary>The probability that the network gives to the class, 0 to 1.</summary>
    public double Probability { get; internal init; }

    /// <summary>Brings what speaks for the class to a picture's size: bilinear, 1 where it speaks loudest, 0 where nothing does or what is there speaks against it.</summary>
    /// <param name="height">Rows, positive.</param>
    /// <param name="width">Columns, positive.</param>
    /// <returns>H x W numbers from 0 to 1, row by row; all 0 where nothing speaks for the class.</returns>
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

    /// <summary>The neighbors of a pixel's middle on the map, and how far it is from the first to the second.</summary>
    private static (int First, int Second, float Share) Between(int pixel, int pixels, int positions)
    {
        float at = Math.Clamp(((pixel + 0.5f) * positions / pixels) - 0.5f, 0, positions - 1);
        int first = (int)at;
        return (first, Math.Min(first + 1, positions - 1), at - first);
    }
}
