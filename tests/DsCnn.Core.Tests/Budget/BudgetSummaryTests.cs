namespace DsCnn.Tests;

public sealed class BudgetSummaryTests
{
    private static readonly ArchitectureTable _family = Presets.Find("ds-small").Architecture!;

    [Fact]
    public void A_summary_shows_the_chosen_model_what_lost_and_why() =>
        BudgetSolver.Solve(_family, new Budget { MaxParameters = 500_000, MaxMacs = 60_000_000 }).Summary().Should().Be(
            """
            ds-small, the largest by compound scale of 984 models searched
                                 width  depth  input        parameters     MACs  activations  weights  why not
            ---------------------------------------------------------------------------------------------------------------------------------------------------------
            chosen                 0.9    0.6  1 x 28 x 28     494,773  57.46 M     903.2 kB  2.00 MB
            ---------------------------------------------------------------------------------------------------------------------------------------------------------
            deeper but narrower    0.8    0.7  1 x 28 x 28     388,195  50.64 M     903.2 kB  1.57 MB  smallest phi is -1.99 (width), not -1.58 (depth)
            wider but shallower    1.1    0.5  1 x 28 x 28     437,692  56.49 M     903.2 kB  1.77 MB  smallest phi is -2.58 (depth), not -1.58 (depth)
            ---------------------------------------------------------------------------------------------------------------------------------------------------------
            one step deeper        0.9    0.7  1 x 28 x 28     549,757  67.44 M     903.2 kB  2.22 MB  49,757 parameters over (9.95 %), 7,437,152 MACs over (12.4 %)
            one step wider           1    0.6  1 x 28 x 28     598,434  62.99 M     903.2 kB  2.42 MB  98,434 parameters over (19.69 %), 2,991,616 MACs over (4.99 %)
            uses 494,773 of 500,000 parameters (98.95 %), 57,461,600 of 60,000,000 MACs (95.77 %)

            """);

    [Fact]
    public void A_summary_says_where_the_search_ended() =>
        BudgetSolver.Solve(
            _family,
            new Budget { MaxPeakActivationBytes = 1 << 30, MaxWeightBytes = 1 << 30 },
            new BudgetSearch { Widths = ScaleRange.Only(1), Depths = new ScaleRange(1, 2, 1), Largest = new MacsOrder() }).Summary().Should().Be(
            """
            ds-small, the largest by MACs of 2 models searched
                    width  depth  input        parameters     MACs  activations  weights  why not
            -------------------------------------------------------------------------------------
            chosen      1      2  1 x 28 x 28   1,952,616  176.2 M     978.4 kB  7.88 MB
            uses 978,432 of 1,073,741,824 bytes of activations (0.09 %), 7,883,296 of 1,073,741,824 bytes of weights (0.73 %)
            the search ends at this depth: a wider range may hold a larger model

            """);

    [Fact]
    public void Reasons_follow_the_order()
    {
        Reasons(new MacsOrder()).Should().OnlyContain(r => r.EndsWith("% fewer MACs"));
        Reasons(new ParametersOrder()).Should().OnlyContain(r => r.EndsWith("% fewer parameters"));
        Reasons(new CompoundOrder()).Should().OnlyContain(r => r.Contains("phi is"));

        static IEnumerable<string> Reasons(ModelOrder order) =>
            BudgetSolver.Solve(_family, new Budget { MaxParameters = 500_000 }, new BudgetSearch { Largest = order }).TradeOffs.Select(t => t.Reason);
    }

    [Fact]
    public void The_same_arguments_give_the_same_summary()
    {
        var search = new BudgetSearch { Resolutions = new ResolutionRange(24, 40, 4) };
        var budget = new Budget { MaxParameters = 500_000, MaxMacs = 60_000_000, MaxPeakActivationBytes = 900_000 };

        BudgetSolver.Solve(_family, budget, search).Summary().Should().Be(BudgetSolver.Solve(_family, budget, search).Summary());
    }
}
