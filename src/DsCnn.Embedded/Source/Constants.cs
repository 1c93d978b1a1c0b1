using System.Runtime.InteropServices;
using System.Text;

namespace DsCnn.Embedded;

/// <summary>The constant arrays of a file, each written once however often it is used.</summary>
internal sealed class Constants
{
    private const int LineLength = 160;

    private readonly StringBuilder _text = new();
    private readonly Dictionary<(string Type, string Content), string> _names = [];
    private readonly Dictionary<string, string> _settings = [];

    /// <summary>Their size in bytes.</summary>
    internal long Bytes { get; private set; }

    internal string Text => _text.ToString();

    /// <summary>An expression for the sum of their sizes, for the compiler to check.</summary>
    internal string Sizes => _names.Count == 0 ? "0" : string.Join("\n    + ", _names.Values.Chunk(8).Select(names => string.Join(" + ", names.Select(name => $"sizeof {name}"))));

    internal string Add(ReadOnlySpan<sbyte> values) => Add("int8_t", values, value => CText.Of((int)value));

    internal string Add(ReadOnlySpan<byte> values) => Add("uint8_t", values, value => CText.Of((int)value));

    internal string Add(ReadOnlySpan<int> values) => Add("int32_t", values, CText.Of);

    internal string Add(ReadOnlySpan<float> values) => Add("float", values, CText.Of);

    /// <summary>Adds a structure of settings; the arrays that it points to must already exist.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="members">Its members in order.</param>
    internal string AddSettings(string type, params IEnumerable<object> members)
    {
        string value = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"static const {type} @ = {{{string.Join(", ", members)}}};\n");
        if (_settings.TryGetValue(value, out string? known))
            return known;
        string name = $"ds_settings_{_settings.Count}";
        _settings[value] = name;
        _text.Append(value.Replace("@", name, StringComparison.Ordinal));
        return name;
    }

    private string Add<T>(string type, ReadOnlySpan<T> values, Func<T, string> write)
        where T : unmanaged
    {
        // Arrays are identified by content.
        string content = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(MemoryMarshal.AsBytes(values)));
        if (_names.TryGetValue((type, content), out string? known))
            return known;
        string name = $"ds_data_{_names.Count}";
        _names[(type, content)] = name;
        Bytes += (long)values.Length * Marshal.SizeOf<T>();
        _text.Append("static const ").Append(type).Append(' ').Append(name).Append('[').Append(values.Length).Append("] = {");
        int column = LineLength;
        foreach (T value in values)
        {
            string number = write(value);
            if (column + number.Length + 1 > LineLength)
            {
                _text.Append("\n    ");
                column = 4;
            }

            _text.Append(number).Append(',');
            column += number.Length + 1;
        }

        _text.Append("\n};\n");
        return name;
    }
}
