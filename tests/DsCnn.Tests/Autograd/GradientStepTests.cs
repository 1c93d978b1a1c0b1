using System.Runtime.InteropServices;
using DsCnn.TestKit;
using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Tests;

/// <summary>Steps that torch's backward pass calls, with y = 3 x + x z, whose gradients are 3 + z and x.</summary>
[NoTensorLeaks]
public sealed class GradientStepTests
{
    [Fact]
    public void Graphs_that_live_at_the_same_time_do_not_share_steps()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor[] inputs = [.. Enumerable.Range(1, 5).Select(i => tensor((float)i, requires_grad: true))];
        Tensor z = tensor(10f, requires_grad: true);
        Tensor[] outputs = [.. inputs.Select(x => Product.Apply(x, z))];

        foreach (Tensor output in outputs.Reverse())
            output.backward();

        inputs.Should().OnlyContain(x => x.grad!.item<float>() == 13);
        z.grad!.item<float>().Should().Be(1 + 2 + 3 + 4 + 5);
    }

    [Fact]
    public void A_graph_that_is_kept_can_be_gone_back_twice()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(2f, requires_grad: true), z = tensor(5f, requires_grad: true);
        Tensor y = Product.Apply(Product.Apply(x, z), z);

        y.backward(retain_graph: true);
        y.backward();

        // y = x (3 + z)^2.
        x.grad!.item<float>().Should().Be(2 * 64);
        z.grad!.item<float>().Should().Be(2 * (2 * 2 * 8));
    }

    [Fact]
    public void Steps_are_used_again_when_their_graph_is_gone()
    {
        for (int i = 0; i < 20; i++)
            Learn(i);
        int made = Product.Made;

        for (int i = 0; i < 20; i++)
            Learn(i);

        Product.Made.Should().Be(made);
    }

    [Fact]
    public void Nothing_is_attached_where_no_input_needs_a_gradient()
    {
        using DisposeScope scope = NewDisposeScope();

        Tensor y = Product.Apply(tensor(2f), tensor(5f));

        y.requires_grad.Should().BeFalse();
        y.item<float>().Should().Be(16);
    }

    [Fact]
    public void What_a_step_throws_does_not_end_the_process()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(Product.Poison, requires_grad: true), z = tensor(5f, requires_grad: true);
        Tensor y = Product.Apply(x, z);

        y.Invoking(t => t.backward()).Should().Throw<ExternalException>();

        GradientStep.TakeFailure().Should().BeOfType<InvalidOperationException>().Which.Message.Should().Be("poisoned");
        GradientStep.TakeFailure().Should().BeNull();
        Learn(3);
    }

    [Fact]
    public void Threads_can_go_back_at_the_same_time() => Parallel.For(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 8 }, Learn);

    private static void Learn(int value)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor((float)value, requires_grad: true), z = tensor(5f, requires_grad: true);
        Product.Apply(x, z).backward();
        x.grad!.item<float>().Should().Be(8);
        z.grad!.item<float>().Should().Be(value);
    }

    private sealed class Product : PooledStep<Product>
    {
        internal const float Poison = -1;

        private static int _made;

        public Product() => Interlocked.Increment(ref _made);

        internal static int Made => _made;

        internal static Tensor Apply(Tensor x, Tensor z)
        {
            Tensor y;
            using (no_grad())
                y = (x * 3) + (x * z);
            return Take().Attach(y, [x, z], [x, z]);
        }

        private protected override void Backward(Tensor received, Span<Tensor?> gradients)
        {
            using Tensor x = Saved(0), z = Saved(1);
            gradients[1] = received * x;
            if (x.item<float>() == Poison)
                throw new InvalidOperationException("poisoned");
            using Tensor slope = z + 3;
            gradients[0] = received * slope;
        }
    }
}
