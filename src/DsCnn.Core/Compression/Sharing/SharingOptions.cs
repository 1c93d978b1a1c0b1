namespace DsCnn;

/// <summary>How weights come to share values.</summary>
public sealed record SharingOptions
{
    /// <summary>Each tensor keeps at most 2 to the power of so many values, 1 to 8. Default 5: 32 values.</summary>
    public int Bits { get; init => field = BudgetCheck.Within(value, 1, 8); } = 5;

    /// <summary>Tensors of fewer numbers are left alone: there a codebook saves nothing worth its harm. Positive. Default 256.</summary>
    public int MinElements { get; init => field = Require.Positive(value); } = 256;
}
