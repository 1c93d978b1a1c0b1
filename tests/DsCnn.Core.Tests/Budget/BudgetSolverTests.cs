namespace DsCnn.Tests;

public sealed class BudgetSolverTests
{
    private static readonly BudgetSearch _search = new()
    {
        Widths = new ScaleRange(0.1, 1.6, 0.15),
        Depths = new ScaleRange(0.25, 2, 0.25),
        Resolutions = new ResolutionRange(20, 44, 8),
    };

    private static readonly Dictionary<string, BruteForce> _bruteForce = Families.ToDictionary(
        f => f.Name, f => new BruteForce(f, [.. _search.Widths.Values], [.. _search.Depths.Values], [.. _search.Resolutions!.Values]));

    public static TheoryData<string, int> Trials
    {
        get
        {
            var trials = new TheoryData<string, int>();
            foreach (ArchitectureTable family in Families)
            {
                for (int seed = 0; seed < 20; seed++)
                    trials.Add(family.Name, seed);
            }

            return trials;
        }
    }

    private static ArchitectureTable[] Families =>
    [
        Presets.Find("ds-pico").Architecture!,
        Presets.Find("ds-small").Architecture!,

        // Two stages of one stride, equally wide at some widths only: a residual comes and goes, and activations do not always grow with the width.
        Presets.Find("ds-pico").Architecture! with { Name = "twin", Stages = [new(16, 1, 3, 1), new(24, 2, 3, 1), new(28, 1, 3, 1)] },
    ];

    [Theory]
    [MemberData(nameof(Trials))]
    public void The_largest_is_the_one_that_looking_at_every_model_finds(string family, int seed)
    {
        BruteForce all = _bruteForce[family];
        Budget budget = RandomBudget(all, seed);

        ModelSpec? Solve(ModelOrder order) => TrySolve(family, budget, order)?.Chosen.Spec;
        Same(Solve(new CompoundOrder()), all.LargestByCompoundScale(budget));
        Same(Solve(new MacsOrder()), all.LargestByMacs(budget));
        Same(Solve(new ParametersOrder()), all.LargestByParameters(budget));
    }

    [Theory]
    [MemberData(nameof(Trials))]
    public void What_is_reported_fits_or_breaks_the_budget_as_it_says(string family, int seed)
    {
        Budget budget = RandomBudget(_bruteForce[family], seed);
        foreach (ModelOrder order in new ModelOrder[] { new CompoundOrder(), new MacsOrder(), new ParametersOrder() })
        {
            if (TrySolve(family, budget, order) is not { } solution)
                continue;

            foreach (BudgetCandidate fitting in solution.TradeOffs.Select(t => t.Candidate).Append(solution.Chosen))
            {
                BruteForce.Fits(fitting.Spec, budget).Should().BeTrue();
                fitting.Fits.Should().BeTrue();
            }

            foreach (BudgetMiss miss in solution.Misses)
            {
                BruteForce.Fits(miss.Candidate.Spec, budget).Should().BeFalse();
                miss.Broken.Should().NotBeEmpty().And.OnlyContain(s => s.Used - s.Allowed == s.Over && s.Over > 0);
            }

            (solution.Misses.Length + solution.AtRangeEnd.Length).Should().Be(3);
        }
    }

