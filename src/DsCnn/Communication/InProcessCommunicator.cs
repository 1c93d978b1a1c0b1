using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Communication;

/// <summary>Ranks that are threads of one process: for tests, and for several devices of one machine.</summary>
/// <remarks>Each rank needs a CUDA device of its own: torch has one thread for the backward passes of a device, and two ranks would wait for each other on it.</remarks>
/// <example><code>
/// TrainingData data = FashionMnist.Load().Train.Split(validationShare: 0.1);
/// ModelSpec spec = Presets.Find("ds-pico").ToSpec(classes: 10, new InputSpec(1, 28, 28));
/// IReadOnlyList&lt;InProcessCommunicator&gt; ranks = InProcessCommunicator.Create(2);
/// DsCnnModel[] models = [.. ranks.Select(_ =&gt; spec.Build(seed: 1))];
/// await Task.WhenAll(ranks.Select(rank =&gt; new Trainer(models[rank.Rank], new TrainerOptions { Communicator = rank }).FitAsync(data)));
/// </code></example>
public sealed class InProcessCommunicator : ICommunicator
{
    private readonly Group _group;

    private InProcessCommunicator(Group group, int rank)
    {
        _group = group;
        Rank = rank;
    }

    /// <inheritdoc/>
    public int Rank { get; }

    /// <inheritdoc/>
    public int Size => _group.Size;

    /// <summary>Creates a group of ranks.</summary>
    /// <param name="size">How many, positive.</param>
    /// <returns>The communicator of each rank.</returns>
    public static IReadOnlyList<InProcessCommunicator> Create(int size)
    {
        var group = new Group(Check.Positive(size));
        return [.. Enumerable.Range(0, size).Select(rank => new InProcessCommunicator(group, rank))];
    }

    /// <inheritdoc/>
    public Task AllReduceAsync(Tensor values)
    {
        _group.Meet(Rank, values, values, ranks =>
        {
            Tensor sum = ranks[0].Mine.clone();
            foreach ((Tensor summand, _) in ranks[1..])
                sum.add_(summand.to(sum.device));
            foreach ((_, Tensor received) in ranks)
                received.copy_(sum);
        });
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Broadcast(Tensor values, int root = 0) => _group.Meet(Rank, values, values, ranks =>
    {
        Tensor sent = ranks[root].Mine.clone();
        foreach ((_, Tensor received) in ranks)
            received.copy_(sent);
    });

    /// <inheritdoc/>
    public void AllGather(Tensor mine, Tensor all) => _group.Meet(Rank, mine, all, ranks =>
    {
        foreach ((_, Tensor received) in ranks)
        {
            long position = 0;
            foreach ((Tensor sent, _) in ranks)
            {
                received.view(-1).narrow(0, position, sent.numel()).copy_(sent.view(-1));
                position += sent.numel();
            }
        }
    });

    /// <inheritdoc/>
    public void Barrier() => _group.Meet(Rank, null, null, _ => { });

    /// <inheritdoc/>
    public void Abort(Exception reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        _group.Fail(new CommunicationException($"rank {Rank} has failed: {reason.Message}", reason));
    }

    /// <summary>What the ranks have in common. The last one to arrive does the work of all.</summary>
    private sealed class Group(int size)
    {
        private readonly object _gate = new();
        private readonly (Tensor? Mine, Tensor? Received)[] _ranks = new (Tensor?, Tensor?)[size];
        private int _arrived;
        private long _meetings;
        private CommunicationException? _failure;

        internal int Size => size;

        internal void Meet(int rank, Tensor? mine, Tensor? received, Action<(Tensor Mine, Tensor Received)[]> work)
        {
            lock (_gate)
            {
                ThrowIfFailed();
                _ranks[rank] = (mine, received);
                if (++_arrived == size)
                {
                    Do(work);
                    _arrived = 0;
                    _meetings++;
                    Monitor.PulseAll(_gate);
                    return;
                }

                long meeting = _meetings;
                while (meeting == _meetings)
                {
                    ThrowIfFailed();
                    Monitor.Wait(_gate);
                }
            }
        }

        internal void Fail(CommunicationException failure)
        {
            lock (_gate)
            {
                _failure ??= failure;
                Monitor.PulseAll(_gate);
            }
        }

        private void Do(Action<(Tensor Mine, Tensor Received)[]> work)
        {
            using DisposeScope scope = NewDisposeScope();
            using IDisposable gradientsOff = no_grad();
            try
            {
                work([.. _ranks.Select(rank => (rank.Mine!, rank.Received!))]);
            }
            catch (Exception wrong)
            {
                Fail(new CommunicationException($"the ranks do not exchange the same: {wrong.Message}", wrong));
                throw;
            }
        }

        private void ThrowIfFailed()
        {
            if (_failure is { } failure)
                throw new CommunicationException(failure.Message, failure);
        }
    }
}
