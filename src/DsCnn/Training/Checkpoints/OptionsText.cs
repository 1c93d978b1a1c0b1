using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace DsCnn.Training;

/// <summary>Options as names and short texts: all public properties, at any depth, so that options added later are not forgotten.</summary>
internal static class OptionsText
{
    private const int ShownDigits = 8;

    /// <summary>Adds the properties of a value.</summary>
    /// <param name="texts">The dictionary to add to.</param>
    /// <param name="place">The name to use; empty for the properties of the options object itself.</param>
    /// <param name="value">The value.</param>
    internal static void Add(IDictionary<string, string> texts, string place, object? value) => new Walk(texts).Add(place, value);

    internal static string Hash(ReadOnlySpan<byte> bytes) => Shorten(SHA256.HashData(bytes));

    internal static string Hash(string text) => Hash(Encoding.UTF8.GetBytes(text));

    internal static string Shorten(ReadOnlySpan<byte> hash) => Convert.ToHexStringLower(hash[..ShownDigits]);

    private sealed class Walk(IDictionary<string, string> texts)
    {
        private static readonly Assembly _own = typeof(OptionsText).Assembly;

        // A user's schedule or augmentation may refer back to the object that contains it.
        private readonly HashSet<object> _open = new(ReferenceEqualityComparer.Instance);

        internal void Add(string place, object? value)
        {
            switch (value)
            {
                case null:
                    texts[place] = "none";
                    break;
                case string or Enum or bool:
                    texts[place] = value.ToString()!;
                    break;
                case Delegate:
                    texts[place] = "a function";
                    break;
                case ModelSpec spec:
                    texts[place] = $"{spec.Name} ({Hash(spec.ToJson())})";
                    break;
                case Teacher teacher:
                    texts[place] = teacher.Identity();
                    break;
                case IFormattable number:
                    texts[place] = number.ToString(null, CultureInfo.InvariantCulture);
                    break;
                default:
                    AddParts(place, value);
                    break;
            }
        }

        private void AddParts(string place, object value)
        {
            if (!_open.Add(value))
                return;
            if (value is IEnumerable items)
            {
                int count = 0;
                foreach (object? item in items)
                    Add($"{place}[{count++}]", item);
                texts[place] = count.ToString(CultureInfo.InvariantCulture);
            }
            else
            {
                if (place.Length > 0)
                    texts[place] = NameOf(value.GetType());
                AddProperties(place.Length > 0 ? place + "." : "", value);
            }

            _open.Remove(value);
        }

        private void AddProperties(string place, object value)
        {
            foreach (PropertyInfo property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
            {
                if (!property.IsDefined(typeof(NoMatterOfOutcomeAttribute)) && property.GetIndexParameters().Length == 0 && !IsSaidByTheRest(property))
                    Add(place + property.Name, property.GetValue(value));
            }
        }

        /// <summary>A user's type may have the same name as one of this library.</summary>
        private static string NameOf(Type type) => type.Assembly == _own ? type.Name : type.FullName ?? type.Name;

        /// <summary>The descriptions of this library's own augmentations and similar types follow from their other properties.</summary>
        private static bool IsSaidByTheRest(PropertyInfo property) => property.Name == nameof(Augmentation.Description) && property.DeclaringType!.Assembly == _own;
    }
}
