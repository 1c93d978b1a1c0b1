namespace DsCnn.Training;

/// <summary>What an update came to, as ranks add it up.</summary>
/// <param name="Loss">The sum of the images' losses.</param>
/// <param name="Correct">Images whose class was right.</param>
/// <param name="Images">Images.</param>
/// <param name="Stops">Ranks that were asked to stop.</param>
internal readonly record struct UpdateFigures(double Loss, long Correct, int Images, int Stops)
{
    /// <summary>How many numbers it is.</summary>
    internal const int Length = 4;

    internal static UpdateFigures Of(ReadOnlySpan<float> numbers) => new(numbers[0], (long)numbers[1], (int)numbers[2], (int)numbers[3]);

    internal void CopyTo(Span<float> numbers) => (numbers[0], numbers[1], numbers[2], numbers[3]) = ((float)Loss, Correct, Images, Stops);
}
