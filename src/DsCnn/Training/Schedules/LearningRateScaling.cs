namespace DsCnn.Training;

/// <summary>How a learning rate that is right for one batch size follows another one, such as when more ranks share larger batches.</summary>
/// <remarks>Both rules hold up to some size, which depends on the data, and need a warm-up. Beyond it, more ranks do not pay.</remarks>
public static class LearningRateScaling
{
    /// <summary>In proportion to the batch size: for SGD (Goyal et al. 2017).</summary>
    /// <param name="rate">The learning rate that is right for batches of <paramref name="from"/> images, positive.</param>
    /// <param name="from">The batch size that it was found with, positive.</param>
    /// <param name="to">The batch size to train with, positive.</param>
    /// <returns>The learning rate for it.</returns>
    public static double Linear(double rate, int from, int to) => Check.Positive(rate) * Check.Positive(to) / Check.Positive(from);

    /// <summary>By the square root of the batch size: for AdamW and RMSprop (Krizhevsky 2014; Malladi et al. 2022).</summary>
    /// <inheritdoc cref="Linear"/>
    public static double SquareRoot(double rate, int from, int to) => Check.Positive(rate) * Math.Sqrt((double)Check.Positive(to) / Check.Positive(from));
}
