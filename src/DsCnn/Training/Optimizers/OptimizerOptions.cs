namespace DsCnn.Training;

/// <summary>The optimizer and its settings. Weight decay does not apply to batch norms and biases.</summary>
public abstract record OptimizerOptions
{
    private protected OptimizerOptions()
    {
    }

    /// <summary>The peak learning rate; the schedule scales it. Positive.</summary>
    public double LearningRate { get; init => field = Check.Positive(value); } = 1e-3;

    /// <summary>The weight decay of convolutions and fully connected layers, at least 0.</summary>
    public double WeightDecay { get; init => field = Check.NotNegative(value); }

    internal abstract UpdateRule CreateRule();
}
