namespace DsCnn.Cli;

/// <summary>Saves the network after every epoch that is better than all before, so that a long run's best is at hand at any time.</summary>
internal sealed class BestModelFile(string path) : ITrainingCallback
{
    public void OnEpochEnd(TrainingContext context, EpochResult result)
    {
        if (context.BestEpoch == result.Epoch)
            context.Model.Save(path);
    }
}
