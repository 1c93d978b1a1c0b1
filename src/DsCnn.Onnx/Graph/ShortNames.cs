using System.Globalization;
using DsCnn.Protobuf;

namespace DsCnn.Onnx;

/// <summary>Gives everything inside a graph the shortest possible names. The input and output keep theirs, which must stay unique.</summary>
internal static class ShortNames
{
    internal static void Apply(GraphProto graph)
    {
        var names = graph.Input.Concat(graph.Output).ToDictionary(value => value.Name, value => value.Name);
        var taken = names.Values.ToHashSet();
        int next = 0;

        foreach (TensorProto tensor in graph.Initializer)
            tensor.Name = Short(tensor.Name);
        foreach (NodeProto node in graph.Node)
        {
            node.Name = "";
            for (int i = 0; i < node.Input.Count; i++)
                node.Input[i] = Short(node.Input[i]);
            for (int i = 0; i < node.Output.Count; i++)
                node.Output[i] = Short(node.Output[i]);
        }

        string Short(string name)
        {
            if (names.TryGetValue(name, out string? known))
                return known;
            string given;
            do
                given = next++.ToString("x", CultureInfo.InvariantCulture);
            while (!taken.Add(given));
            return names[name] = given;
        }
    }
}
