using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Compression;

/// <summary>Measures the speed of a network on this machine.</summary>
public static class ModelSpeed
{
    private const int Rounds = 5;
    private static readonly TimeSpan _round = TimeSpan.FromMilliseconds(60);

    /// <summary>Runs a network on random numbers for a third of a second and returns the throughput.</summary>
    /// <remarks>
    /// The median of five rounds after a warm-up, on the network's device with torch's number of threads. For a quantized network, this measures only the simulation:
    /// export it and measure the file.
    /// </remarks>
    /// <param name="model">The network; it is put into evaluation mode.</param>
    /// <param name="batchSize">The number of images per batch.</param>
    /// <returns>Images per second.</returns>
    public static double ImagesPerSecond(this DsCnnModel model, int batchSize = 1)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable gradientsOff = no_grad();
        model.eval();
        InputSpec input = model.Spec.Input;
        float[] numbers = new Random(0).NextImages(checked(batchSize * input.Shape.Elements));
        Tensor images = tensor(numbers, [batchSize, input.Channels, input.Height, input.Width], device: model.Device);
        Run(model, images);
        double[] rounds = [.. Enumerable.Range(0, Rounds).Select(_ => batchSize * RunsPerSecond(model, images)).Order()];
        return rounds[Rounds / 2];
    }

    private static double RunsPerSecond(DsCnnModel model, Tensor images)
    {
        var watch = Stopwatch.StartNew();
        int runs = 0;
        do
        {
            Run(model, images);
            runs++;
        }
        while (watch.Elapsed < _round);
        return runs / watch.Elapsed.TotalSeconds;
    }

    private static void Run(DsCnnModel model, Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();

        // Copying waits for a GPU to finish.
        _ = model.call(images).cpu();
    }
}
