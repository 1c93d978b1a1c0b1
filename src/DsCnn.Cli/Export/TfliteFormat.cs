namespace DsCnn.Cli;

/// <summary>A .tflite file, read back and compared using the arithmetic that TensorFlow Lite documents.</summary>
/// <param name="Interface">The types of its input and output if it is quantized.</param>
internal sealed record TfliteFormat(TfliteInterface Interface) : ExportFormat
{
    internal override string Kind => ".tflite file";

    internal override (string Details, string ComparedIn) Texts =>
        ($"inputs and outputs as {(Interface == TfliteInterface.Int8 ? "int8" : "float32")}", ", computed as in TensorFlow Lite's reference kernels");

    internal override byte[] Make(ModelFile model) => TfliteExporter.ToBytes(model, new TfliteExportOptions
    {
        BatchSize = BatchSize!.Value,
        Logits = Logits,
        HalfPrecision = HalfPrecision,
        Quantization = Quantization,
        Interface = Interface,
    });

    internal override IExportedNetwork Open(byte[] file, ModelSpec spec) => new TfliteNetwork(TfliteReference.Open(file), spec);
}

/// <summary>A .tflite file, whose inputs and outputs have channels last, presented in the channel order of the library.</summary>
internal sealed class TfliteNetwork(TfliteReference network, ModelSpec spec) : IExportedNetwork
{
    public float[] Run(float[] images) =>
        Turn(network.Run(Turn(images, spec.Input.Shape, toLast: true)), spec.Output, toLast: false);

    public void Dispose()
    {
    }

    private static float[] Turn(float[] numbers, TensorShape shape, bool toLast)
    {
        int channels = shape.Channels, pixels = shape.Elements / channels;
        float[] turned = new float[numbers.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            int image = i / (channels * pixels), channel = i / pixels % channels, pixel = i % pixels, last = (((image * pixels) + pixel) * channels) + channel;
            turned[toLast ? last : i] = numbers[toLast ? i : last];
        }

        return turned;
    }
}
