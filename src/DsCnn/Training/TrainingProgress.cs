namespace DsCnn;

/// <summary>Where a training run stands, reported after every step and at the end of every epoch.</summary>
/// <param name="Epoch">The current epoch, from 1.</param>
/// <param name="Epochs">How many there will be.</param>
/// <param name="Step">Steps done in this epoch.</param>
/// <param name="StepsPerEpoch">Steps of an epoch.</param>
/// <param name="Loss">Mean training loss of this epoch so far.</param>
/// <param name="Accuracy">Share of this epoch's images classified correctly so far.</param>
/// <param name="ImagesPerSecond">Training speed of this epoch so far.</param>
/// <param name="Finished">The epoch's result where it has just ended, else null.</param>
public sealed record TrainingProgress(
    int Epoch, int Epochs, int Step, int StepsPerEpoch, double Loss, double Accuracy, double ImagesPerSecond, EpochResult? Finished = null);
