namespace DsCnn.Training;

/// <summary>Sums over the batches of one update.</summary>
internal sealed class StepSums
{
    internal int Batches { get; private set; }

    /// <summary>The sum of the images' losses.</summary>
    internal double Loss { get; private set; }

    internal long Correct { get; private set; }

    internal int Images { get; private set; }

    /// <summary>Images of all ranks.</summary>
    internal int WholeImages { get; private set; }

    /// <summary>This rank's part of it all.</summary>
    internal double Share => (double)Images / WholeImages;

    /// <summary>Takes in a batch.</summary>
    /// <param name="loss">This rank's part of the mean loss of all its images.</param>
    /// <param name="correct">Images of this rank that were right.</param>
    /// <param name="images">Images of this rank.</param>
    /// <param name="wholeImages">Images of all ranks.</param>
    internal void Add(double loss, long correct, int images, int wholeImages)
    {
        Batches++;
        Loss += loss * wholeImages;
        Correct += correct;
        Images += images;
        WholeImages += wholeImages;
    }

    /// <summary>What it is for the other ranks.</summary>
    internal UpdateFigures Figures(bool stops) => new(Loss, Correct, Images, stops ? 1 : 0);

    /// <summary>Becomes what it is on all ranks.</summary>
    internal void Become(UpdateFigures all) => (Loss, Correct, Images) = (all.Loss, all.Correct, all.Images);
}
