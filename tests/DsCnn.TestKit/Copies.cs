using System.Reflection;

namespace DsCnn.TestKit;

/// <summary>Changed copies of results, which only the library makes.</summary>
public static class Copies
{
    private static readonly MethodInfo _clone = typeof(object).GetMethod("MemberwiseClone", BindingFlags.Instance | BindingFlags.NonPublic)!;

    /// <summary>The same but for some properties.</summary>
    public static T But<T>(this T original, params (string Name, object? Value)[] changes)
        where T : class
    {
        var copy = (T)_clone.Invoke(original, null)!;
        foreach ((string name, object? value) in changes)
            typeof(T).GetProperty(name)!.SetValue(copy, value);
        return copy;
    }
}
