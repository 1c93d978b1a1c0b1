namespace DsCnn;

/// <summary>How the range of a value is chosen from what it was on the calibration images: what is cut off loses, and what is kept is rounded less.</summary>
public abstract record CalibrationMethod
{
    private protected CalibrationMethod()
    {
    }

    /// <summary>Whether the smallest and the largest number decide alone.</summary>
    internal virtual bool NeedsHistogram => true;

    /// <summary>Chooses the range, which holds 0.</summary>
    internal abstract ValueRange Choose(ValueHistogram histogram);
}
