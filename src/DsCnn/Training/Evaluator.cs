using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn;

/// <summary>Measures networks on labelled images.</summary>
public static class Evaluator
{
    /// <summary>Measures a network. It is put into evaluation mode and left in the mode it was in.</summary>
    /// <param name="model">The network, with a classifier.</param>
    /// <param name="source">The images, of the network's size.</param>
    /// <param name="batchSize">Images per step.</param>
    /// <param name="cancellationToken">Stops the work between two steps.</param>
    /// <returns>Accuracy and loss.</returns>
    /// <exception cref="ArgumentException">The images do not fit the network, or there are none.</exception>
    public static EvaluationResult Evaluate(
        this DsCnnModel model, IImageSource source, int batchSize = 256, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        DataFit.Require(model, source, nameof(source));

        bool wasTraining = model.training;
        model.eval();
        try
        {
            double loss = 0;
            long correct = 0;
            using var loader = new BatchLoader(source, new BatchLoaderOptions
            {
                BatchSize = batchSize,
                Shuffle = false,
                Preprocessing = model.Preprocessing,
                Device = model.Device,
            });
            foreach (Batch batch in loader.Epoch(1, cancellationToken: cancellationToken))
            {
                (double batchLoss, long batchCorrect) = Measure(model, batch);
                loss += batchLoss;
                correct += batchCorrect;
            }

            return new EvaluationResult { Accuracy = (double)correct / source.Count, Loss = loss / source.Count, Images = source.Count };
        }
        finally
        {
            model.train(wasTraining);
        }
    }

    private static (double Loss, long Correct) Measure(DsCnnModel model, Batch batch)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable gradientsOff = no_grad();
        Tensor logits = model.Logits(batch.Images);
        double loss = nn.functional.cross_entropy(logits, batch.Labels, reduction: nn.Reduction.Sum).item<float>();
        return (loss, logits.argmax(1).eq(batch.Labels).sum().item<long>());
    }
}
