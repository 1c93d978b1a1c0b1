namespace DsCnn.Inference;

/// <summary>The operators in an ONNX file that compute probabilities, and those that only pass them on: enough to determine the kind of an output.</summary>
internal sealed class OnnxEndings
{
    /// <summary>There are at most a few operators between the one that computes probabilities and the output.</summary>
    private const int LongestTail = 16;

    private const int NodeField = 1;
    private const int InputField = 1;
    private const int OutputField = 2;
    private const int OperatorField = 4;

    private static readonly HashSet<string> _passing =
    [
        "Identity", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Cast", "CastLike", "Dropout", "Clip", "QuantizeLinear", "DequantizeLinear",
    ];

    private static readonly Dictionary<string, OnnxEnding> _makers = new()
    {
        ["Sigmoid"] = OnnxEnding.Sigmoid,
        ["HardSigmoid"] = OnnxEnding.Sigmoid,
        ["QLinearSigmoid"] = OnnxEnding.Sigmoid,
        ["Softmax"] = OnnxEnding.Softmax,
        ["QLinearSoftmax"] = OnnxEnding.Softmax,
        ["LogSoftmax"] = OnnxEnding.LogSoftmax,
    };

    private readonly Dictionary<string, (string Operator, string Input)> _nodes = [];

    private OnnxEndings()
    {
    }

    /// <summary>Reads a graph; invalid graphs are left to ONNX Runtime to reject.</summary>
    internal static OnnxEndings Read(OnnxFields graph)
    {
        var endings = new OnnxEndings();
        while (graph.Next())
        {
            if (graph.Number == NodeField)
                endings.Add(graph.Inner());
        }

        return endings;
    }

    /// <summary>The operator that computes an output.</summary>
    internal OnnxEnding Of(string output)
    {
        for (int i = 0; i < LongestTail && _nodes.TryGetValue(output, out (string Operator, string Input) node); i++)
        {
            if (_makers.TryGetValue(node.Operator, out OnnxEnding ending))
                return ending;
            output = node.Input;
        }

        return OnnxEnding.Other;
    }

    private void Add(OnnxFields node)
    {
        string? input = null, output = null, name = null;
        while (node.Next())
        {
            switch (node.Number)
            {
                case InputField:
                    input ??= node.Text();
                    break;
                case OutputField:
                    output ??= node.Text();
                    break;
                case OperatorField:
                    name = node.Text();
                    break;
            }
        }

        if (input is not null && output is not null && name is not null && (_passing.Contains(name) || _makers.ContainsKey(name)))
            _nodes[output] = (name, input);
    }
}

/// <summary>The operators from which the kind of an output can be determined.</summary>
internal enum OnnxEnding
{
    /// <summary>Anything else.</summary>
    Other,

    /// <summary>Every number is an independent probability.</summary>
    Sigmoid,

    /// <summary>Probabilities that add up to 1.</summary>
    Softmax,

    /// <summary>Logarithms of probabilities, to which the softmax can be applied.</summary>
    LogSoftmax,
}
