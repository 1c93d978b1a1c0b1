using System.Collections.Immutable;

namespace DsCnn.Training;

/// <summary>The epochs of a training run as plain numbers, which can be saved as <c>history.csv</c> and drawn as curves.</summary>
public sealed class TrainingHistory
{
    /// <summary>Creates a history from rows.</summary>
    /// <param name="rows">One per epoch, in ascending order.</param>
    /// <exception cref="ArgumentException">The epochs are not in ascending order.</exception>
    internal TrainingHistory(params IEnumerable<HistoryRow> rows)
    {
        Rows = [.. rows];
        foreach ((HistoryRow before, HistoryRow after) in Rows.Zip(Rows.Skip(1)))
        {
            if (after.Epoch <= before.Epoch)
                throw new ArgumentException($"Epochs must be in ascending order. Received: {after.Epoch} after {before.Epoch}.", nameof(rows));
        }
    }

    /// <summary>One row per epoch.</summary>
    public ImmutableArray<HistoryRow> Rows { get; }

    /// <summary>The best epoch of the run (<see cref="TrainingReport.BestEpoch"/>), or null if there was no validation.</summary>
    public int? BestEpoch { get; internal init; }

    /// <summary>The best epoch's row, or null if there is none.</summary>
    public HistoryRow? Best => Rows.FirstOrDefault(row => row.Epoch == BestEpoch);

    /// <summary>Creates a history from the results of epochs; their speed is not known.</summary>
    /// <param name="epochs">The results, such as <see cref="TrainingReport.Epochs"/>.</param>
    /// <param name="bestEpoch">The best of them, such as <see cref="TrainingReport.BestEpoch"/>, or null for none.</param>
    /// <returns>The history.</returns>
    public static TrainingHistory From(IEnumerable<EpochResult> epochs, int? bestEpoch = null)
    {
        ArgumentNullException.ThrowIfNull(epochs);
        return new TrainingHistory(epochs.Select(epoch => HistoryRow.From(epoch, imagesPerSecond: null))) { BestEpoch = bestEpoch };
    }

    /// <summary>Reads a file that <see cref="Save"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The history.</returns>
    /// <exception cref="InvalidDataException">It is not such a file; the message names the line.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static TrainingHistory Read(string path) => HistoryCsv.Read(path);

    /// <summary>Adds an epoch. If this epoch or later ones already exist, it replaces them: a resumed run repeats what was not saved.</summary>
    /// <param name="row">The epoch.</param>
    /// <param name="bestEpoch">The best epoch so far, or null for none.</param>
    /// <returns>A new history.</returns>
    internal TrainingHistory With(HistoryRow row, int? bestEpoch)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new TrainingHistory([.. Rows.Where(r => r.Epoch < row.Epoch), row]) { BestEpoch = bestEpoch };
    }

    /// <summary>Writes a CSV file with a line for each epoch, in the same form in every culture.</summary>
    /// <remarks>
    /// The columns: <c>epoch,loss,accuracy,validation_loss,validation_accuracy,learning_rate,seconds,images_per_second,best</c>,
    /// and for networks that end in a sigmoid <c>validation_map</c>; then one <c>validation_NAME</c> for each custom metric. Unknown values
    /// are empty; <c>best</c> is 1 for the best epoch and 0 for the others. The file is written under a temporary name and renamed, so a crash leaves the old file or the new one.
    /// </remarks>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">It cannot be written; an existing file of that name is untouched.</exception>
    public void Save(string path) => HistoryCsv.Write(this, path);
}
