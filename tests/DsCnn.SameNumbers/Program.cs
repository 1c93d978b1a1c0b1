using System.Globalization;
using System.Runtime.InteropServices;
using DsCnn.Inference;
using DsCnn.Tests.Managed;

namespace DsCnn.SameNumbers;

/// <summary>Writes down what the engine computes on one processor, and compares with it on another: int8 to the bit, float32 to 1e-5 of the largest number.</summary>
internal static class Program
{
    private const double Tolerance = 1e-5;

    private static int Main(string[] args)
    {
        if (args is not [("write" or "compare") and var verb, var path])
        {
            Console.Error.WriteLine("Expected what to do and the file of numbers: DsCnn.SameNumbers write|compare FILE");
            return 2;
        }

        Dictionary<string, float[]> numbers = Compute();
        if (verb == "write")
        {
            File.WriteAllLines(path, numbers.Select(entry => $"{entry.Key}\t{Convert.ToHexString(MemoryMarshal.AsBytes(entry.Value.AsSpan()))}"));
            Console.WriteLine($"{ManagedEngine.Instructions}: wrote {numbers.Count} networks' numbers");
            return 0;
        }

        Dictionary<string, float[]> expected = File.ReadLines(path).Select(line => line.Split('\t'))
            .ToDictionary(parts => parts[0], parts => MemoryMarshal.Cast<byte, float>(Convert.FromHexString(parts[1])).ToArray());
        return Compare(numbers, expected);
    }

    private static int Compare(Dictionary<string, float[]> actual, Dictionary<string, float[]> expected)
    {
        int differing = 0;
        (int values, double farthest) = (0, 0);
        foreach ((string name, float[] numbers) in expected)
        {
            double largest = numbers.Max(Math.Abs);
            double distance = numbers.Zip(actual[name], (x, y) => x == y ? 0 : Math.Abs((double)x - y) / largest).Max();
            bool isInteger = name.StartsWith("int8", StringComparison.Ordinal);
            bool isSame = isInteger ? MemoryMarshal.AsBytes<float>(numbers).SequenceEqual(MemoryMarshal.AsBytes<float>(actual[name])) : distance <= Tolerance;
            values += numbers.Length;
            farthest = isInteger ? farthest : Math.Max(farthest, distance);
            if (isSame)
                continue;
            differing++;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: differs by {distance:0.0e+0}"));
        }

        int integers = expected.Keys.Count(name => name.StartsWith("int8", StringComparison.Ordinal));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{ManagedEngine.Instructions}: {integers} int8 networks to the bit, {expected.Count - integers} float32 networks to {farthest:0.0e+0} of the largest number, {values} numbers; {differing} differ"));
        return differing == 0 ? 0 : 1;
    }

    private static Dictionary<string, float[]> Compute()
    {
        var numbers = new Dictionary<string, float[]>();
        foreach (string name in Samples.Specs.Keys)
        {
            ModelFile model = Samples.Model(name);
            numbers[$"float32 {name}"] = Features(model);
            numbers[$"int8 {name}"] = Features(Samples.Quantized(model));
        }

        return numbers;
    }

    /// <summary>What goes into the classifier's last layer, of three images.</summary>
    private static float[] Features(ModelFile model)
    {
        using var classifier = Classifier.Load(model.ToBytes());
        int length = checked((int)classifier.FeatureShape().Elements);
        float[] features = new float[3 * length];
        classifier.RunFeatures(Samples.Image(model.Spec, images: 3), features);
        return features;
    }
}
