using System.Text;

namespace DsCnn.Data;

/// <summary>A line of a CSV file: the line number at which it begins, from 1, and its cells.</summary>
internal sealed record CsvRecord(int Line, IReadOnlyList<string> Cells);

/// <summary>Reads CSV as described in RFC 4180: cells that contain separators, quotes or line breaks are quoted. Also reads the variants of spreadsheets: a byte order mark, semicolons, tabs.</summary>
internal static class CsvFile
{
    /// <summary>A million lines with a path and some labels are a quarter of this.</summary>
    private const long LargestFile = 1L << 28;

    private const string SeparatorLine = "sep=";

    /// <summary>Reads all nonempty lines.</summary>
    /// <exception cref="InvalidDataException">It is not text, or violates RFC 4180; the message names the line.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    internal static List<CsvRecord> Read(string path)
    {
        string text = ReadText(path);
        int start = 0;
        char separator = SeparatorOf(text);
        if (text.StartsWith(SeparatorLine, StringComparison.OrdinalIgnoreCase) && text.Length > SeparatorLine.Length)
        {
            separator = text[SeparatorLine.Length];
            start = SeparatorLine.Length + 1;
        }

        try
        {
            return new Parser(text, start, separator).Read();
        }
        catch (InvalidDataException wrong)
        {
            throw new InvalidDataException(ErrorText.OneLine($"{path}, {wrong.Message}"), wrong);
        }
    }

    private static string ReadText(string path)
    {
        using FileStream stream = InputFile.Open(path);
        if (stream.Length > LargestFile)
            throw new InvalidDataException($"{path}: a list of images has at most {LargestFile} bytes. Received: {stream.Length}.");
        try
        {
            using var reader = new StreamReader(stream, new UTF8Encoding(false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: true);
            string text = reader.ReadToEnd();
            return text.Contains('\0', StringComparison.Ordinal)
                ? throw new InvalidDataException($"{path}: expected text. Received: zero bytes, which do not occur in text.")
                : text;
        }
        catch (DecoderFallbackException)
        {
            throw new InvalidDataException($"{path}: expected text in UTF-8. Received: bytes that are not UTF-8. Spreadsheets save it as \"CSV UTF-8\".");
        }
    }

    /// <summary>The separator of the first line: a comma if there is one outside quotes, else a semicolon or a tab.</summary>
    private static char SeparatorOf(string text)
    {
        bool quoted = false;
        char separator = ',';
        foreach (char c in text.AsSpan().TrimStart("\r\n"))
        {
            if (c == '"')
                quoted = !quoted;
            else if (!quoted && c is '\n' or '\r')
                break;
            else if (!quoted && c == ',')
                return c;
            else if (!quoted && c is ';' or '\t' && separator == ',')
                separator = c;
        }

        return separator;
    }

    private sealed class Parser(string text, int start, char separator)
    {
        private readonly StringBuilder _cell = new();
        private int _position = start;
        private int _line = 1;

        internal List<CsvRecord> Read()
        {
            var records = new List<CsvRecord>();
            while (_position < text.Length)
            {
                int line = _line;
                List<string> cells = [ReadCell()];
                while (_position < text.Length && text[_position] == separator)
                {
                    _position++;
                    cells.Add(ReadCell());
                }

                EndLine();
                if (cells.Any(cell => cell.Length > 0))
                    records.Add(new CsvRecord(line, cells));
            }

            return records;
        }

        private string ReadCell()
        {
            int begin = _position;
            while (_position < text.Length && text[_position] == ' ')
                _position++;
            if (_position < text.Length && text[_position] == '"')
                return ReadQuoted();
            while (_position < text.Length && text[_position] != separator && text[_position] is not ('\n' or '\r'))
                _position++;
            return text[begin.._position].Trim();
        }

        private string ReadQuoted()
        {
            int line = _line;
            _cell.Clear();
            for (_position++; ; _position++)
            {
                if (_position == text.Length)
                    throw new InvalidDataException($"line {line}: a quote begins here and is never closed.");
                char c = text[_position];
                if (c == '"' && (_position + 1 == text.Length || text[_position + 1] != '"'))
                    break;
                if (c == '"')
                    _position++;
                else if (c == '\n' || (c == '\r' && (_position + 1 == text.Length || text[_position + 1] != '\n')))
                    _line++;
                _cell.Append(c);
            }

            for (_position++; _position < text.Length && text[_position] == ' ';)
                _position++;
            return _position == text.Length || text[_position] == separator || text[_position] is '\n' or '\r'
                ? _cell.ToString()
                : throw new InvalidDataException($"line {_line}: expected a separator after the closing quote. Received: {text[_position]}.");
        }

        private void EndLine()
        {
            if (_position < text.Length && text[_position] == '\r')
                _position++;
            if (_position < text.Length && text[_position] == '\n')
                _position++;
            _line++;
        }
    }
}
