using System.Runtime.InteropServices;
using System.Text;
using static TorchSharp.torch;

namespace DsCnn.Autograd;

/// <summary>What a step of this thread's backward pass threw, on its way to the caller that asked for that pass.</summary>
/// <remarks>
/// No exception can pass through torch, and all that torch says of a node that gives nothing back is that gradients are missing. So a pass in which a step has failed goes on with zeros, and
/// leaves the cause as torch's error of this thread, for which TorchSharp asks when the pass is over.
/// </remarks>
internal static unsafe class StepFailure
{
    [ThreadStatic]
    private static Exception? _exception;

    [ThreadStatic]
    private static string? _message;

    /// <summary>The step that threw, and which of its saved tensors torch refused, or -1.</summary>
    [ThreadStatic]
    private static (GradientStep? Step, int Refused) _source;

    /// <summary>What a step of this thread's last pass threw, once.</summary>
    internal static Exception? Take()
    {
        Exception? exception = _exception;
        Forget();
        return exception;
    }

    internal static void Set(Exception exception, GradientStep step)
    {
        _exception = exception;
        _message = $"{step.GetType().Name} could not compute its gradients: {exception.GetType()}: {exception.Message}";
        _source = (step, (exception as SavedTensorException)?.Index ?? -1);
    }

    /// <summary>Whether the pass in which a step has failed still goes on, which is as long as nobody asked for torch's error. Where it does, <see cref="Raise"/> must follow.</summary>
    internal static bool TakesPlace()
    {
        if (_exception is null)
            return false;
        if (NodeExports.TakeError() != null)
            return true;
        Forget();
        return false;
    }

    /// <summary>Says that torch has deleted a step's node, whose saved tensors nobody can ask for any more.</summary>
    internal static void Deleted(GradientStep step)
    {
        if (_source.Step == step)
            _source = (null, -1);
    }

    /// <summary>Makes the cause torch's error of this thread. No call of torch may follow before the callback returns, since each begins by forgetting the error.</summary>
    internal static void Raise()
    {
        // In torch's own words where it was torch that refused: by asking again.
        if (_source is { Step: { } step, Refused: >= 0 and var index } && step.IsRefused(index))
            return;

        // No function sets the error, but one that is given the cause as its argument repeats it.
        using Tensor matrix = zeros(1, 1, device: CPU);
        fixed (byte* text = Encoding.UTF8.GetBytes(_message + "\0"))
            _ = NodeExports.ConditionNumber(matrix.Handle, text);
    }

    private static void Forget() => (_exception, _message, _source) = (null, null, (null, -1));
}

/// <summary>Torch refuses a tensor that was saved for the way back, such as one that was changed since.</summary>
internal sealed class SavedTensorException(int index, string message) : ExternalException(message)
{
    /// <summary>Which of the step's saved tensors.</summary>
    internal int Index => index;
}
