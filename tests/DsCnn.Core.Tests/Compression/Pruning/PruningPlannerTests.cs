namespace DsCnn.Tests;

public sealed class PruningPlannerTests
{
    private static readonly ModelSpec _spec = Models.Small28();

    [Fact]
    public void Savings_are_the_differences_of_counted_costs()
    {
        ModelSpec spec = Networks.Mixed();
        IReadOnlyList<ChannelGroup> groups = spec.ChannelGroups();
        for (int group = 0; group < groups.Count; group++)
        {
            ModelSpec smaller = groups[group].Width > 1 ? spec.WithWidths([(groups[group], groups[group].Width - 1)]) : spec;
            int gone = groups[group].Width > 1 ? 1 : 0;

            new WidthCost(spec, groups, 1, 0, 0).Saving(group, gone).Should().BeApproximately(spec.Cost.Parameters - smaller.Cost.Parameters, 1e-6, groups[group].Name);
            new WidthCost(spec, groups, 0, 4, 0).Saving(group, gone).Should().BeApproximately(spec.Cost.Float32Bytes - smaller.Cost.Float32Bytes, 1e-6, groups[group].Name);
            new WidthCost(spec, groups, 0, 0, 1).Saving(group, gone).Should().BeApproximately(spec.Cost.Macs - smaller.Cost.Macs, 1e-6, groups[group].Name);
        }
    }

    [Fact]
    public void Savings_follow_the_widths_that_are_left()
    {
        ModelSpec spec = Networks.Mixed();
        IReadOnlyList<ChannelGroup> groups = spec.ChannelGroups();
        var cost = new WidthCost(spec, groups, 1, 0, 0);
        cost.Remove(3, 4);

        ModelSpec before = spec.WithWidths([(groups[3], 4)]);
        ModelSpec after = spec.WithWidths([(groups[3], 4), (groups[4], 20)]);
        cost.Saving(4, 4).Should().BeApproximately(before.Cost.Parameters - after.Cost.Parameters, 1e-6);
    }

    [Fact]
    public void The_least_important_channels_go()
    {
        PruningPlan plan = Plan(new PruningOptions { Ratio = 0.5, Scope = PruningScope.PerGroup, Kinds = ChannelKinds.Hidden });

        plan.Kept.Select(kept => (kept.Group.Width, kept.Count)).Should().Equal((32, 16), (96, 48), (144, 72), (144, 72), (240, 120));
        plan.Kept[0].Indices.Should().AllSatisfy(set => set.Should().Equal(Enumerable.Range(16, 16)));
        plan.Spec.Cost.Parameters.Should().Be(Models.Small28().WithLayers(_spec.Layers.Select(layer =>
            layer is DsBlockSpec block ? block with { Conv1Filters = block.Conv1Filters / 2 } : layer)).Cost.Parameters);
    }

    [Fact]
    public void Globally_unimportant_groups_lose_more()
    {
        IEnumerable<ChannelScores> scores = _spec.ChannelGroups().Select(group => new ChannelScores(
            group, group.Sets.Select(_ => Enumerable.Repeat(group.Name == "layers.2 hidden" ? 0.1 : 1.0, group.Width))));

        PruningPlan plan = PruningPlanner.Plan(_spec, scores, new PruningOptions { Ratio = 0.1, Kinds = ChannelKinds.Hidden });

        plan.Kept.Should().ContainSingle().Which.Group.Name.Should().Be("layers.2 hidden");
        plan.Kept[0].Count.Should().Be(144 - 65, "a tenth of 656 channels is 65");
        plan.Skipped.Should().ContainEquivalentOf(new SkippedLayer { Name = "layers.0 hidden", Reason = "its channels are worth more than others" });
    }

    [Theory]
    [InlineData(42_000, null)]
    [InlineData(null, 8_000_000)]
    [InlineData(80_000, 8_000_000)]
    public void Budgets_are_met_and_not_by_much(int? parameters, int? macs)
    {
        var budget = new Budget { MaxParameters = parameters, MaxMacs = macs };

        PruningPlan plan = Plan(new PruningOptions { Budget = budget, MinKept = 0 });

        budget.SharesOf(plan.Spec).Should().OnlyContain(share => !share.IsBroken);
        budget.SharesOf(plan.Spec).Max(share => share.Share).Should().BeGreaterThan(0.97);
    }

    [Fact]
    public void For_a_budget_of_MACs_channels_on_large_maps_go_first()
    {
        IEnumerable<ChannelScores> alike = _spec.ChannelGroups().Select(group => new ChannelScores(group, group.Sets.Select(_ => Enumerable.Repeat(1.0, group.Width))));

        PruningPlan plan = PruningPlanner.Plan(
            _spec, alike, new PruningOptions { Budget = new Budget { MaxMacs = _spec.Cost.Macs * 9 / 10 }, Kinds = ChannelKinds.Hidden });

        // A channel of layers.1 saves 28 x 28 x (16 + 96 + ...) MACs, one of layers.4 has 240 neighbors, but on a map of 7 x 7.
        plan.Kept.Should().ContainSingle().Which.Group.Name.Should().Be("layers.1 hidden");
    }

