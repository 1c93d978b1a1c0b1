using FsCheck;
using FsCheck.Fluent;

namespace DsCnn.Tests;

/// <summary>Networks at random, every member of every layer kind varied, for FsCheck's properties.</summary>
public static class RandomSpecs
{
    private static readonly double[] _rates = [0, 0.1, 1.0 / 3, 0.999, 1e-17];
    private static readonly double[] _positives = [1, 0.5, 1.702, 1e-5, 1e-3, double.Epsilon, 1e300, Math.PI];
    private static readonly string[] _names = ["model", "ü 猫 \U0001F408", "quote \" and \\", "line\nbreak\ttab", "<&>'", "\u0001"];

    /// <summary>Found by FsCheck through <c>Arbitrary</c>; shrinks by leaving layers out.</summary>
    public static Arbitrary<ModelSpec> Specs() =>
        Arb.From(Gen.Choose(0, int.MaxValue - 1).Select(seed => Make(new Random(seed))), Smaller);

    private static ModelSpec Make(Random random)
    {
        var input = new InputSpec(random.Next(1, 5), random.Next(8, 65), random.Next(8, 65));
        ModelSpec? spec = null;
        for (int i = 0; i < 12; i++)
        {
            LayerSpec[] layers = [.. spec?.Layers ?? [], MakeLayer(random, spec?.Output ?? input.Shape)];
            spec = TryMake(input, layers) ?? spec;
        }

        spec ??= new ModelSpec(input, [new GlobalMaxPoolSpec()]);
        return spec with
        {
            Name = Pick(random, _names),
            BatchNorm = random.Next(4) == 0
                ? null
                : new BatchNormSpec { Epsilon = Pick(random, _positives), Momentum = 1 - Pick(random, _rates) },
        };
    }

    private static LayerSpec MakeLayer(Random random, TensorShape shape) => random.Next(14) switch
    {
        <= 6 => MakeBlock(random, shape),
        7 => new ConvSpec
        {
            Filters = random.Next(1, 20),
            Kernel = Odd(random),
            Stride = random.Next(1, 4),
            Bias = Coin(random),
            BatchNorm = Coin(random),
            Activation = AnyActivation(random),
        },
        8 => new MaxPoolSpec { Kernel = random.Next(1, 4), Stride = random.Next(1, 4) },
        9 => Coin(random) ? new AveragePoolSpec { Kernel = random.Next(1, 4) } : new AveragePoolSpec { Stride = random.Next(1, 4) },
        10 => new DropoutSpec { Rate = Pick(random, _rates) },
        11 => Coin(random) ? new GlobalAveragePoolSpec() : new GlobalMaxPoolSpec(),
        12 => new FullyConnectedSpec { Units = random.Next(1, 50), Activation = AnyActivation(random) },
        _ => Coin(random) ? new SoftmaxSpec() : new SigmoidSpec(),
    };

    private static DsBlockSpec MakeBlock(Random random, TensorShape shape)
    {
        bool residual = Coin(random);
        int? filters = Coin(random) ? 12 * random.Next(1, 5) : null;
        return new DsBlockSpec
        {
            Conv1Filters = filters,
            Conv1Rank = filters is not null && Coin(random) ? random.Next(1, 9) : null,
            Conv2Rank = Coin(random) ? random.Next(1, 9) : null,
            Conv1Kernel = Odd(random),
            Conv1Stride = residual ? 1 : random.Next(1, 3),
            Kernel = Odd(random),
            Stride = residual ? 1 : random.Next(1, 3),
            OutChannels = residual ? shape.Channels : random.Next(1, 20),
            Pointwise = random.Next(4) switch
            {
                0 => null,
                1 => new PointwiseSpec { Rank = 12 * random.Next(1, 4), Groups = random.Next(1, 4) },
                2 => new PointwiseSpec { Groups = random.Next(1, 4) },
                _ => new PointwiseSpec(),
            },
            SqueezeExcite = random.Next(3) switch
            {
                0 => null,
                1 => new SqueezeExciteSpec { Filters = random.Next(1, 9) },
                _ => new SqueezeExciteSpec(),
            },
            Activation = AnyActivation(random),
            SwishBeta = Pick(random, _positives),
            Residual = residual,
            DropPath = residual ? Pick(random, _rates) : 0,
        };
    }

    private static IEnumerable<ModelSpec> Smaller(ModelSpec spec) =>
        Enumerable.Range(0, spec.Layers.Length)
            .Select(i => TryMake(spec.Input, spec.Layers.RemoveAt(i)))
            .OfType<ModelSpec>()
            .Select(smaller => smaller with { Name = spec.Name, BatchNorm = spec.BatchNorm });

    private static ModelSpec? TryMake(InputSpec input, IEnumerable<LayerSpec> layers)
    {
        try
        {
            return new ModelSpec(input, layers);
        }
        catch (InvalidSpecException)
        {
            return null;
        }
    }

    private static T Pick<T>(Random random, T[] values) => values[random.Next(values.Length)];

    private static bool Coin(Random random) => random.Next(2) == 0;

    private static int Odd(Random random) => (2 * random.Next(3)) + 1;

    private static Activation AnyActivation(Random random) => Pick(random, Enum.GetValues<Activation>());
}
