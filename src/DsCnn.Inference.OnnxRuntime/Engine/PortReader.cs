using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace DsCnn.Inference;

/// <summary>Finds the images that a network takes and the classes that it outputs, or reports why it is not a classifier.</summary>
internal sealed class PortReader(InferenceSession session, ClassifierOptions options, FileMetadata? metadata)
{
    private const int ImageRank = 4;

    /// <summary>An image's numbers have to fit into an array.</summary>
    private const long MaxImageLength = 1 << 28;

    private const int MaxClasses = 1 << 24;

    /// <summary>The network's input, and its output as far as the file describes it; dimensions that it leaves open are -1.</summary>
    /// <exception cref="InvalidDataException">The network does not take images, or does not output a vector.</exception>
    /// <exception cref="ArgumentException">The options contradict the file.</exception>
    internal NetworkPorts Read()
    {
        string inputName = session.InputNames.Count == 1
            ? session.InputNames[0]
            : throw new InvalidDataException($"a classifier has one input. Received: {Names(session.InputNames)}.");
        NodeMetadata inputPort = session.InputMetadata[inputName];
        int[] input = Dimensions("input", inputName, inputPort, TensorMemory.InputTypes);
        if (input.Length != ImageRank || input[0] == 0)
            throw new InvalidDataException($"the input \"{ErrorText.Quote(inputName)}\" must be N x C x H x W or N x H x W x C. Received: {Text(input)}.");
        if (inputPort.ElementDataType == TensorElementType.UInt8 && (options.Preprocessing ?? metadata?.Preprocessing) is not null)
            throw Unfit(nameof(options.Preprocessing), "Preprocessing must be null, because the network takes the bytes of pictures as they are.");

        string outputName = FindOutput();
        NodeMetadata outputPort = session.OutputMetadata[outputName];
        int[] output = Dimensions("output", outputName, outputPort, TensorMemory.OutputTypes);
        if (output.Length < 2)
            throw new InvalidDataException($"the output \"{ErrorText.Quote(outputName)}\" must be N x classes. Received: {Text(output)}.");
        bool channelsLast = IsChannelsLast(input[1..]);

        return new NetworkPorts
        {
            InputName = inputName,
            OutputName = outputName,
            Input = InputOf(inputName, input, channelsLast),
            InputType = inputPort.ElementDataType,
            OutputType = outputPort.ElementDataType,
            ChannelsLast = channelsLast,
            FixedBatch = input[0] > 0 ? input[0] : null,
            OutputDimensions = CheckOutput(outputName, [.. output[1..].Select(extent => (long)extent)]),
        };
    }

    /// <summary>Requires one number per class; open dimensions may be anything.</summary>
    /// <exception cref="InvalidDataException">The network outputs maps, or nothing.</exception>
    internal static long[] CheckOutput(string name, long[] dimensions)
    {
        if (dimensions.Any(extent => extent is 0 or > MaxClasses) || dimensions.Count(extent => extent > 1) > 1)
            throw new InvalidDataException($"the output \"{ErrorText.Quote(name)}\" must be N x classes. Received: {Text([-1, .. dimensions.Select(d => (int)d)])}.");
        return dimensions;
    }

    /// <summary>Whether images are H x W x C: pictures have 1 or 3 channels and more columns, so one end of the shape decides.</summary>
    private bool IsChannelsLast(int[] shape)
    {
        if (metadata is not null || IsChannels(shape[0]) || !IsChannels(shape[2]) || (shape[1] > 0 && shape[1] <= shape[2]))
            return false;
        return options.Input is not { } input || !shape.Zip(input.Shape.Dimensions, (extent, given) => extent <= 0 || extent == given).All(fits => fits);

        static bool IsChannels(int extent) => extent is 1 or 3;
    }

    private InputSpec InputOf(string name, int[] dimensions, bool channelsLast)
    {
        InputSpec? wanted = options.Input ?? metadata?.Spec.Input;
        int[] shape = channelsLast ? [dimensions[3], dimensions[1], dimensions[2]] : dimensions[1..];
        int[] open = [.. shape.Zip(wanted?.Shape.Dimensions ?? [-1, -1, -1], (extent, other) => extent > 0 ? extent : other)];
        if (open.Any(extent => extent <= 0))
        {
            throw new InvalidDataException(
                $"the input \"{ErrorText.Quote(name)}\" leaves the size of images open, {Text(dimensions)}. Set ClassifierOptions.Input (dscnn: --input).");
        }

        var input = new InputSpec(open[0], open[1], open[2]);
        if (input.Shape.LongElements > MaxImageLength)
            throw new InvalidDataException($"an image has at most {MaxImageLength} numbers. Received: images of {input.Shape}.");
        if (options.Input is { } given && given != input)
            throw Unfit(nameof(options.Input), $"Input must be {input.Shape}, as the network takes. Received: {given.Shape}.");
        return input;
    }

    private string FindOutput()
    {
        if (options.OutputName is not { } wanted)
        {
            return session.OutputNames.Count == 1
                ? session.OutputNames[0]
                : throw new InvalidDataException(
                    $"the network has the outputs {Names(session.OutputNames)}. Choose one with ClassifierOptions.OutputName (dscnn: --output-name).");
        }

        return session.OutputNames.Contains(wanted)
            ? wanted
            : throw Unfit(nameof(options.OutputName), $"OutputName must be one of {Names(session.OutputNames)}. Received: \"{ErrorText.Quote(wanted)}\".");
    }

    private static int[] Dimensions(string kind, string name, NodeMetadata port, IReadOnlyList<TensorElementType> types)
    {
        if (!port.IsTensor)
            throw new InvalidDataException($"the {kind} \"{ErrorText.Quote(name)}\" must be a tensor. Received: {port.OnnxValueType}.");
        return types.Contains(port.ElementDataType)
            ? port.Dimensions
            : throw new InvalidDataException($"the {kind} \"{ErrorText.Quote(name)}\" must hold numbers of the types {string.Join(", ", types)}. Received: {port.ElementDataType}.");
    }

    private static ArgumentException Unfit(string option, string message) => new(message, option);

    private static string Names(IReadOnlyCollection<string> names) => names.Count == 0 ? "none" : string.Join(", ", names.Take(5).Select(n => $"\"{ErrorText.Quote(n)}\""));

    private static string Text(int[] dimensions) => dimensions.Length == 0
        ? "a single number"
        : string.Join(" x ", dimensions.Select((d, i) => d > 0 ? d.ToString(CultureInfo.InvariantCulture) : d == 0 ? "0" : i == 0 ? "N" : "?"));
}
