namespace DsCnn.Training;

/// <summary>Sums over the batches of one update.</summary>
internal sealed class StepSums
{
    internal int Batches { get; private set; }

    /// <summary>The sum of the images' losses.</summary>
    internal double Loss { get; private set; }

    internal long Correct { get; private set; }

    internal int Images { get; private set; }

    internal void Add(double meanLoss, long correct, int images)
    {
        Batches++;
        Loss += meanLoss * images;
        Correct += correct;
        Images += images;
    }
}
