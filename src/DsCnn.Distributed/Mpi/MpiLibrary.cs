using System.Runtime.InteropServices;
using System.Text;
using DsCnn.Communication;

namespace DsCnn.Distributed.Mpi;

/// <summary>The functions of an MPI library. This folder is all that knows MPI.</summary>
internal sealed unsafe class MpiLibrary
{
    private const int LongestText = 8192;
    private static readonly string[] _likeMpich = ["MPICH", "Intel", "MVAPICH", "Microsoft", "MSMPI"];
    private readonly nint _library;

    private MpiLibrary(nint library, string path)
    {
        _library = library;
        Path = path;
        InitThread = (delegate* unmanaged<int*, byte***, int, int*, int>)Find("MPI_Init_thread");
        Finalize = (delegate* unmanaged<int>)Find("MPI_Finalize");
        Abort = (delegate* unmanaged<nint, int, int>)Find("MPI_Abort");
        CommRank = (delegate* unmanaged<nint, int*, int>)Find("MPI_Comm_rank");
        CommSize = (delegate* unmanaged<nint, int*, int>)Find("MPI_Comm_size");
        CommDup = (delegate* unmanaged<nint, nint*, int>)Find("MPI_Comm_dup");
        CommSetErrorHandler = (delegate* unmanaged<nint, nint, int>)Find("MPI_Comm_set_errhandler");
        GetProcessorName = (delegate* unmanaged<byte*, int*, int>)Find("MPI_Get_processor_name");
        Allgather = (delegate* unmanaged<nint, int, nint, nint, int, nint, nint, int>)Find("MPI_Allgather");
        Iallreduce = (delegate* unmanaged<nint, nint, int, nint, nint, nint, nint*, int>)Find("MPI_Iallreduce");
        Ibcast = (delegate* unmanaged<nint, int, nint, int, nint, nint*, int>)Find("MPI_Ibcast");
        Iallgather = (delegate* unmanaged<nint, int, nint, nint, int, nint, nint, nint*, int>)Find("MPI_Iallgather");
        Ibarrier = (delegate* unmanaged<nint, nint*, int>)Find("MPI_Ibarrier");
        Test = (delegate* unmanaged<nint*, int*, nint, int>)Find("MPI_Test");
        Isend = (delegate* unmanaged<nint, int, nint, int, int, nint, nint*, int>)Find("MPI_Isend");
        Iprobe = (delegate* unmanaged<int, int, nint, int*, nint, int>)Find("MPI_Iprobe");
        Receive = (delegate* unmanaged<nint, int, nint, int, int, nint, nint, int>)Find("MPI_Recv");
        Version = Text((delegate* unmanaged<byte*, int*, int>)Find("MPI_Get_library_version")).Split('\n')[0].TrimEnd(',', ' ');
        Constants = Choose();
    }

    internal string Path { get; }

    /// <summary>What the library calls itself, on one line.</summary>
    internal string Version { get; }

    internal MpiConstants Constants { get; }

    internal readonly delegate* unmanaged<int*, byte***, int, int*, int> InitThread;
    internal readonly delegate* unmanaged<int> Finalize;
    internal readonly delegate* unmanaged<nint, int, int> Abort;
    internal readonly delegate* unmanaged<nint, int*, int> CommRank;
    internal readonly delegate* unmanaged<nint, int*, int> CommSize;
    internal readonly delegate* unmanaged<nint, nint*, int> CommDup;
    internal readonly delegate* unmanaged<nint, nint, int> CommSetErrorHandler;
    internal readonly delegate* unmanaged<byte*, int*, int> GetProcessorName;

    /// <summary>Send buffer, count, type; receive buffer, count for each rank, type; communicator.</summary>
    internal readonly delegate* unmanaged<nint, int, nint, nint, int, nint, nint, int> Allgather;

    /// <summary>Send buffer, receive buffer, count, type, operation, communicator, request.</summary>
    internal readonly delegate* unmanaged<nint, nint, int, nint, nint, nint, nint*, int> Iallreduce;

    /// <summary>Buffer, count, type, root, communicator, request.</summary>
    internal readonly delegate* unmanaged<nint, int, nint, int, nint, nint*, int> Ibcast;

