using System.Runtime.InteropServices;
using TorchSharp;

namespace DsCnn.Autograd;

/// <summary>The functions that TorchSharp's native library exports for custom gradients and for access to a tensor's memory.</summary>
/// <remarks>
/// These are the functions behind <c>torch.autograd.Function</c>, <c>Tensor.bytes</c> and <c>torch.CheckForErrors</c>, which are not part of a stable API. They are called only in versions
/// of TorchSharp that this library was tested with; in other versions torch's own operations do the work.
/// </remarks>
internal static unsafe class NodeExports
{
    /// <summary>The AppContext switch with which an application makes torch's own operations do all the work, in any version.</summary>
    internal const string OptOut = "DsCnn.TorchOperationsOnly";

    private static readonly Version[] _tested = [new(0, 107, 0, 0)];

    private static readonly nint _library = NativeLibrary.TryLoad(LibTorchLoader.ImportName, typeof(torch).Assembly, null, out nint library) ? library : 0;

    private static readonly bool _isTested = IsTested(typeof(torch).Assembly.GetName().Version);

    private static bool _isOneMissing;

    /// <summary>Creates a node from its callbacks for the backward pass and for its deletion.</summary>
    internal static readonly delegate* unmanaged<nint, nint, NodePointers> Create =
        (delegate* unmanaged<nint, nint, NodePointers>)Find("THSAutograd_CSharpNode_ctor");

    internal static readonly delegate* unmanaged<NodePointers, void> ReleaseShared = (delegate* unmanaged<NodePointers, void>)Find("THSAutograd_CSharpNode_disposeSharedPtr");

    internal static readonly delegate* unmanaged<NodePointers, void> ReleaseWeak = (delegate* unmanaged<NodePointers, void>)Find("THSAutograd_CSharpNode_disposeWeakPtr");

    /// <summary>Sets the tensors whose gradients a node computes; the byte is a bool that says whether it will.</summary>
    internal static readonly delegate* unmanaged<NodePointers, HandleArray, byte, void> SetNextEdges =
        (delegate* unmanaged<NodePointers, HandleArray, byte, void>)Find("THSAutograd_CSharpNode_setNextEdges");

    internal static readonly delegate* unmanaged<NodePointers, void> ClearInputMetadata =
        (delegate* unmanaged<NodePointers, void>)Find("THSAutograd_CSharpNode_clearInputMetadata");

    /// <summary>Turns the tensors that a step computed into outputs: inputs, not differentiable, changed in place, outputs, node, and an allocator for as many handles.</summary>
    internal static readonly delegate* unmanaged<HandleArray, HandleArray, HandleArray, HandleArray, NodePointers, delegate* unmanaged<nuint, nint*>, void> WrapOutputs =
        (delegate* unmanaged<HandleArray, HandleArray, HandleArray, HandleArray, NodePointers, delegate* unmanaged<nuint, nint*>, void>)Find("THSAutograd_Function_wrapOutputs");

    /// <summary>Saves a tensor for the backward pass; the byte is a bool that says whether it is a view that was changed.</summary>
    internal static readonly delegate* unmanaged<nint, NodePointers, byte, nint> Save =
        (delegate* unmanaged<nint, NodePointers, byte, nint>)Find("THSAutograd_SavedVariable_ctor");

    internal static readonly delegate* unmanaged<nint, NodePointers, nint> Unpack = (delegate* unmanaged<nint, NodePointers, nint>)Find("THSAutograd_SavedVariable_unpack");

    internal static readonly delegate* unmanaged<nint, void> ReleaseSaved = (delegate* unmanaged<nint, void>)Find("THSAutograd_SavedVariable_dispose");

    /// <summary>The address of a tensor's data, on the CPU.</summary>
    internal static readonly delegate* unmanaged<nint, void*> Memory = (delegate* unmanaged<nint, void*>)Find("THSTensor_data");

    /// <summary>Takes torch's error of this thread, zero-terminated, or null if there is none.</summary>
    internal static readonly delegate* unmanaged<byte*> TakeError = (delegate* unmanaged<byte*>)Find("THSTorch_get_and_reset_last_err");

    /// <summary>The condition number of a matrix for a norm given by name; an unknown name causes an error that repeats the name.</summary>
    internal static readonly delegate* unmanaged<nint, byte*, nint> ConditionNumber = (delegate* unmanaged<nint, byte*, nint>)Find("THSLinalg_cond_str");

    /// <summary>Whether these functions may be called.</summary>
    internal static bool AreUsable => _isTested && !_isOneMissing && !(AppContext.TryGetSwitch(OptOut, out bool isOff) && isOff);

    /// <summary>Whether this library was tested with a version of TorchSharp.</summary>
    internal static bool IsTested(Version? torchSharp) => _tested.Contains(torchSharp);

    private static nint Find(string name)
    {
        if (_library != 0 && NativeLibrary.TryGetExport(_library, name, out nint address))
            return address;
        _isOneMissing = true;
        return 0;
    }
}
