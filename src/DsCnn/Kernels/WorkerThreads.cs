using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace DsCnn.Kernels;

/// <summary>Work that can be done in parts, each by one thread.</summary>
internal interface IParallelWork
{
    /// <summary>Does one part. Must not throw: it may run on a thread that has no managed caller.</summary>
    void Execute(int part);
}

/// <summary>Runs the parts of a kernel on the threads that libtorch's own operations use.</summary>
/// <remarks>
/// After an operation, libgomp's threads wait for the next one busily, for some milliseconds. Threads of our own would have to compete with them for the cores, so the kernels enter the same
/// team through GOMP_parallel, as compiled OpenMP code does. Where libtorch has another OpenMP runtime, the thread pool does the work.
/// </remarks>
internal static unsafe class WorkerThreads
{
    /// <summary>Below so many numbers, waking another thread costs more than it saves.</summary>
    private const int SmallestPart = 16384;

    private static readonly delegate* unmanaged<delegate* unmanaged<Region*, void>, Region*, uint, uint, void> _team = FindTeam();

    /// <summary>How many threads libtorch computes with.</summary>
    internal static int Count => get_num_threads();

    /// <summary>Into how many parts work on so many numbers is worth dividing.</summary>
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

    /// <summary>libtorch is loaded when kernels run; a symbol is looked for in a library and all that it needs.</summary>
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
