namespace DsCnn;

/// <summary>From the smallest to the largest number that occurred: nothing is cut off.</summary>
public sealed record MinMaxCalibration : CalibrationMethod
{
    internal override bool NeedsHistogram => false;

    internal override ValueRange Choose(ValueHistogram histogram) => histogram.Range;
}
