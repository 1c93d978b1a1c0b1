using static TorchSharp.torch;

namespace DsCnn.Communication;

/// <summary>Lets batch norms measure the whole batch, of which each rank has a part (synchronized batch norm).</summary>
/// <remarks>It applies to the thread that runs the network. A step's backward pass uses what its forward pass had.</remarks>
internal sealed class SharedStatistics(ICommunicator communicator)
{
    [ThreadStatic]
    private static SharedStatistics? _current;

    /// <summary>That of this thread's network, or null where a batch is measured by itself.</summary>
    internal static SharedStatistics? Current => _current;

    /// <summary>The part of the batch's images that this rank has, above 0 and at most 1.</summary>
    internal double Share { get; private set; } = 1;

    /// <summary>Makes this thread's batch norms measure the whole batch until the result is disposed of.</summary>
    internal IDisposable Use(double share)
    {
        Share = share;
        SharedStatistics? before = _current;
        _current = this;
        return new Undo(() => _current = before);
    }

    /// <summary>The values per channel of all ranks, from those of this rank.</summary>
    internal long RowsOfAll(long rows) => (long)Math.Round(rows / Share);

    /// <summary>Replaces numbers with the sums over all ranks.</summary>
    internal void Sum(Span<double> values) => communicator.AllReduce(values);

    /// <summary>The sum over all ranks of a tensor; the gradient of each summand is the sum of the gradients, as each rank adds its own to the loss.</summary>
    internal Tensor Sum(Tensor values) => SumStep.Apply(communicator, values);

    private sealed class SumStep : PooledStep<SumStep>
    {
        private ICommunicator? _communicator;

        internal static Tensor Apply(ICommunicator communicator, Tensor values)
        {
            Tensor sum;
            using (no_grad())
            {
                sum = values.detach().clone();
                communicator.AllReduce(sum);
            }

            SumStep step = Take();
            step._communicator = communicator;
            return step.Attach(sum, [values], []);
        }

        private protected override void Backward(Tensor received, Span<Tensor?> gradients)
        {
            Tensor gradient = received.contiguous().clone();
            _communicator!.AllReduce(gradient);
            gradients[0] = gradient;
        }
    }
}
