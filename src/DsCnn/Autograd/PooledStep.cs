using System.Diagnostics.CodeAnalysis;

namespace DsCnn.Autograd;

/// <summary>A step whose instances are pooled; there are as many as torch's graphs have held at once.</summary>
internal abstract class PooledStep<TStep> : GradientStep
    where TStep : PooledStep<TStep>, new()
{
    private static readonly Lock _gate = new();
    private static readonly Stack<TStep> _idle = new();

    /// <summary>All instances including those in use, which may be referenced only from native memory.</summary>
    [SuppressMessage("CodeQuality", "IDE0052:Remove unread private members", Justification = "It keeps steps from the garbage collector.")]
    private static readonly List<TStep> _all = [];

    /// <summary>A step for one output; a call to <see cref="GradientStep.Attach"/> must follow.</summary>
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
