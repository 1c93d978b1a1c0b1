using System.Globalization;
using DsCnn;

if (args.Length < 2)
{
    Console.Error.WriteLine("Expected an ONNX file and pictures: Deploy MODEL.onnx IMAGE...");
    return 2;
}

try
{
    using var classifier = Classifier.Load(args[0], new ClassifierOptions { TopK = 3 });
    foreach (string image in args[1..])
    {
        Console.WriteLine(image);
        foreach (Prediction prediction in classifier.Predict(image))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{prediction.Probability,8:0.0000}  {prediction.Label}"));
    }

    return 0;
}
catch (Exception failure) when (failure is IOException or InvalidDataException or UnauthorizedAccessException or DllNotFoundException)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}
