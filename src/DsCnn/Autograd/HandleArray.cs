using System.Runtime.InteropServices;

namespace DsCnn.Autograd;

/// <summary>Tensor handles in pinned memory, in the form that TorchSharp's native library takes and returns.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly unsafe struct HandleArray(nint* handles, long count)
{
    internal readonly nint* Handles = handles;

    internal readonly long Count = count;
}