    [Fact]
    public void Widths_are_multiples_and_no_less_than_the_floor()
    {
        PruningPlan plan = Plan(new PruningOptions { Ratio = 0.6, Multiple = 16, MinKept = 0.3, Kinds = ChannelKinds.Hidden | ChannelKinds.Outputs });

        plan.Kept.Should().NotBeEmpty().And.OnlyContain(kept => kept.Count % 16 == 0 && kept.Count >= 0.3 * kept.Group.Width);
        plan.Skipped.Should().ContainEquivalentOf(new SkippedLayer { Name = "layers.0 outputs", Reason = "it has as few channels as it may have" });
    }

    [Fact]
    public void The_floor_may_refer_to_the_network_before_earlier_steps()
    {
        PruningPlan first = Plan(new PruningOptions { Ratio = 0.5, Scope = PruningScope.PerGroup, Kinds = ChannelKinds.Hidden });

        PruningPlan second = PruningPlanner.Plan(
            first.Spec, Networks.Ascending(first.Spec),
            new PruningOptions { Enough = spec => spec.Layers.OfType<DsBlockSpec>().All(b => b.Conv1Filters <= 96), Kinds = ChannelKinds.Hidden, MinKept = 0.4, Original = _spec });

        // 0.4 x 32, 96, 144, 144 and 240, rounded up; of half of them it would be half as many.
        ((DsBlockSpec)second.Spec.Layers[4]).Conv1Filters.Should().Be(96);
        second.Spec.Layers.OfType<DsBlockSpec>().Zip([13, 39, 58, 58, 96]).Should().OnlyContain(pair => pair.First.Conv1Filters >= pair.Second);
    }

    [Fact]
    public void A_caller_may_say_when_a_network_is_small_enough()
    {
        int asked = 0;
        PruningPlan plan = Plan(new PruningOptions { Enough = spec => { asked++; return spec.Cost.Macs <= 12_000_000; } });

        plan.Spec.Cost.Macs.Should().BeInRange(11_700_000, 12_000_000);
        asked.Should().BeLessThan(20);
    }

    [Fact]
    public void What_is_small_enough_already_keeps_everything() =>
        Plan(new PruningOptions { Budget = new Budget { MaxParameters = 1_000_000 } }).Kept.Should().BeEmpty();

    [Fact]
    public void Impossible_budgets_name_the_smallest_network()
    {
        int[] tenths = [4, 10, 15, 15, 24];
        ModelSpec smallest = _spec.WithLayers(_spec.Layers.Select((layer, i) => layer is DsBlockSpec block ? block with { Conv1Filters = tenths[i] } : layer));

        FluentActions.Invoking(() => Plan(new PruningOptions { Budget = new Budget { MaxParameters = 10 }, Kinds = ChannelKinds.Hidden }))
            .Should().ThrowExactly<ArgumentException>().Which.Message.Should().StartWith(
                $"small28 cannot become small enough by losing channels of the kinds Hidden: where each group keeps 10.0 %, it still has {smallest.Cost.Parameters:N0} parameters, ");
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(1.0)]
    [InlineData(double.NaN)]
    public void Nobody_can_prune_nothing_or_everything(double ratio) =>
        FluentActions.Invoking(() => new PruningOptions { Ratio = ratio }).Should().ThrowExactly<ArgumentOutOfRangeException>()
            .Which.Message.Should().StartWith("Ratio must be above 0 and below 1: some channels go and some stay. Received: ");

    [Fact]
    public void A_ratio_above_what_the_floor_allows_is_refused() =>
        FluentActions.Invoking(() => Plan(new PruningOptions { Ratio = 0.95, Kinds = ChannelKinds.Hidden })).Should().ThrowExactly<ArgumentException>()
            .WithMessage("small28 cannot lose 95.0 % of its channels: at most 588 of 656 can go where each group keeps 10.0 %.*");

    [Fact]
    public void Without_a_goal_there_is_no_plan() =>
        FluentActions.Invoking(() => Plan(new PruningOptions())).Should().ThrowExactly<ArgumentException>()
            .WithMessage("Expected a Ratio, a Budget with at least one limit, or Enough, to say how many channels go. Received: none.*");

    [Fact]
    public void A_network_without_such_channels_is_refused() =>
        FluentActions.Invoking(() => PruningPlanner.Plan(Models.Linear(), Networks.Ascending(Models.Linear()), new PruningOptions { Ratio = 0.5 }))
            .Should().ThrowExactly<ArgumentException>().WithMessage("linear has no channels of the kinds Hidden, SqueezeExcite that can go.*");

    [Fact]
    public void Scores_must_be_one_number_a_channel()
    {
        ChannelGroup group = Networks.Group(_spec, "layers.0 hidden");
        FluentActions.Invoking(() => new ChannelScores(group, [[1, 2]])).Should().ThrowExactly<ArgumentException>()
            .WithMessage("layers.0 hidden needs 2 x 32 scores. Received: 2.*");
        FluentActions.Invoking(() => new ChannelScores(group, [Enumerable.Repeat(double.NaN, 32), Enumerable.Repeat(1.0, 32)])).Should().ThrowExactly<ArgumentException>()
            .WithMessage("The scores of layers.0 hidden must be finite and at least 0.*");
    }

    private static PruningPlan Plan(PruningOptions options) => PruningPlanner.Plan(_spec, Networks.Ascending(_spec), options);
}
