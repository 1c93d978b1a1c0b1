using System.Globalization;
using System.Numerics;
using System.Text;

namespace DsCnn.Tests;

/// <summary>Pickles written down from the format's description, without the library: text whose characters are bytes.</summary>
internal static class Pickle
{
    internal static string StateDict(params (string Name, string Tensor)[] tensors) =>
        $"\u0080\u0002}}({string.Concat(tensors.Select(t => Text(t.Name) + t.Tensor))}u.";

    internal static string Tensor(string key, long elements, long offset, long[] size, long[] strides) =>
        "ctorch._utils\n_rebuild_tensor_v2\n(" +
        $"({Text("storage")}ctorch\nFloatStorage\n{Text(key)}{Text("cpu")}{Long(elements)}tQ" +
        $"{Long(offset)}({string.Concat(size.Select(Long))}t({string.Concat(strides.Select(Long))}t\u0089NtR";

    private static string Text(string text) => $"X{(char)text.Length}\0\0\0{text}";

    private static string Long(long value)
    {
        byte[] bytes = new BigInteger(value).ToByteArray();
        return string.Create(CultureInfo.InvariantCulture, $"\u008a{(char)bytes.Length}{Encoding.Latin1.GetString(bytes)}");
    }
}
