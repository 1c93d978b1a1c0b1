using System.IO.Compression;

namespace DsCnn.Tests;

/// <summary>The files that tests/reference/make_interop_fixtures.py made with PyTorch.</summary>
internal static class InteropFixtures
{
    internal static string FilePath(string name) => Path.Combine(AppContext.BaseDirectory, "fixtures", "interop", name);

    /// <summary>The tensors of each network in PyTorch's order: preset, then names and extents.</summary>
    internal static Dictionary<string, List<(string Name, int[] Dimensions)>> Networks(string file)
    {
        using var zip = new GZipStream(File.OpenRead(FilePath(file)), CompressionMode.Decompress);
        using var reader = new StreamReader(zip);
        var networks = new Dictionary<string, List<(string, int[])>>();
        List<(string, int[])> tensors = [];
        while (reader.ReadLine() is { } line)
        {
            string[] words = line.Split(' ');
            if (words[0] == "#")
                networks.Add(words[1], tensors = []);
            else
                tensors.Add((words[0], [.. words[1..].Select(int.Parse)]));
        }

        return networks;
    }

    /// <summary>Weights of these names and shapes that are all zero and share their memory.</summary>
    internal static WeightSet Zeros(IEnumerable<(string Name, int[] Dimensions)> tensors)
    {
        var list = tensors.ToList();
        byte[] zeros = new byte[list.Max(t => Bytes(t.Dimensions))];
        return new WeightSet(list.Select(t => KeyValuePair.Create(
            t.Name, new WeightTensor(t.Dimensions, WeightPrecision.Float32, zeros.AsMemory(0, Bytes(t.Dimensions))))));

        static int Bytes(int[] dimensions) => dimensions.Aggregate(sizeof(float), (product, extent) => product * extent);
    }
}
