namespace DsCnn.Onnx;

/// <summary>Numbers as preprocessed images have them: independent, normal, mean 0 and standard deviation 1.</summary>
internal sealed class RandomImages(int seed)
{
    private readonly Random _random = new(seed);

    internal float[] Next(int count)
    {
        float[] values = new float[count];
        for (int i = 0; i < count; i++)
        {
            // Box and Muller 1958; 1 - u lies in (0, 1], whose logarithm is finite.
            double radius = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble()));
            values[i] = (float)(radius * Math.Cos(2 * Math.PI * _random.NextDouble()));
        }

        return values;
    }
}
