using System.Globalization;
using DsCnn;
using MlNet;

if (args.Length < 2)
{
    Console.Error.WriteLine("Expected a model file and pictures: MlNet MODEL.safetensors IMAGE...");
    return 2;
}

string exported = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".onnx");
try
{
    OnnxExporter.Export(ModelFile.Read(args[0]), exported);
    using var classifier = Classifier.Load(exported);
    Show(classifier, new OnnxPipeline(exported, classifier.Input.Shape.Elements), args[1..]);
    return 0;
}
catch (Exception failure) when (failure is IOException or InvalidDataException or UnauthorizedAccessException or DllNotFoundException)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}
finally
{
    File.Delete(exported);
}

static void Show(Classifier classifier, OnnxPipeline pipeline, string[] files)
{
    float[][] images = [.. files.Select(file => Pictures.Read(file, classifier))];
    foreach ((int i, float[] fromMlNet) in pipeline.Run(images).Index())
    {
        float[] fromClassifier = new float[fromMlNet.Length];
        classifier.Run(images[i], fromClassifier);
        Console.WriteLine(files[i]);
        Console.WriteLine("  ML.NET  Classifier");
        foreach (int label in Enumerable.Range(0, fromMlNet.Length).OrderByDescending(l => fromMlNet[l]).Take(3))
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{fromMlNet[label],8:0.000000}{fromClassifier[label],12:0.000000}  {classifier.Labels[label]}"));
        }
    }
}
