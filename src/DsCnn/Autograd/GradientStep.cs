using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace DsCnn.Autograd;

/// <summary>A training step with a custom gradient: a node of torch's graph that calls back.</summary>
/// <remarks>
/// TorchSharp's <c>autograd.Function</c> creates some twenty objects per call and an empty map per output, and holds every gradient until the end of the
/// backward pass. Here a step is reused once torch has deleted its node, and gradients are released as soon as torch has taken them over.
/// </remarks>
internal abstract unsafe class GradientStep
{
    /// <summary>The maximum number of inputs and saved tensors of a step.</summary>
    private const int Capacity = 9;

    /// <summary>The gradients of this thread's last step. Torch copies the handles after the callback has returned, so they can be released by the next callback at the earliest.</summary>
    [ThreadStatic]
    private static Tensor?[]? _takenOver;

    [ThreadStatic]
    private static nint[]? _wrapped;

    // The native node holds raw pointers to these delegates, so they must live as long as this object.
    private readonly ApplyCallback _onApply;
    private readonly DeletedCallback _onDeleted;
    private readonly nint _apply;
    private readonly nint _deleted;

    private readonly Tensor?[] _gradients = new Tensor?[Capacity];
    private readonly nint[] _returned = GC.AllocateArray<nint>(Capacity, pinned: true);
    private readonly TensorExtents[] _extents = new TensorExtents[Capacity];
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

    /// <summary>Computes the gradients of the step's inputs.</summary>
    /// <param name="received">The gradient of its output, which is released afterward.</param>
    /// <param name="gradients">One for each input, initially null; null means a gradient of zeros.</param>
    private protected abstract void Backward(Tensor received, Span<Tensor?> gradients);

    /// <summary>Called when torch has deleted the node, so that this step can be reused.</summary>
    private protected abstract void Return();

    /// <summary>Registers the step's output with torch, if gradients are recorded and an input requires one.</summary>
    /// <param name="output">The result, computed without gradients; not to be used afterward.</param>
    /// <param name="inputs">The tensors it was computed from that may require a gradient, of up to four dimensions.</param>
    /// <param name="saved">The tensors that the backward pass needs, for <see cref="Saved"/>: inputs and intermediate results, but not the output.</param>
    /// <returns>The output, with this step as its gradient function.</returns>
    /// <exception cref="ExternalException">A tensor cannot be saved, for example because it was created in inference mode.</exception>
    private protected Tensor Attach(Tensor output, ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> saved)
    {
        if (!is_grad_enabled() || !AnyRequiresGradient(inputs))
        {
            Return();
            return output;
        }

        using (output)
        {
            _inputs = inputs.Length;
            _node = NodeExports.Create(_apply, _deleted);
            CheckForErrors();
            try
            {
                Tensor attached = Wrap(output, inputs);
                for (int i = 0; i < inputs.Length; i++)
                    _extents[i] = new TensorExtents(inputs[i]);
                Save(saved, attached);
                return attached;
            }
            finally
            {
                // From here on, only the graph keeps the node alive; without a graph it is deleted immediately.
                NodeExports.ReleaseShared(_node);
            }
        }
    }

    /// <summary>A saved tensor, during the backward pass; the caller disposes it.</summary>
    /// <exception cref="SavedTensorException">It has been changed in place since.</exception>
    private protected Tensor Saved(int index)
    {
        nint handle = NodeExports.Unpack(_saved[index], _node);
        return handle != 0 ? Tensor.UnsafeCreateTensor(handle) : throw new SavedTensorException(index, Marshal.PtrToStringUTF8((nint)NodeExports.TakeError()) ?? "");
    }

    /// <summary>Whether torch refuses to return a saved tensor; the reason is then torch's error.</summary>
    internal bool IsRefused(int index)
    {
        nint handle = NodeExports.Unpack(_saved[index], _node);
        if (handle != 0)
            Tensor.UnsafeCreateTensor(handle).Dispose();
        return handle == 0;
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

    private Tensor Wrap(Tensor output, ReadOnlySpan<Tensor> inputs)
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
        return Tensor.UnsafeCreateTensor(_wrapped![0]);
    }

    private void Save(ReadOnlySpan<Tensor> tensors, Tensor attached)
    {
        try
        {
            foreach (Tensor tensor in tensors)
            {
                nint saved = NodeExports.Save(tensor.Handle, _node, 0);
                CheckForErrors();
                _saved[_savedCount++] = saved;
            }
        }
        catch
        {
            attached.Dispose();
            throw;
        }
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "An exception that reached the native caller would end the process.")]
    private HandleArray OnApply(nint* received, int count)
    {
        try
        {
            LetGo(_takenOver);
            return *received == 0 ? GiveBack() : Apply(Tensor.UnsafeCreateTensor(*received));
        }
        catch (Exception)
        {
            // The only trace is torch's own error about missing gradients.
            return default;
        }
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "The pass must run to its end, where the caller is told.")]
    private HandleArray Apply(Tensor received)
    {
        using (received)
        {
            if (!StepFailure.TakesPlace())
            {
                try
                {
                    Backward(received, _gradients.AsSpan(0, _inputs));
                    return GiveBack();
                }
                catch (Exception failure)
                {
                    LetGo(_gradients);

                    // On other devices the pass runs on one of torch's threads, whose errors nobody reads.
                    if (received.device_type != TorchSharp.DeviceType.CPU)
                        throw;
                    StepFailure.Set(failure, this);
                }
            }

            for (int i = 0; i < _inputs; i++)
                _gradients[i] = _extents[i].Zeros(received.device);
            HandleArray zeros = GiveBack();
            StepFailure.Raise();
            return zeros;
        }
    }

    private HandleArray GiveBack()
    {
        _takenOver ??= new Tensor?[Capacity];

        // Left over from a backward pass nested in this one.
        LetGo(_takenOver);
        for (int i = 0; i < _inputs; i++)
        {
            _returned[i] = _gradients[i]?.Handle ?? 0;
            _takenOver[i] = _gradients[i];
            _gradients[i] = null;
        }

        return new HandleArray((nint*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_returned)), _inputs);
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "An exception that reached the native caller would end the process.")]
    private void OnDeleted()
    {
        try
        {
            StepFailure.Deleted(this);
            bool failed = StepFailure.TakesPlace();
            LetGo(_takenOver);
            while (_savedCount > 0)
                NodeExports.ReleaseSaved(_saved[--_savedCount]);
            NodeExports.ReleaseWeak(_node);
            Return();
            if (failed)
                StepFailure.Raise();
        }
        catch (Exception)
        {
            // The step is not reused.
        }
    }
}
