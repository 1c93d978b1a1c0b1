using System.Runtime.InteropServices;
using System.Text;
using static TorchSharp.torch;

namespace DsCnn.Autograd;

/// <summary>Carries an exception thrown by a step of this thread's backward pass to the caller that started the pass.</summary>
/// <remarks>
/// Exceptions cannot pass through torch, and for a node that returns nothing, torch only reports that gradients are missing. So a pass in which a step has failed continues with zeros, and
/// leaves the cause as torch's error of this thread, which TorchSharp reads after the pass.
/// </remarks>
internal static unsafe class StepFailure
{
    [ThreadStatic]
    private static Exception? _exception;

    [ThreadStatic]
    private static string? _message;

    /// <summary>The step that threw, and the index of the saved tensor that torch refused, or -1.</summary>
    [ThreadStatic]
    private static (GradientStep? Step, int Refused) _source;

    /// <summary>Returns, once, the exception of a step of this thread's last pass.</summary>
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

    /// <summary>Whether a pass with a failed step is still running, that is, until torch's error is read. If so, <see cref="Raise"/> must follow.</summary>
    internal static bool TakesPlace()
    {
        if (_exception is null)
            return false;
        if (NodeExports.TakeError() != null)
            return true;
        Forget();
        return false;
    }

    /// <summary>Called when torch has deleted a step's node, whose saved tensors can no longer be read.</summary>
    internal static void Deleted(GradientStep step)
    {
        if (_source.Step == step)
            _source = (null, -1);
    }

    /// <summary>Makes the cause torch's error of this thread. No call into torch may follow before the callback returns, because each call first clears the error.</summary>
    internal static void Raise()
    {
        // If torch itself refused a tensor, ask again to get torch's own error.
        if (_source is { Step: { } step, Refused: >= 0 and var index } && step.IsRefused(index))
            return;

        // There is no function to set the error, but one that repeats its argument in its error message.
        using Tensor matrix = zeros(1, 1, device: CPU);
        fixed (byte* text = Encoding.UTF8.GetBytes(_message + "\0"))
            _ = NodeExports.ConditionNumber(matrix.Handle, text);
    }

    private static void Forget() => (_exception, _message, _source) = (null, null, (null, -1));
}

/// <summary>Torch refuses to return a saved tensor, for example because it has been changed since.</summary>
internal sealed class SavedTensorException(int index, string message) : ExternalException(message)
{
    /// <summary>The index of the step's saved tensor.</summary>
    internal int Index => index;
}
