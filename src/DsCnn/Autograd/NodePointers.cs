using System.Runtime.InteropServices;

namespace DsCnn.Autograd;

/// <summary>A node of torch's graph: a reference that keeps it alive (<paramref name="Shared"/>) and one that identifies it (<paramref name="Weak"/>).</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct NodePointers(nint Shared, nint Weak);
