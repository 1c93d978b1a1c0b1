using System.Runtime.InteropServices;

namespace DsCnn.Autograd;

/// <summary>A node of torch's graph, held so that it lives (<paramref name="Shared"/>) and so that it can be named (<paramref name="Weak"/>).</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct NodePointers(nint Shared, nint Weak);
