using System.Globalization;
using System.Text;

namespace DsCnn.Training;

/// <summary>The CSV form of a history.</summary>
internal static class HistoryCsv
{
    private const string Header = "epoch,loss,accuracy,validation_loss,validation_accuracy,learning_rate,seconds,images_per_second,best";
    private const int BestColumn = 8;

    /// <summary>The prefix of the columns that not every run has.</summary>
    private const string Validation = "validation_";

    /// <summary>An additional column for networks that end in a sigmoid.</summary>
    private const string MeanAveragePrecision = Validation + "map";

    private const string Best = "1";
    private const string Other = "0";

    // A line is about 120 bytes, so this is more epochs than anyone trains.
    private const int LargestFile = 16 << 20;

    private const NumberStyles Number = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    internal static void Write(TrainingHistory history, string path)
    {
        bool ofLabels = history.Rows.Any(row => row.ValidationMeanAveragePrecision is not null);
        string[] metrics = [.. history.Rows.SelectMany(row => row.Metrics).Select(metric => metric.Name).Distinct()];
        string[] more = [.. ofLabels ? [MeanAveragePrecision] : Array.Empty<string>(), .. metrics.Select(name => Validation + name)];
        var text = new StringBuilder().AppendJoin(',', [Header, .. more]).Append('\n');
        foreach (HistoryRow row in history.Rows)
        {
            string?[] cells =
            [
                row.Epoch.ToString(CultureInfo.InvariantCulture), Cell(row.Loss), Cell(row.Accuracy),
                Cell(row.ValidationLoss), Cell(row.ValidationAccuracy), Cell(row.LearningRate), Cell(row.Seconds), Cell(row.ImagesPerSecond), row.Epoch == history.BestEpoch ? Best : Other,
                .. ofLabels ? [Cell(row.ValidationMeanAveragePrecision)] : Array.Empty<string?>(),
                .. metrics.Select(name => Cell(row.Metrics.FirstOrDefault(metric => metric.Name == name)?.Value)),
            ];
            text.AppendJoin(',', cells).Append('\n');
        }

        AtomicFile.Write(path, stream => stream.Write(Encoding.ASCII.GetBytes(text.ToString())));
    }

    internal static TrainingHistory Read(string path)
    {
        string[] lines = InputFile.ReadText(path, LargestFile).ReplaceLineEndings("\n").Split('\n');
        string[] columns = lines[0].Split(',');
        if (lines[0] != Header && (!lines[0].StartsWith(Header + ',', StringComparison.Ordinal) || !columns[(BestColumn + 1)..].All(name => name.StartsWith(Validation, StringComparison.Ordinal))))
            throw new InvalidDataException($"{path}, line 1: expected {Header}. Received: {ErrorText.Quote(lines[0])}.");

        try
        {
            Line[] rows = [.. lines.Index().Skip(1).Where(l => l.Item.Length > 0).Select(l => new Line(path, l.Index + 1, columns, l.Item.Split(',')))];
            Line[] best = [.. rows.Where(line => line.IsBest)];
            return new TrainingHistory(rows.Select(line => line.Row())) { BestEpoch = best.FirstOrDefault()?.Row().Epoch };
        }
        catch (ArgumentException wrong)
        {
            throw new InvalidDataException($"{path}: {wrong.Message}", wrong);
        }
    }

    private static string? Cell(double? value) => value?.ToString(CultureInfo.InvariantCulture);

    /// <summary>One epoch in a file.</summary>
    private sealed class Line
    {
        private readonly string _path;
        private readonly int _number;
        private readonly string[] _columns;
        private readonly string[] _cells;

        internal Line(string path, int number, string[] columns, string[] cells)
        {
            (_path, _number, _columns, _cells) = (path, number, columns, cells);
            if (cells.Length != columns.Length)
                throw new InvalidDataException($"{path}, line {number}: expected {columns.Length} columns. Received: {cells.Length}.");
        }

        internal bool IsBest => _cells[BestColumn] is Best or Other ? _cells[BestColumn] == Best : throw NoNumber(BestColumn);

        internal HistoryRow Row()
        {
            int map = Array.IndexOf(_columns, MeanAveragePrecision);
            return new HistoryRow
            {
                Epoch = int.TryParse(_cells[0], NumberStyles.None, CultureInfo.InvariantCulture, out int epoch) ? epoch : throw NoNumber(0),
                Loss = Required(1),
                Accuracy = Required(2),
                ValidationLoss = Optional(3),
                ValidationAccuracy = Optional(4),
                LearningRate = Required(5),
                Seconds = Required(6),
                ImagesPerSecond = Optional(7),
                ValidationMeanAveragePrecision = map < 0 ? null : Optional(map),
                Metrics = [.. Enumerable.Range(BestColumn + 1, _columns.Length - BestColumn - 1).Where(column => column != map && _cells[column].Length > 0)
                    .Select(column => new MetricValue(_columns[column][Validation.Length..], Required(column)))],
            };
        }

        private double Required(int column) =>
            double.TryParse(_cells[column], Number, CultureInfo.InvariantCulture, out double value) ? value : throw NoNumber(column);

        private double? Optional(int column) => _cells[column].Length == 0 ? null : Required(column);

        private InvalidDataException NoNumber(int column) =>
            new($"{_path}, line {_number}: {_columns[column]} must be a number. Received: {ErrorText.Quote(_cells[column])}.");
    }
}
