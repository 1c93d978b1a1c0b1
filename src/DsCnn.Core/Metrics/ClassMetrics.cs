namespace DsCnn.Metrics;

/// <summary>How well one class is told from the others.</summary>
/// <remarks>A share of nothing is 0, as in scikit-learn: the precision of a class that is never predicted, the recall of one without images.</remarks>
public class ClassMetrics
{
    internal ClassMetrics()
    {
    }

    /// <summary>What the class is called.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>How many images are of this class.</summary>
    public int Images { get; internal init; }

    /// <summary>How many images were taken for it.</summary>
    public int Predicted { get; internal init; }

    /// <summary>How many of its images were recognized.</summary>
    public int Correct { get; internal init; }

    /// <summary>The share of the images taken for it that are of it, 0 to 1.</summary>
    public double Precision => Share(Correct, Predicted);

    /// <summary>The share of its images that were recognized, 0 to 1.</summary>
    public double Recall => Share(Correct, Images);

    /// <summary>The harmonic mean of precision and recall, 0 to 1.</summary>
    public double F1 => Share(2.0 * Correct, (double)Images + Predicted);

    private static double Share(double part, double whole) => whole == 0 ? 0 : part / whole;
}
