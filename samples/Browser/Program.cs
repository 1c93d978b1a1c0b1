using Browser;
using DsCnn;

if (args.Length != 2)
{
    Console.Error.WriteLine("Expected a model file and the folder to write to: Browser MODEL.safetensors FOLDER");
    return 2;
}

try
{
    var model = ModelFile.Read(args[0]);
    Directory.CreateDirectory(args[1]);
    string network = Path.Combine(args[1], "network.onnx");
    OnnxExporter.Export(model, network);
    using var classifier = Classifier.Load(network);
    string description = Path.Combine(args[1], "network.json");
    File.WriteAllText(description, NetworkDescription.Of(classifier).ToJson());
    Console.WriteLine($"{network}: {new FileInfo(network).Length} bytes");
    Console.WriteLine($"{description}: what images must be, the labels, and what the classifier makes of two images");
    return 0;
}
catch (Exception failure) when (failure is IOException or InvalidDataException or UnauthorizedAccessException or DllNotFoundException)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}
