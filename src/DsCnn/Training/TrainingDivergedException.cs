using System.Globalization;

namespace DsCnn.Training;

/// <summary>Training was stopped because its loss, a gradient or a weight became NaN or infinite.</summary>
public sealed class TrainingDivergedException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="epoch">The epoch in which it happened, from 1.</param>
    /// <param name="step">The step of that epoch, from 1.</param>
    /// <param name="learningRate">The learning rate at that step.</param>
    /// <param name="quantity">The quantity that is not a number.</param>
    public TrainingDivergedException(int epoch, int step, double learningRate, string quantity = "The loss")
        : base(string.Create(
            CultureInfo.InvariantCulture,
            $"{quantity} is not a number in epoch {epoch}, step {step}, at a learning rate of {learningRate:g3}. Lower the learning rate or warm up for longer."))
    {
        Epoch = epoch;
        Step = step;
    }

    /// <summary>The epoch in which it happened, from 1.</summary>
    public int Epoch { get; }

    /// <summary>The step of that epoch, from 1.</summary>
    public int Step { get; }
}
