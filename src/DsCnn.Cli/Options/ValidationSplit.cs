namespace DsCnn.Cli;

/// <summary>Sets validation images aside.</summary>
internal static class ValidationSplit
{
    /// <exception cref="InvalidDataException">There are too few images.</exception>
    internal static TrainingData Take(ImageDataSet images, double share, int seed)
    {
        try
        {
            return images.ForTraining(share, seed);
        }
        catch (ArgumentException tooFew)
        {
            throw new InvalidDataException($"{ErrorMessage.Of(tooFew)} Use more images, or change --validation-split (0 for none).", tooFew);
        }
    }
}
