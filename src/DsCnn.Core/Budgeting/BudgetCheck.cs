using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace DsCnn.Budgeting;

/// <summary>The checks of budgets and searches; the caller's member name becomes the parameter name.</summary>
internal static class BudgetCheck
{
    internal static long? PositiveOrNull(long? value, [CallerMemberName] string name = "") =>
        value is not { } number || number > 0 ? value : throw Invalid(name, "a positive whole number or null", number);

    internal static T Within<T>(T value, T smallest, T largest, [CallerMemberName] string name = "")
        where T : INumber<T> =>
        value >= smallest && value <= largest
            ? value
            : throw Invalid(name, string.Create(CultureInfo.InvariantCulture, $"from {smallest} to {largest}"), value);

    private static ArgumentOutOfRangeException Invalid<T>(string name, string expected, T value)
        where T : INumber<T> =>
        new(name, string.Create(CultureInfo.InvariantCulture, $"{name} must be {expected}. Received: {value}."));
}
