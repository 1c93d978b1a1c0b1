using System.Diagnostics.CodeAnalysis;

namespace DsCnn.Autograd;

/// <summary>A step of which as many exist as torch's graphs have held at once.</summary>
internal abstract class PooledStep<TStep> : GradientStep
    where TStep : PooledStep<TStep>, new()
{
    private static readonly Lock _gate = new();
    private static readonly Stack<TStep> _idle = new();

    /// <summary>Those in use too, to which nothing else but native memory may lead.</summary>
    [SuppressMessage("CodeQuality", "IDE0052:Remove unread private members", Justification = "It keeps steps from the garbage collector.")]
    private static readonly List<TStep> _all = [];

    /// <summary>A step for one output, which <see cref="GradientStep.Attach"/> must follow.</summary>
    private protected static TStep Take()
    {
        lock (_gate)
        {
            if (_idle.TryPop(out TStep? idle))
                return idle;
            var made = new TStep();
            _all.Add(made);
            return made;
        }
    }

    private protected sealed override void Return()
    {
        lock (_gate)
            _idle.Push((TStep)this);
    }
}
