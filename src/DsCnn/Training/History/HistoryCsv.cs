using System.Globalization;
using System.Text;

namespace DsCnn.Training;

/// <summary>The text form of a history.</summary>
internal static class HistoryCsv
{
    private const string Header = "epoch,loss,accuracy,validation_loss,validation_accuracy,learning_rate,seconds,images_per_second";

    /// <summary>One more column for networks that end in a sigmoid.</summary>
    private const string LabelsHeader = $"{Header},validation_map";

    // A line is about 120 bytes, so this is more epochs than anyone trains.
    private const int LargestFile = 16 << 20;

    private const NumberStyles Number = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    private static readonly string[] _columns = LabelsHeader.Split(',');

    internal static void Write(TrainingHistory history, string path)
    {
        bool ofLabels = history.Rows.Any(row => row.ValidationMeanAveragePrecision is not null);
        var text = new StringBuilder(ofLabels ? LabelsHeader : Header).Append('\n');
        foreach (HistoryRow row in history.Rows)
        {
            string?[] cells =
            [
                row.Epoch.ToString(CultureInfo.InvariantCulture), Cell(row.Loss), Cell(row.Accuracy),
                Cell(row.ValidationLoss), Cell(row.ValidationAccuracy), Cell(row.LearningRate), Cell(row.Seconds), Cell(row.ImagesPerSecond),
                .. ofLabels ? [Cell(row.ValidationMeanAveragePrecision)] : Array.Empty<string?>(),
            ];
            text.AppendJoin(',', cells).Append('\n');
        }

        AtomicFile.Write(path, stream => stream.Write(Encoding.ASCII.GetBytes(text.ToString())));
    }

    internal static TrainingHistory Read(string path)
    {
        string[] lines = InputFile.ReadText(path, LargestFile).ReplaceLineEndings("\n").Split('\n');
        if (lines[0] is not (Header or LabelsHeader))
            throw new InvalidDataException($"{path}, line 1: expected {Header}. Received: {ErrorText.Quote(lines[0])}.");

        int columns = lines[0].Split(',').Length;
        try
        {
            return new TrainingHistory(lines.Index().Skip(1).Where(l => l.Item.Length > 0).Select(l => Row(path, l.Index + 1, l.Item, columns)));
        }
        catch (ArgumentException wrong)
        {
            throw new InvalidDataException($"{path}: {wrong.Message}", wrong);
        }
    }

    private static HistoryRow Row(string path, int line, string text, int columns)
    {
        string[] cells = text.Split(',');
        if (cells.Length != columns)
            throw new InvalidDataException($"{path}, line {line}: expected {columns} columns. Received: {cells.Length}.");

        return new HistoryRow
        {
            Epoch = int.TryParse(cells[0], NumberStyles.None, CultureInfo.InvariantCulture, out int epoch) ? epoch : throw NoNumber(0),
            Loss = Required(1),
            Accuracy = Required(2),
            ValidationLoss = Optional(3),
            ValidationAccuracy = Optional(4),
            LearningRate = Required(5),
            Seconds = Required(6),
            ImagesPerSecond = Optional(7),
            ValidationMeanAveragePrecision = columns < _columns.Length ? null : Optional(8),
        };

        double Required(int column) =>
            double.TryParse(cells[column], Number, CultureInfo.InvariantCulture, out double value) ? value : throw NoNumber(column);

        double? Optional(int column) => cells[column].Length == 0 ? null : Required(column);

        InvalidDataException NoNumber(int column) =>
            new($"{path}, line {line}: {_columns[column]} must be a number. Received: {ErrorText.Quote(cells[column])}.");
    }

    private static string? Cell(double? value) => value?.ToString(CultureInfo.InvariantCulture);
}
