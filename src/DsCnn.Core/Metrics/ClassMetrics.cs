namespace DsCnn.Metrics;

/// <summary>How well one class is distinguished from the others.</summary>
/// <remarks>A ratio with a denominator of 0 is 0, as in scikit-learn: the precision of a class that is never predicted, the recall of a class without images.</remarks>
public class ClassMetrics
{
    internal ClassMetrics()
    {
    }

    /// <summary>The name of the class.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>The number of images of this class.</summary>
    public int Images { get; internal init; }

    /// <summary>The number of images classified as this class.</summary>
    public int Predicted { get; internal init; }

    /// <summary>The number of images of this class that were classified correctly.</summary>
    public int Correct { get; internal init; }

    /// <summary>The share of the images classified as this class that belong to it, 0 to 1.</summary>
    public double Precision => Share(Correct, Predicted);

    /// <summary>The share of this class's images that were classified correctly, 0 to 1.</summary>
    public double Recall => Share(Correct, Images);

    /// <summary>The harmonic mean of precision and recall, 0 to 1.</summary>
    public double F1 => Share(2.0 * Correct, (double)Images + Predicted);

    private static double Share(double part, double whole) => whole == 0 ? 0 : part / whole;
}