    [Theory]
    [MemberData(nameof(Trials))]
    public void No_model_that_fits_is_as_large_in_every_dimension_and_larger_in_one(string family, int seed)
    {
        BruteForce all = _bruteForce[family];
        Budget budget = RandomBudget(all, seed);
        if (TrySolve(family, budget, new CompoundOrder()) is not { } solution)
            return;

        foreach (BudgetCandidate candidate in solution.TradeOffs.Select(t => t.Candidate).Append(solution.Chosen))
            all.All.Where(m => BruteForce.Fits(m.Spec, budget)).Should().NotContain(m => IsLarger(m, candidate));
        solution.TradeOffs.Select(t => t.Difference).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void A_larger_budget_never_gives_a_smaller_model()
    {
        BruteForce all = _bruteForce["ds-small"];
        double[] phis = [double.NegativeInfinity];
        long macs = 0;
        long parameters = 0;
        for (long limit = 60_000; limit < 3_000_000; limit += 45_000)
        {
            var budget = new Budget { MaxParameters = limit, MaxMacs = 150 * limit };
            phis = Grown(phis, PhisOf(TrySolve("ds-small", budget, new CompoundOrder())!.Chosen));
            macs = AtLeast(macs, TrySolve("ds-small", budget, new MacsOrder())!.Chosen.Cost.Macs);
            parameters = AtLeast(parameters, TrySolve("ds-small", budget, new ParametersOrder())!.Chosen.Cost.Parameters);
        }

        double[] PhisOf(BudgetCandidate c) => all.Phis(new BruteForce.Model(c.Table, c.Spec, c.Cost));

        static double[] Grown(double[] before, double[] now)
        {
            int difference = before.Zip(now, (b, n) => n.CompareTo(b)).FirstOrDefault(c => c != 0);
            difference.Should().BeGreaterThanOrEqualTo(0);
            return now;
        }

        static long AtLeast(long before, long now)
        {
            now.Should().BeGreaterThanOrEqualTo(before);
            return now;
        }
    }

    [Fact]
    public void A_little_more_than_EfficientNet_B0_costs_gives_EfficientNet_B0()
    {
        ArchitectureTable family = Presets.Find("efficientnet-b0").Architecture!;
        var budget = new Budget { MaxParameters = 5_300_000, MaxMacs = 390_000_000 };

        BudgetCandidate chosen = BudgetSolver.Solve(family, budget).Chosen;

        chosen.Spec.Should().Be(family.ToSpec());
        chosen.Cost.Parameters.Should().BeGreaterThanOrEqualTo(5_288_548);
        BudgetSolver.Solve(family, budget, new BudgetSearch { Largest = new MacsOrder() }).Chosen.Cost.Macs.Should().BeGreaterThan(385_000_000);
    }

    [Fact]
    public void The_activations_of_a_wider_model_may_be_smaller_and_it_is_found()
    {
        BruteForce all = _bruteForce["twin"];

        // Two models of one depth and resolution, the wider one with fewer bytes of activations, and the budget that lies between.
        (BruteForce.Model narrow, BruteForce.Model wide) = all.All
            .SelectMany(n => all.All.Select(w => (n, w)))
            .First(p => p.n.Spec.Input == p.w.Spec.Input && p.n.Spec.Layers.Length == p.w.Spec.Layers.Length
                && p.n.Cost.Parameters < p.w.Cost.Parameters && p.n.Cost.PeakActivationBytes > p.w.Cost.PeakActivationBytes);
        var budget = new Budget { MaxPeakActivationBytes = wide.Cost.PeakActivationBytes };

        BruteForce.Fits(narrow.Spec, budget).Should().BeFalse();
        Same(TrySolve("twin", budget, new ParametersOrder())!.Chosen.Spec, all.LargestByParameters(budget));
    }

    [Theory]
    [InlineData("ds-pico", MemoryMode.Whole)]
    [InlineData("ds-small", MemoryMode.Streamed)]
    [InlineData("twin", MemoryMode.Smallest)]
    public void Memory_of_a_microcontroller_is_a_limit_as_any_other(string family, MemoryMode memory)
    {
        BruteForce all = _bruteForce[family];
        var random = new Random(7);
        for (int trial = 0; trial < 2; trial++)
        {
            MemoryPlan plan = MemoryPlan.OfInt8(all.All[random.Next(all.All.Count)].Spec, memory);
            var budget = new Budget
            {
                MaxRamBytes = plan.ArenaBytes,
                MaxFlashBytes = trial == 0 ? null : plan.WeightBytes + plan.CodeBytes,
                Memory = memory,
            };

            BudgetSolution solution = TrySolve(family, budget, new ParametersOrder())!;

            Same(solution.Spec, all.LargestByParameters(budget));
            solution.Summary().Should().Contain($"of {budget.MaxRamBytes:N0} bytes of RAM");
        }
    }

    private static BudgetSolution? TrySolve(string family, Budget budget, ModelOrder order)
    {
        try
        {
            return BudgetSolver.Solve(Families.Single(f => f.Name == family), budget, _search with { Largest = order });
        }
        catch (ImpossibleBudgetException)
        {
            return null;
        }
    }

    /// <summary>Some of the limits, each what a model chosen at random costs, or one less.</summary>
    private static Budget RandomBudget(BruteForce all, int seed)
    {
        var random = new Random(seed);
        long? Limit(Func<ModelCost, long> of, bool always) =>
            always || random.Next(2) == 0 ? of(all.All[random.Next(all.All.Count)].Cost) - random.Next(2) : null;
        return new Budget
        {
            MaxParameters = Limit(c => c.Parameters, seed % 4 == 0),
            MaxMacs = Limit(c => c.Macs, seed % 4 == 1),
            MaxPeakActivationBytes = Limit(c => c.PeakActivationBytes, seed % 4 == 2),
            MaxWeightBytes = Limit(c => c.Float32Bytes, seed % 4 == 3),
        };
    }

    private static void Same(ModelSpec? found, BruteForce.Model? expected)
    {
        found?.Input.Should().Be(expected?.Spec.Input);
        (found?.Layers ?? []).Should().Equal(expected?.Spec.Layers ?? []);
    }

    private static bool IsLarger(BruteForce.Model model, BudgetCandidate than)
    {
        int[] one = Dimensions(model.Table, model.Spec);
        int[] other = Dimensions(than.Table, than.Spec);
        return one.Zip(other).All(p => p.First >= p.Second) && one.Zip(other).Any(p => p.First > p.Second);

        static int[] Dimensions(ArchitectureTable table, ModelSpec spec) =>
            [table.FirstBlock.Conv1Filters!.Value, .. table.Stages.Select(s => s.OutChannels), .. table.Stages.Select(s => s.Repeats), spec.Input.Height];
    }
}
