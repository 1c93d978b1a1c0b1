using DsCnn.Communication;
using DsCnn.Distributed.Mpi;
using static TorchSharp.torch;

namespace DsCnn.Distributed;

/// <summary>The processes that <c>mpirun</c>, <c>mpiexec</c> or <c>srun</c> has started together, for <c>TrainerOptions.Communicator</c>.</summary>
/// <remarks>
/// MPI is called by one thread of its own, which gives up the processor while it waits, so that ranks do not take each other's time. A rank that dies ends all of them by its launcher; a rank
/// that is silent for <see cref="MpiOptions.Timeout"/> is named, and ends all of them. Works with Open MPI, MPICH, Intel MPI and MS-MPI, and with every library that has the standard ABI of MPI 5.
/// </remarks>
/// <example><code>
/// // mpirun -np 4 dotnet run -c Release
/// using var ranks = MpiCommunicator.Start();
/// torch.set_num_threads(ranks.RecommendedThreads);
/// TrainingData data = FashionMnist.Load().Train.Split(validationShare: 0.1);
/// using DsCnnModel model = Presets.Find("ds-pico").ToSpec(classes: 10, new InputSpec(1, 28, 28)).Build(seed: 1);
/// await new Trainer(model, new TrainerOptions { Communicator = ranks }).FitAsync(data, new ConsoleProgress());
/// </code></example>
public sealed class MpiCommunicator : ICommunicator, IDisposable
{
    private static int _isStarted;

    private readonly MpiThread _thread;

    private MpiCommunicator(MpiThread thread) => _thread = thread;

    /// <summary>Whether a launcher of MPI has started this process.</summary>
    public static bool IsLaunched => MpiLauncher.Current.IsPresent;

    /// <inheritdoc/>
    public int Rank => _thread.Rank;

    /// <inheritdoc/>
    public int Size => _thread.Size;

    /// <summary>The number of this rank among those of its host, from 0, such as for the choice of a GPU.</summary>
    public int LocalRank => HostNames.Take(Rank).Count(host => host == HostNames[Rank]);

    /// <summary>The number of ranks on this host.</summary>
    public int LocalSize => HostNames.Count(host => host == HostNames[Rank]);

    /// <summary>The host of each rank.</summary>
    public IReadOnlyList<string> HostNames => _thread.HostNames;

    /// <summary>What the MPI library calls itself, such as "Open MPI v4.1.4".</summary>
    public string Library => _thread.Library.Version;

    /// <summary>Threads for <c>torch.set_num_threads</c>, at least 1: the cores that this process may use, divided by the ranks that may use the same ones.</summary>
    public int RecommendedThreads => CoresOfProcess.ThreadsFor(Rank, HostNames, _thread.Cores, Environment.ProcessorCount);

    /// <summary>Starts MPI, once for each process. Without a launcher there is one rank.</summary>
    /// <param name="options">How. Default: see <see cref="MpiOptions"/>.</param>
    /// <returns>The ranks. Dispose of it at the end of the program, when all ranks have done their work.</returns>
    /// <exception cref="DllNotFoundException">There is no MPI library, or none of a known kind.</exception>
    /// <exception cref="InvalidOperationException">MPI was started before in this process.</exception>
    /// <exception cref="CommunicationException">MPI could not start, or the library is not that of the launcher.</exception>
    public static MpiCommunicator Start(MpiOptions? options = null)
    {
        options ??= new MpiOptions();
        MpiLibrary library = MpiLibrary.Load(options.LibraryPath ?? Environment.GetEnvironmentVariable(MpiLauncher.LibraryVariable));
        if (Interlocked.Exchange(ref _isStarted, 1) == 1)
            throw new InvalidOperationException("MPI starts once for each process, and it was started before. Keep the communicator.");
        var thread = new MpiThread(library, options.Timeout);
        if (thread.Size == 1 && MpiLauncher.Current.Processes is > 1 and var processes)
        {
            thread.Dispose();
            throw new CommunicationException(
                $"{processes} processes were started, but {library.Path} ({library.Version}) knows of one: the launcher belongs to another MPI. Use the launcher of this one, or set {MpiLauncher.LibraryVariable} to the other's library.");
        }

        return new MpiCommunicator(thread);
    }

    /// <inheritdoc/>
    public Task AllReduceAsync(Tensor values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return _thread.Enqueue(MpiOperation.AllReduce(values));
    }

    /// <inheritdoc/>
    public void Broadcast(Tensor values, int root = 0)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfNegative(root);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(root, Size);
        Wait(MpiOperation.Broadcast(values, root));
    }

    /// <inheritdoc/>
    public void AllGather(Tensor mine, Tensor all)
    {
        ArgumentNullException.ThrowIfNull(mine);
        ArgumentNullException.ThrowIfNull(all);
        if (all.numel() != mine.numel() * Size || all.dtype != mine.dtype)
            throw new ArgumentException($"{Size} ranks need room for {mine.numel() * Size} elements of {mine.dtype}. Received: {all.numel()} of {all.dtype}.", nameof(all));
        Wait(MpiOperation.AllGather(mine, all));
    }

    /// <inheritdoc/>
    public void Barrier() => Wait(MpiOperation.Barrier());

    /// <summary>Prints the reason with rank and host to the standard error output, and ends the processes of all ranks, this one included.</summary>
    /// <param name="reason">The cause.</param>
    public void Abort(Exception reason)
    {
        ArgumentNullException.ThrowIfNull(reason);

        // What goes wrong everywhere is told once: the first rank's message ends the others.
        if (Rank > 0)
            Thread.Sleep(TimeSpan.FromSeconds(1));
        _thread.Abort($"rank {Rank} on {HostNames[Rank]}: {reason.Message.ReplaceLineEndings(" ")}");
    }

    /// <summary>Waits for all ranks and ends MPI.</summary>
    public void Dispose() => _thread.Dispose();

    private void Wait(MpiOperation operation) => _thread.Enqueue(operation).GetAwaiter().GetResult();
}
