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

        y.Invoking(t => t.backward()).Should().Throw<ExternalException>().WithMessage("*Product could not compute its gradients: System.InvalidOperationException: poisoned*");

        StepFailure.Take().Should().BeOfType<InvalidOperationException>().Which.Message.Should().Be("poisoned");
        StepFailure.Take().Should().BeNull();
        Learn(3);
    }

    /// <summary>A network has many steps, and the others are asked after the one that failed.</summary>
    [Fact]
    public void The_callers_own_loop_is_told_the_cause_whichever_step_failed()
    {
        using DisposeScope scope = NewDisposeScope();
        for (int poisoned = 0; poisoned < 4; poisoned++)
        {
            Tensor z = tensor(5f, requires_grad: true);
            Tensor[] outputs = [.. Enumerable.Range(0, 4).Select(i => Product.Apply(tensor(i == poisoned ? Product.Poison : 2, requires_grad: true), z))];
            Tensor loss = stack(outputs).sum();

            loss.Invoking(t => t.backward(retain_graph: true)).Should().Throw<ExternalException>().WithMessage("*poisoned*");
            loss.Invoking(t => autograd.grad([t], [z], retain_graph: true)).Should().Throw<ExternalException>().WithMessage("*poisoned*");

            // What is whole of that graph still gives its gradient, without an old error.
            z.grad = null;
            foreach (Tensor output in outputs.Where((_, i) => i != poisoned))
                output.backward(retain_graph: true);
            z.grad!.item<float>().Should().Be(3 * 2);
            Learn(poisoned);
        }
    }

    [Fact]
    public void A_saved_tensor_that_was_changed_is_named_in_torchs_words()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(2f, requires_grad: true), z = tensor(5f, requires_grad: true);
        Tensor y = Product.Apply(Product.Apply(x, z), z);
        Tensor torchs = x * z;
        using (no_grad())
            z.add_(1);

        string expected = FirstLine(torchs);
        expected.Should().StartWith("one of the variables needed for gradient computation has been modified by an inplace operation: [CPUFloatType []] is at version 1; expected version 0");
        FirstLine(y).Should().Be(expected);
        Learn(2);

        static string FirstLine(Tensor tensor) => tensor.Invoking(t => t.backward()).Should().Throw<ExternalException>().Which.Message.Split('\n')[0];
    }

    [Fact]
    public void A_failure_is_its_threads_own()
    {
        using var failed = new ManualResetEventSlim();
        using var learned = new ManualResetEventSlim();
        Thread other = new(() =>
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor y = Product.Apply(tensor(Product.Poison, requires_grad: true), tensor(5f));
            y.Invoking(t => t.backward()).Should().Throw<ExternalException>();
            failed.Set();
            learned.Wait();
            StepFailure.Take().Should().NotBeNull();
        });
        other.Start();
        failed.Wait();
        Learn(4);
        StepFailure.Take().Should().BeNull();
        learned.Set();
        other.Join();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Where_gradients_are_off_no_graph_is_kept(bool inInferenceMode)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(2f, requires_grad: true), z = tensor(5f, requires_grad: true);
        using IDisposable mode = inInferenceMode ? inference_mode() : no_grad();

        Tensor y = Product.Apply(x, z);

        (y.requires_grad, y.item<float>()).Should().Be((false, 16));
        int made = Product.Made;
        for (int i = 0; i < 20; i++)
            Product.Apply(x, z);
        Product.Made.Should().Be(made, "a step that nothing leads to is idle");
    }

    /// <summary>As torch's own operations refuse it.</summary>
    [Fact]
    public void Tensors_of_inference_mode_cannot_be_saved_and_leave_nothing_behind()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x, z = tensor(5f, requires_grad: true);
        using (inference_mode())
            x = tensor(2f);
        Action ours = () => Product.Apply(x, z), torchs = () => _ = x * z;

        string expected = torchs.Should().Throw<ExternalException>().Which.Message.Split('\n')[0];
        expected.Should().StartWith("Inference tensors cannot be saved for backward");
        int made = 0;
        for (int i = 0; i < 5; i++)
        {
            ours.Should().Throw<ExternalException>().Which.Message.Should().StartWith(expected);
            made = i == 0 ? Product.Made : made;
        }

        Product.Made.Should().Be(made, "a step that could not be attached is used again");
        Learn(1);
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
