using System.Runtime.InteropServices;

namespace DsCnn.Autograd;

/// <summary>Handles of tensors in memory that does not move, as TorchSharp's native library takes and gives them.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly unsafe struct HandleArray(nint* handles, long count)
{
    internal readonly nint* Handles = handles;

    internal readonly long Count = count;
}
