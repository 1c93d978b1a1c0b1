using static TorchSharp.torch;

namespace DsCnn.Autograd;

/// <summary>Changes nothing, and tells when the backward pass arrives: torch has then computed the gradients of all that came after it.</summary>
/// <remarks>
/// Torch runs what was recorded last first, and adds up a parameter's gradient as soon as it has its parts. So no step that was recorded after the mark is still to come, as long as the
/// network is a chain at this point.
/// </remarks>
internal sealed class GradientMark : PooledStep<GradientMark>
{
    private Action<int>? _reached;
    private int _place;

    /// <summary>Sets a mark.</summary>
    /// <param name="x">The map at this point.</param>
    /// <param name="place">Given to <paramref name="reached"/>.</param>
    /// <param name="reached">Called in the backward pass.</param>
    /// <returns>The same numbers, in the same memory.</returns>
    internal static Tensor Apply(Tensor x, int place, Action<int> reached)
    {
        Tensor same;
        using (no_grad())
            same = x.detach();
        GradientMark step = Take();
        (step._reached, step._place) = (reached, place);
        return step.Attach(same, [x], []);
    }

    private protected override void Backward(Tensor received, Span<Tensor?> gradients)
    {
        gradients[0] = received.alias();
        _reached!(_place);
    }
}
