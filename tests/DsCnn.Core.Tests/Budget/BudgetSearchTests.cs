namespace DsCnn.Tests;

public sealed class BudgetSearchTests
{
    private static readonly ArchitectureTable _family = Presets.Find("ds-pico").Architecture!;
    private static readonly Budget _ample = new() { MaxParameters = 1_000_000_000 };

    [Fact]
    public void Steps_meet_1_and_the_end_exactly()
    {
        new ScaleRange(0.1, 3, 0.05).Values.Should().HaveCount(59).And.Contain(1).And.EndWith(3);
        new ScaleRange(0.5, 1.4, 0.5).Values.Should().Equal(0.5, 1);
        ScaleRange.Only(1.3).Values.Should().Equal(1.3);
        new ResolutionRange(20, 45, 8).Values.Should().Equal(20, 28, 36, 44);
        new ResolutionRange(7, 7, 1).Values.Should().Equal(7);
    }

    [Fact]
    public void Factors_that_give_the_same_model_count_once_and_go_by_the_one_nearest_to_1()
    {
        // Repeats are 1, 2, 1: from 0.6 to 1 they stay, from 1.1 to 1.5 they are 2, 3, 2. Widths of 8 at least: at 0.01 and 0.02 all are 8.
        var search = new BudgetSearch { Depths = new ScaleRange(0.6, 1.5, 0.1), Widths = new ScaleRange(0.01, 0.02, 0.01) };

        BudgetSolution solution = BudgetSolver.Solve(_family, _ample, search);

        solution.Searched.Should().Be(2);
        (solution.Chosen.Width, solution.Chosen.Depth).Should().Be((0.02, 1.1));
        BudgetSolver.Solve(_family, _ample, search with { Depths = new ScaleRange(0.6, 1, 0.1), Widths = new ScaleRange(0.95, 1.05, 0.05) })
            .Chosen.Spec.Should().Be(_family.ToSpec());
    }

    [Fact]
    public void The_smallest_scales_leave_8_channels_and_a_block_in_each_stage()
    {
        var search = new BudgetSearch { Depths = ScaleRange.Only(0.001), Widths = ScaleRange.Only(0.001) };

        ModelSpec spec = BudgetSolver.Solve(_family, _ample, search).Chosen.Spec;

        spec.Name.Should().Be("ds-pico-w0.001-d0.001");
        spec.Layers.OfType<DsBlockSpec>().Select(b => b.OutChannels).Should().Equal(8, 8, 8);
    }

    [Fact]
    public void Resolutions_whose_maps_are_smaller_than_a_kernel_are_skipped()
    {
        // The 5 x 5 kernel comes after one halving: images of 9 pixels give it 5, those of 8 only 4.
        var search = new BudgetSearch { Resolutions = new ResolutionRange(4, 9, 1), Depths = ScaleRange.Only(1), Widths = ScaleRange.Only(1) };

        BudgetSolution solution = BudgetSolver.Solve(_family, _ample, search);

        solution.Searched.Should().Be(1);
        solution.Chosen.Input.Should().Be(new InputSpec(1, 9, 9));
    }

    [Fact]
    public void A_size_given_by_the_caller_is_taken_as_it_is() =>
        BudgetSolver.Solve(_family, _ample, new BudgetSearch { Input = new InputSpec(3, 4, 4), Classes = 7 })
            .Chosen.Spec.Output.Should().Be(TensorShape.Vector(7));

    [Fact]
    public void Images_keep_their_proportions_and_those_without_pixels_or_too_many_are_skipped()
    {
        var search = new BudgetSearch { Input = new InputSpec(3, 20, 30), Resolutions = new ResolutionRange(20, 41, 21) };

        BudgetSolver.Solve(_family, _ample, search).Chosen.Input.Should().Be(new InputSpec(3, 41, 62));
        BudgetSolver.Solve(_family, _ample, search with { Input = new InputSpec(3, 1, 50_000), Widths = ScaleRange.Only(0.1), Depths = ScaleRange.Only(0.1) })
            .Chosen.Input.Height.Should().Be(20);
    }

    [Fact]
    public void Widths_that_are_impossible_are_skipped() =>
        BudgetSolver.Solve(
            _family with { Stem = new ConvSpec { Filters = 1 << 19 } },
            new Budget { MaxMacs = long.MaxValue },
            new BudgetSearch { Widths = new ScaleRange(1, 4, 1), Depths = ScaleRange.Only(1) }).Chosen.Width.Should().Be(2);

    [Fact]
    public void The_ratio_of_the_compound_order_decides_which_dimension_grows()
    {
        var budget = new Budget { MaxParameters = 500_000 };
        BudgetCandidate wide = Solve(new CompoundOrder { WidthBase = 3, DepthBase = 1.05 });
        BudgetCandidate deep = Solve(new CompoundOrder { WidthBase = 1.05, DepthBase = 3 });

        wide.Width.Should().BeGreaterThan(deep.Width);
        wide.Depth.Should().BeLessThan(deep.Depth);

        BudgetCandidate Solve(ModelOrder order) => BudgetSolver.Solve(_family, budget, new BudgetSearch { Largest = order }).Chosen;
    }
}
