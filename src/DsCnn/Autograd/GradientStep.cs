using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace DsCnn.Autograd;

/// <summary>A step of training with a gradient of its own: a node of torch's graph that calls back.</summary>
/// <remarks>
/// TorchSharp's <c>autograd.Function</c> makes some twenty objects for each call, an empty map for each output, and holds every gradient until the end of the
/// backward pass. Here a step is used again once torch has deleted its node, and gradients are let go of as soon as torch has taken them over.
/// </remarks>
internal abstract unsafe class GradientStep
{
    /// <summary>Inputs, and tensors kept, that a step may have.</summary>
    private const int Capacity = 9;

    /// <summary>The last step's gradients of this thread. Torch copies the handles when the callback has returned, so the next one is the first that can let go of them.</summary>
    [ThreadStatic]
    private static Tensor?[]? _takenOver;

    [ThreadStatic]
    private static nint[]? _wrapped;

    [ThreadStatic]
    private static Exception? _failure;

    // The native node holds bare pointers to these, so they live as long as this.
    private readonly ApplyCallback _onApply;
    private readonly DeletedCallback _onDeleted;
    private readonly nint _apply;
    private readonly nint _deleted;

    private readonly Tensor?[] _gradients = new Tensor?[Capacity];
    private readonly nint[] _returned = GC.AllocateArray<nint>(Capacity, pinned: true);
    private readonly nint[] _saved = new nint[Capacity];
    private NodePointers _node;
    private int _inputs;
    private int _savedCount;

    private protected GradientStep()
    {
        _onApply = OnApply;
        _onDeleted = OnDeleted;
        _apply = Marshal.GetFunctionPointerForDelegate(_onApply);
        _deleted = Marshal.GetFunctionPointerForDelegate(_onDeleted);
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate HandleArray ApplyCallback(nint* received, int count);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate void DeletedCallback();

    /// <summary>What a step of this thread's last backward pass threw, once: torch only says that gradients are missing, since exceptions cannot pass through it.</summary>
    internal static Exception? TakeFailure()
    {
        Exception? failure = _failure;
        _failure = null;
        return failure;
    }

    /// <summary>Computes the gradients of the step's inputs.</summary>
    /// <param name="received">The gradient of its output, which is let go of afterwards.</param>
    /// <param name="gradients">One for each input, null at first; a null is a gradient of zeros.</param>
    private protected abstract void Backward(Tensor received, Span<Tensor?> gradients);

    /// <summary>Says that torch has deleted the node, so that this step can be another's.</summary>
    private protected abstract void Return();

    /// <summary>Makes the step's output known to torch.</summary>
    /// <param name="output">What was computed without gradients; not to be used any more.</param>
    /// <param name="inputs">The tensors it was computed from that can have a gradient.</param>
    /// <param name="saved">What the way back needs, for <see cref="Saved"/>: inputs, and what was computed on the way, but not the output.</param>
    /// <returns>The output, with this step as its gradient's function.</returns>
    private protected Tensor Attach(Tensor output, ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> saved)
    {
        if (!AnyRequiresGradient(inputs))
        {
            Return();
            return output;
        }

        if (!NodeExports.AreThere)
            throw new NotSupportedException("This version of TorchSharp has no custom gradients as version 0.107 has them. Use that one.");
        _inputs = inputs.Length;
        _node = NodeExports.Create(_apply, _deleted);
        CheckForErrors();
        try
        {
            nint* handles = stackalloc nint[inputs.Length];
            for (int i = 0; i < inputs.Length; i++)
                handles[i] = inputs[i].Handle;
            var ofInputs = new HandleArray(handles, inputs.Length);
            NodeExports.SetNextEdges(_node, ofInputs, 1);
            CheckForErrors();
            NodeExports.ClearInputMetadata(_node);
            CheckForErrors();

            nint computed = output.Handle;
            NodeExports.WrapOutputs(ofInputs, default, default, new HandleArray(&computed, 1), _node, &MemoryForHandles);
            CheckForErrors();
            Tensor attached = Tensor.UnsafeCreateTensor(_wrapped![0]);
            output.Dispose();
            foreach (Tensor tensor in saved)
            {
                _saved[_savedCount++] = NodeExports.Save(tensor.Handle, _node, 0);
                CheckForErrors();
            }

            return attached;
        }
        finally
        {
            // From here on only the graph keeps the node; without one it is deleted at once.
            NodeExports.ReleaseShared(_node);
        }
    }

    /// <summary>A tensor that was saved, on the way back; the caller disposes it.</summary>
    /// <exception cref="ExternalException">It was changed in place since.</exception>
    private protected Tensor Saved(int index)
    {
        nint handle = NodeExports.Unpack(_saved[index], _node);
        CheckForErrors();
        return Tensor.UnsafeCreateTensor(handle);
    }

    private static bool AnyRequiresGradient(ReadOnlySpan<Tensor> tensors)
    {
        foreach (Tensor tensor in tensors)
        {
            if (tensor.requires_grad)
                return true;
        }

        return false;
    }

    [UnmanagedCallersOnly]
    private static nint* MemoryForHandles(nuint count)
    {
        _wrapped ??= GC.AllocateArray<nint>(1, pinned: true);
        return (nint*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_wrapped));
    }

    private static void LetGo(Tensor?[]? tensors)
    {
        if (tensors is null)
            return;
        foreach (Tensor? tensor in tensors)
            tensor?.Dispose();
        Array.Clear(tensors);
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "An exception that reached the native caller would end the process.")]
    private HandleArray OnApply(nint* received, int count)
    {
        LetGo(_takenOver);
        if (*received == 0)
            return GiveBack();
        Tensor gradient = Tensor.UnsafeCreateTensor(*received);
        try
        {
            Backward(gradient, _gradients.AsSpan(0, _inputs));
            return GiveBack();
        }
        catch (Exception failure)
        {
            _failure = failure;
            LetGo(_gradients);
            return default;
        }
        finally
        {
            gradient.Dispose();
        }
    }

    private HandleArray GiveBack()
    {
        _takenOver ??= new Tensor?[Capacity];

        // Left by a backward pass within this one.
        LetGo(_takenOver);
        for (int i = 0; i < _inputs; i++)
        {
            _returned[i] = _gradients[i]?.Handle ?? 0;
            _takenOver[i] = _gradients[i];
            _gradients[i] = null;
        }

        return new HandleArray((nint*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_returned)), _inputs);
    }

    private void OnDeleted()
    {
        LetGo(_takenOver);
        for (int i = 0; i < _savedCount; i++)
            NodeExports.ReleaseSaved(_saved[i]);
        _savedCount = 0;
        NodeExports.ReleaseWeak(_node);
        Return();
    }
}
