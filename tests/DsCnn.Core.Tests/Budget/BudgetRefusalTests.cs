namespace DsCnn.Tests;

public sealed class BudgetRefusalTests
{
    private static readonly ArchitectureTable _family = Presets.Find("ds-pico").Architecture!;
    private static readonly Budget _budget = new() { MaxParameters = 100_000 };

    public static TheoryData<Refusal> Refusals =>
    [
        new("no parameters", () => new Budget { MaxParameters = 0 }, "MaxParameters must be a positive whole number or null. Received: 0.", "MaxParameters"),
        new("no MACs", () => _budget with { MaxMacs = -1 }, "MaxMacs must be a positive whole number or null. Received: -1.", "MaxMacs"),
        new(
            "no activations", () => new Budget { MaxPeakActivationBytes = 0 },
            "MaxPeakActivationBytes must be a positive whole number or null. Received: 0.", "MaxPeakActivationBytes"),
        new("no weights", () => new Budget { MaxWeightBytes = 0 }, "MaxWeightBytes must be a positive whole number or null. Received: 0.", "MaxWeightBytes"),
        new("a factor of 0", () => new ScaleRange(0, 1, 0.1), "from must be at least 0.001 and at most 100. Received: 0.", "from"),
        new("no number", () => ScaleRange.Only(double.NaN), "from must be at least 0.001 and at most 100. Received: NaN.", "from"),
        new("an end before the beginning", () => new ScaleRange(0.5, 0.4, 0.1), "to must be at least 0.5 and at most 100. Received: 0.4.", "to"),
        new("endless steps", () => new ScaleRange(1, 2, 0), "step must be at least 0.001001001001001001 and at most 100. Received: 0.", "step"),
        new("no pixels", () => new ResolutionRange(0, 8, 1), "from must be at least 1 and at most 1048576. Received: 0.", "from"),
        new("a smaller last size", () => new ResolutionRange(8, 7, 1), "to must be at least 8 and at most 1048576. Received: 7.", "to"),
        new("a step of 0", () => new ResolutionRange(8, 16, 0), "step must be at least 1 and at most 1048576. Received: 0.", "step"),
        new("too many sizes", () => new ResolutionRange(1, 2000, 1), "step must be at least 3 and at most 1048576. Received: 1.", "step"),
        new("a base of 1", () => new CompoundOrder { WidthBase = 1 }, "WidthBase must be at least 1.001 and at most 10. Received: 1.", "WidthBase"),
        new("a base that shrinks", () => new CompoundOrder { DepthBase = 0.9 }, "DepthBase must be at least 1.001 and at most 10. Received: 0.9.", "DepthBase"),
        new("a base of 11", () => new CompoundOrder { ResolutionBase = 11 }, "ResolutionBase must be at least 1.001 and at most 10. Received: 11.", "ResolutionBase"),
        new(
            "no limit", () => BudgetSolver.Solve(_family, new Budget()),
            "Expected a budget with at least one limit. Received: none.", "budget"),
        new(
            "no classes", () => new BudgetSearch { Classes = 0 }, "Classes must be at least 1 and at most 1048576. Received: 0.", "Classes"),
    ];

    [Theory]
    [MemberData(nameof(Refusals))]
    public void What_makes_no_sense_is_refused(Refusal refusal)
    {
        ArgumentException exception = refusal.Attempt.Should().Throw<ArgumentException>().Which;

        exception.Message.Replace($" (Parameter '{refusal.Member}')", "", StringComparison.Ordinal).Should().Be(refusal.Message);
        exception.ParamName.Should().Be(refusal.Member);
    }

    [Fact]
    public void A_budget_below_the_smallest_model_is_refused_with_what_that_needs()
    {
        var search = new BudgetSearch { Widths = new ScaleRange(0.5, 1, 0.1), Depths = new ScaleRange(0.5, 1, 0.5), Resolutions = new ResolutionRange(24, 32, 4) };
        var budget = new Budget { MaxParameters = 10_000, MaxMacs = 1_000_000_000, MaxPeakActivationBytes = 1000 };

        ImpossibleBudgetException exception = FluentActions.Invoking(() => BudgetSolver.Solve(_family, budget, search))
            .Should().ThrowExactly<ImpossibleBudgetException>().WithParameterName("budget").Which;

        exception.Message.Should().Be(
            "No model of ds-pico fits the budget. The smallest one searched (width 0.5, depth 0.5, input 1 x 24 x 24) needs" +
            " 22,161 parameters (10,000 allowed), 221,184 bytes of activations (1,000 allowed). Raise the budget, or search" +
            " smaller widths, depths or images, or fewer classes.");
        exception.Smallest.Cost.Parameters.Should().Be(_family.Scale(0.5, 0.5).ToSpec(null, new InputSpec(1, 24, 24)).Cost.Parameters);
    }

    [Fact]
    public void One_limit_below_the_smallest_model_suffices() =>
        FluentActions.Invoking(() => BudgetSolver.Solve(_family, new Budget { MaxWeightBytes = 1 }))
            .Should().ThrowExactly<ImpossibleBudgetException>().WithMessage(
            "No model of ds-pico fits the budget. The smallest one searched (width 0.2, depth 0.5, input 1 x 28 x 28) needs" +
            " 38,300 bytes of weights (1 allowed). Raise the budget, or search smaller widths, depths or images, or fewer " +
            "classes.");

    [Fact]
    public void A_search_without_any_possible_model_is_refused()
    {
        FluentActions.Invoking(() => BudgetSolver.Solve(_family, _budget, new BudgetSearch { Resolutions = new ResolutionRange(1, 2, 1) }))
            .Should().ThrowExactly<InvalidSpecException>().WithMessage("ds-pico: the network is impossible at every resolution searched. Search a different range.");

        ArchitectureTable grouped = _family with { FirstBlock = _family.FirstBlock with { Pointwise = new PointwiseSpec { Groups = 97 } } };
        FluentActions.Invoking(() => BudgetSolver.Solve(grouped, _budget))
            .Should().ThrowExactly<InvalidSpecException>()
            .WithMessage("ds-pico: layers[0] (dsBlock): pointwise with 97 groups needs input and output channels that 97 divides. Received: 32 and 32.");
    }

    [Fact]
    public void Null_is_refused()
    {
        FluentActions.Invoking(() => BudgetSolver.Solve(null!, _budget)).Should().ThrowExactly<ArgumentNullException>().WithParameterName("family");
        FluentActions.Invoking(() => BudgetSolver.Solve(_family, null!)).Should().ThrowExactly<ArgumentNullException>().WithParameterName("budget");
        FluentActions.Invoking(() => _budget.SharesOf(null!)).Should().ThrowExactly<ArgumentNullException>().WithParameterName("spec");
        FluentActions.Invoking(() => BudgetSummary.Summary(null!)).Should().ThrowExactly<ArgumentNullException>().WithParameterName("solution");
        FluentActions.Invoking(() => new BudgetSearch { Widths = null! }).Should().ThrowExactly<ArgumentNullException>().WithParameterName("Widths");
        FluentActions.Invoking(() => new BudgetSearch { Depths = null! }).Should().ThrowExactly<ArgumentNullException>().WithParameterName("Depths");
        FluentActions.Invoking(() => new BudgetSearch { Largest = null! }).Should().ThrowExactly<ArgumentNullException>().WithParameterName("Largest");
    }

    [Fact]
    public void A_canceled_search_ends() =>
        FluentActions.Invoking(() => BudgetSolver.Solve(_family, _budget, cancellationToken: new CancellationToken(canceled: true)))
            .Should().Throw<OperationCanceledException>();
}
