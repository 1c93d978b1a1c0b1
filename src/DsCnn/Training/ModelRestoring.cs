namespace DsCnn.Training;

/// <summary>Lets work change a network, and takes every change back.</summary>
internal static class ModelRestoring
{
    /// <summary>Does some work; afterwards, also where it fails, weights, statistics, normalization and mode are what they were.</summary>
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
