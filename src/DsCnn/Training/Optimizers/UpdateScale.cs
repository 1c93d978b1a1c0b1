namespace DsCnn.Training;

/// <summary>The numbers of one update of one parameter.</summary>
/// <param name="LearningRate">The learning rate.</param>
/// <param name="WeightDecay">The weight decay, 0 for a parameter that is spared.</param>
/// <param name="GradientScale">What gradients are multiplied with first: accumulation's mean and clipping.</param>
/// <param name="Number">Which update of the run it is, from 1.</param>
internal readonly record struct UpdateScale(double LearningRate, double WeightDecay, double GradientScale, long Number);