    /// <summary>As <see cref="Allgather"/>, and a request.</summary>
    internal readonly delegate* unmanaged<nint, int, nint, nint, int, nint, nint, nint*, int> Iallgather;

    internal readonly delegate* unmanaged<nint, nint*, int> Ibarrier;

    /// <summary>Request, whether it is done, status.</summary>
    internal readonly delegate* unmanaged<nint*, int*, nint, int> Test;

    /// <summary>Buffer, count, type, rank, tag, communicator, request.</summary>
    internal readonly delegate* unmanaged<nint, int, nint, int, int, nint, nint*, int> Isend;

    /// <summary>Rank, tag, communicator, whether there is a message, status.</summary>
    internal readonly delegate* unmanaged<int, int, nint, int*, nint, int> Iprobe;

    /// <summary>Buffer, count, type, rank, tag, communicator, status.</summary>
    internal readonly delegate* unmanaged<nint, int, nint, int, int, nint, nint, int> Receive;

    /// <summary>Loads the library that was asked for, or the one that belongs to what started this process.</summary>
    /// <exception cref="DllNotFoundException">There is none; the message says what to install.</exception>
    internal static MpiLibrary Load(string? path)
    {
        if (path is not null)
            return NativeLibrary.TryLoad(path, out nint given) ? Open(given, path) : throw new DllNotFoundException($"The MPI library {path} cannot be loaded.");
        string[] names = MpiLauncher.Current.LibraryNames;
        foreach (string name in names)
        {
            if (NativeLibrary.TryLoad(name, out nint found))
                return Open(found, name);
        }

        throw new DllNotFoundException(
            $"There is no MPI library here ({string.Join(", ", names)}). Install one on every machine, such as Debian's openmpi-bin, or set {MpiLauncher.LibraryVariable} to its path.");
    }

    /// <exception cref="CommunicationException">A function returned an error.</exception>
    internal void Check(int code, string what)
    {
        if (code == 0)
            return;
        var errorString = (delegate* unmanaged<int, byte*, int*, int>)Find("MPI_Error_string");
        byte* text = stackalloc byte[LongestText];
        int length = 0;
        string cause = errorString(code, text, &length) == 0 ? Encoding.UTF8.GetString(text, Math.Clamp(length, 0, LongestText)) : $"error {code}";
        throw new CommunicationException($"MPI could not {what}: {cause.ReplaceLineEndings(" ")}");
    }

    /// <summary>Calls a function that fills in a text.</summary>
    internal static string Text(delegate* unmanaged<byte*, int*, int> function)
    {
        byte* text = stackalloc byte[LongestText];
        int length = 0;
        return function(text, &length) == 0 ? Encoding.UTF8.GetString(text, Math.Clamp(length, 0, LongestText)).TrimEnd('\0') : "";
    }

    private static MpiLibrary Open(nint library, string path)
    {
        try
        {
            return new MpiLibrary(library, path);
        }
        catch (EntryPointNotFoundException missing)
        {
            throw new DllNotFoundException($"{path} is not an MPI library of version 3 or later: {missing.Message}", missing);
        }
    }

    /// <summary>By what the library is, not by its name: every one of them may be called libmpi.so.</summary>
    private MpiConstants Choose()
    {
        if (NativeLibrary.TryGetExport(_library, "ompi_mpi_comm_world", out _))
            return MpiConstants.OpenMpi(Find);
        if (NativeLibrary.TryGetExport(_library, "MPI_Abi_get_version", out _) && Path.Contains("mpi_abi", StringComparison.Ordinal))
            return MpiConstants.Standard;
        return _likeMpich.Any(name => Version.Contains(name, StringComparison.OrdinalIgnoreCase))
            ? MpiConstants.Mpich
            : throw new DllNotFoundException($"{Path} is an MPI library of a kind that is not known here: \"{Version}\". Known are those with the standard ABI (libmpi_abi), Open MPI, MPICH, Intel MPI and MS-MPI.");
    }

    private nint Find(string name) => NativeLibrary.GetExport(_library, name);
}
