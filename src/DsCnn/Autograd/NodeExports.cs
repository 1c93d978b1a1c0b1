using System.Runtime.InteropServices;
using TorchSharp;

namespace DsCnn.Autograd;

/// <summary>What TorchSharp's native library exports for steps with a gradient of their own, and for the memory of a tensor.</summary>
/// <remarks>
/// The names are those behind <c>torch.autograd.Function</c> and <c>Tensor.bytes</c> of TorchSharp 0.107. They are looked up in the library that TorchSharp itself
/// uses, and where one is missing torch's own operations do the work.
/// </remarks>
internal static unsafe class NodeExports
{
    private static readonly nint _library = NativeLibrary.TryLoad(LibTorchLoader.ImportName, typeof(torch).Assembly, null, out nint library) ? library : 0;

    private static bool _isOneMissing;

    /// <summary>Makes a node from what it calls on the way back and when it is deleted.</summary>
    internal static readonly delegate* unmanaged<nint, nint, NodePointers> Create =
        (delegate* unmanaged<nint, nint, NodePointers>)Find("THSAutograd_CSharpNode_ctor");

    internal static readonly delegate* unmanaged<NodePointers, void> ReleaseShared = (delegate* unmanaged<NodePointers, void>)Find("THSAutograd_CSharpNode_disposeSharedPtr");

    internal static readonly delegate* unmanaged<NodePointers, void> ReleaseWeak = (delegate* unmanaged<NodePointers, void>)Find("THSAutograd_CSharpNode_disposeWeakPtr");

    /// <summary>Says whose gradients a node computes; the byte is a bool that says whether it will.</summary>
    internal static readonly delegate* unmanaged<NodePointers, HandleArray, byte, void> SetNextEdges =
        (delegate* unmanaged<NodePointers, HandleArray, byte, void>)Find("THSAutograd_CSharpNode_setNextEdges");

    internal static readonly delegate* unmanaged<NodePointers, void> ClearInputMetadata =
        (delegate* unmanaged<NodePointers, void>)Find("THSAutograd_CSharpNode_clearInputMetadata");

    /// <summary>Makes outputs of the tensors that a step computed: inputs, not differentiable, changed in place, outputs, node, and who gives memory for as many handles.</summary>
    internal static readonly delegate* unmanaged<HandleArray, HandleArray, HandleArray, HandleArray, NodePointers, delegate* unmanaged<nuint, nint*>, void> WrapOutputs =
        (delegate* unmanaged<HandleArray, HandleArray, HandleArray, HandleArray, NodePointers, delegate* unmanaged<nuint, nint*>, void>)Find("THSAutograd_Function_wrapOutputs");

    /// <summary>Keeps a tensor for the way back; the byte is a bool that says whether it is a view that was changed.</summary>
    internal static readonly delegate* unmanaged<nint, NodePointers, byte, nint> Save =
        (delegate* unmanaged<nint, NodePointers, byte, nint>)Find("THSAutograd_SavedVariable_ctor");

    internal static readonly delegate* unmanaged<nint, NodePointers, nint> Unpack = (delegate* unmanaged<nint, NodePointers, nint>)Find("THSAutograd_SavedVariable_unpack");

    internal static readonly delegate* unmanaged<nint, void> ReleaseSaved = (delegate* unmanaged<nint, void>)Find("THSAutograd_SavedVariable_dispose");

    /// <summary>Where the numbers of a tensor begin, on the CPU.</summary>
    internal static readonly delegate* unmanaged<nint, void*> Memory = (delegate* unmanaged<nint, void*>)Find("THSTensor_data");

    /// <summary>Whether none is missing.</summary>
    internal static bool AreThere => !_isOneMissing;

    private static nint Find(string name)
    {
        if (_library != 0 && NativeLibrary.TryGetExport(_library, name, out nint address))
            return address;
        _isOneMissing = true;
        return 0;
    }
}
