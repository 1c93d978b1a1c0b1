using System.Runtime.CompilerServices;
using DsCnn.TestKit;
using static TorchSharp.torch;

namespace DsCnn.Tests;

/// <summary>A tensor's memory goes when the garbage collector finds that nothing leads to it, and it does not see pointers.</summary>
public sealed class ReachableTests
{
    [Fact]
    public void A_map_outlives_its_last_use_as_a_tensor_while_its_memory_is_looked_at()
    {
        (MapView made, WeakReference tensor) = Make();
        using MapView view = made;

        Collect();

        tensor.IsAlive.Should().BeTrue();

        [MethodImpl(MethodImplOptions.NoInlining)]
        static (MapView View, WeakReference Tensor) Make()
        {
            Tensor map = MapCases.Random(new MapCase(1, 8, 2, 2), ScalarType.Float32, seed: 1);
            return (MapView.Of(map), new WeakReference(map));
        }
    }

    [Fact]
    public void Weights_outlive_their_last_use_as_a_tensor_while_their_numbers_are_looked_at()
    {
        using TensorNumbers numbers = Make(out WeakReference tensor);

        Collect();

        tensor.IsAlive.Should().BeTrue();
        numbers.Span.ToArray().Should().Equal(1, 1, 1);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static TensorNumbers Make(out WeakReference tensor)
        {
            Tensor weights = ones(3);
            tensor = new WeakReference(weights);
            return new TensorNumbers(weights);
        }
    }

    [Fact]
    public async Task Nothing_is_freed_under_a_network_that_the_caller_has_let_go_of()
    {
        float[] wanted = Run();
        using var stop = new CancellationTokenSource();
        Task collecting = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
                Collect();
        });
        try
        {
            for (int i = 0; i < 30; i++)
                Run().Should().Equal(wanted);
        }
        finally
        {
            await stop.CancelAsync();
            await collecting;
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        static float[] Run()
        {
            using IDisposable gradientsOff = no_grad();
            return TinyData.Network().Build(seed: 1).Logits(MapCases.Random(new MapCase(4, 1, 8, 8), ScalarType.Float32, seed: 2)).Values();
        }
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }
}
