using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace DsCnn.Kernels;

/// <summary>Work that can be divided into parts, each run by one thread.</summary>
internal interface IParallelWork
{
    /// <summary>Runs one part. Must not throw: it may run on a thread without a managed caller.</summary>
    void Execute(int part);
}

/// <summary>Runs the parts of a kernel on the threads that libtorch's own operations use.</summary>
/// <remarks>
/// After an operation, libgomp's threads busy-wait for the next one for some milliseconds. Separate threads would have to compete with them for the cores, so the kernels enter the same
/// team through GOMP_parallel, as compiled OpenMP code does. If libtorch uses a different OpenMP runtime, the thread pool does the work.
/// </remarks>
internal static unsafe class WorkerThreads
{
    /// <summary>Below this number of elements, waking another thread costs more than it saves.</summary>
    private const int SmallestPart = 16384;

    private static readonly delegate* unmanaged<delegate* unmanaged<Region*, void>, Region*, uint, uint, void> _team = FindTeam();

    /// <summary>The number of threads that libtorch uses.</summary>
    internal static int Count => get_num_threads();

    /// <summary>The number of parts into which it pays to divide work on the given number of elements.</summary>
    internal static int PartsFor(long elements) => (int)Math.Clamp(elements / SmallestPart, 1, Count);

    internal static void Run<TWork>(TWork work, int parts)
        where TWork : unmanaged, IParallelWork
    {
        if (parts <= 1)
        {
            work.Execute(0);
        }
        else if (_team != null)
        {
            var region = new Region { Work = &work, Execute = &Execute<TWork>, Parts = parts };
            _team(&Enter, &region, (uint)Count, 0);
        }
        else
        {
            TWork* shared = &work;
            Parallel.For(0, parts, new ParallelOptions { MaxDegreeOfParallelism = Count }, part => shared->Execute(part));
        }
    }

    private static void Execute<TWork>(void* work, int part)
        where TWork : unmanaged, IParallelWork => ((TWork*)work)->Execute(part);

    [UnmanagedCallersOnly]
    private static void Enter(Region* region)
    {
        for (int part = Interlocked.Increment(ref region->Taken) - 1; part < region->Parts; part = Interlocked.Increment(ref region->Taken) - 1)
            region->Execute(region->Work, part);
    }

    /// <summary>libtorch is loaded when kernels run; symbols are searched in a library and its dependencies.</summary>
    private static delegate* unmanaged<delegate* unmanaged<Region*, void>, Region*, uint, uint, void> FindTeam() =>
        OperatingSystem.IsLinux()
        && NativeLibrary.TryLoad("libtorch_cpu.so", out nint library)
        && NativeLibrary.TryGetExport(library, "GOMP_parallel", out nint team)
            ? (delegate* unmanaged<delegate* unmanaged<Region*, void>, Region*, uint, uint, void>)team
            : null;

    private struct Region
    {
        public void* Work;
        public delegate*<void*, int, void> Execute;
        public int Parts;
        public int Taken;
    }
}
