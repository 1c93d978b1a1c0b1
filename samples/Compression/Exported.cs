using System.Diagnostics;
using DsCnn;
using DsCnn.Data;
using DsCnn.Inference;

namespace CompressionSample;

/// <summary>An ONNX file as ONNX Runtime runs it: what counts in the end.</summary>
internal sealed class Exported
{
    private readonly ClassifierOptions _options;

    internal Exported(string path, int threads)
    {
        Path = path;
        _options = new ClassifierOptions { TopK = 1, Engine = new EngineOptions { IntraOpThreads = threads } };
    }

    internal string Path { get; }

    internal long Bytes => new FileInfo(Path).Length;

    /// <summary>The class that it takes each image for.</summary>
    internal int[] Answers(ImageSet images)
    {
        using Classifier classifier = Classifier.Load(Path, _options);
        var pixels = new byte[images.Shape.Shape.Elements];
        var answers = new int[images.Count];
        for (int i = 0; i < images.Count; i++)
        {
            images.CopyPixels(i, pixels);
            answers[i] = classifier.PredictPixels(pixels, images.Shape.Width, images.Shape.Height, PixelFormat.Gray8)[0].Index;
        }

        return answers;
    }

    /// <summary>How many times the images per second of another file, one image at a time: the median of turns that alternate.</summary>
    internal double SpeedAgainst(Exported other)
    {
        const int Rounds = 7;
        using Classifier mine = Classifier.Load(Path, _options), its = Classifier.Load(other.Path, other._options);
        Turn(mine);
        Turn(its);
        double[] ratios = [.. Enumerable.Range(0, Rounds).Select(_ => Turn(mine) / Turn(its)).Order()];
        return ratios[Rounds / 2];
    }

    /// <summary>Images per second.</summary>
    private static double Turn(Classifier classifier)
    {
        var input = new float[classifier.Input.Shape.Elements];
        var probabilities = new float[classifier.Labels.Count];
        var watch = Stopwatch.StartNew();
        int images = 0;
        for (; watch.Elapsed < TimeSpan.FromSeconds(1); images++)
            classifier.Run(input, probabilities);
        return images / watch.Elapsed.TotalSeconds;
    }
}
