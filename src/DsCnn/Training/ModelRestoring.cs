namespace DsCnn.Training;

/// <summary>Runs work that changes a network, and undoes all changes.</summary>
internal static class ModelRestoring
{
    /// <summary>Runs the work; afterward, even if it fails, weights, statistics, normalization and mode are restored.</summary>
    internal static T After<T>(DsCnnModel model, Func<T> work)
    {
        WeightSet weights = model.CopyWeights();
        Preprocessing? preprocessing = model.Preprocessing;
        bool wasTraining = model.training;
        try
        {
            return work();
        }
        finally
        {
            model.Preprocessing = preprocessing;
            model.LoadWeights(weights);
            model.train(wasTraining);
        }
    }
}
