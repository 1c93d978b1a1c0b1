namespace DsCnn.Quantization;

/// <summary>Finds the part of a range with the lowest cost.</summary>
internal static class RangeSearch
{
    private const int Steps = 64;
    private const int Rounds = 2;

    /// <summary>Moves the upper end with the lower one fixed, then the lower one, twice; a range on one side of zero has only one end to move.</summary>
    internal static ValueRange Smallest(ValueRange whole, Func<ValueRange, double> cost)
    {
        if (whole.High <= whole.Low)
            return whole;
        (ValueRange best, double least) = (whole, cost(whole));
        for (int round = 0; round < Rounds; round++)
        {
            for (int step = 1; step <= Steps && whole.High > 0; step++)
                Try(best with { High = whole.High * step / Steps });
            for (int step = 1; step <= Steps && whole.Low < 0; step++)
                Try(best with { Low = whole.Low * step / Steps });
        }

        return best;

        void Try(ValueRange range)
        {
            double price = cost(range);
            if (price < least)
                (best, least) = (range, price);
        }
    }
}
