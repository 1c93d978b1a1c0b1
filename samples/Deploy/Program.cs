using System.Diagnostics;
using System.Globalization;
using DsCnn;
using DsCnn.Inference;

const int Repetitions = 20;
bool isTimed = args is ["--time", ..];
string[] files = isTimed ? args[1..] : args;
if (files.Length < 2)
{
    Console.Error.WriteLine("Expected a model file and pictures: Deploy [--time] MODEL.safetensors IMAGE...");
    return 2;
}

try
{
    long start = Stopwatch.GetTimestamp();
    using var classifier = Classifier.Load(files[0], new ClassifierOptions { TopK = 3 });
    double load = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    foreach (string image in files[1..])
    {
        Console.WriteLine(image);
        foreach (Prediction prediction in classifier.Predict(image))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{prediction.Probability,8:0.0000}  {prediction.Label}"));
        if (isTimed)
        {
            double first = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ManagedEngine.Instructions}: loaded after {load:0.0} ms, answered after {first:0.0} ms; later answers take {Median(classifier, image):0.00} ms"));
            isTimed = false;
        }
    }

    return 0;
}
catch (Exception failure) when (failure is IOException or InvalidDataException or InvalidImageException or UnauthorizedAccessException or NotSupportedException)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}

static double Median(Classifier classifier, string image)
{
    double[] times = new double[Repetitions];
    foreach (ref double time in times.AsSpan())
    {
        long start = Stopwatch.GetTimestamp();
        classifier.Predict(image);
        time = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    Array.Sort(times);
    return times[Repetitions / 2];
}
