namespace DsCnn.Training;

/// <summary>The numbers of one update of one parameter.</summary>
/// <param name="LearningRate">The learning rate.</param>
/// <param name="WeightDecay">The weight decay, 0 for a parameter that is exempt.</param>
/// <param name="GradientScale">The factor by which gradients are multiplied first: the mean over accumulated batches, and clipping.</param>
/// <param name="Number">The number of the update in the run, from 1.</param>
internal readonly record struct UpdateScale(double LearningRate, double WeightDecay, double GradientScale, long Number);
