namespace DsCnn.Distributed.Mpi;

/// <summary>What the header <c>mpi.h</c> of an MPI library defines: the part of MPI that differed between libraries until version 5 of the standard.</summary>
/// <remarks>Handles that are integers are passed as pointers: functions read the lower half of a register, and write the lower half of zeroed memory.</remarks>
internal sealed record MpiConstants
{
    /// <summary>All processes that were started together.</summary>
    public required nint World { get; init; }

    public required nint Byte { get; init; }

    public required nint Float { get; init; }

    public required nint Double { get; init; }

    /// <summary>64 bits.</summary>
    public required nint Integer { get; init; }

    public required nint Sum { get; init; }

    /// <summary>The error handler that makes functions return a code rather than end the process.</summary>
    public required nint ErrorsReturn { get; init; }

    /// <summary>Takes the place of the send buffer where the receive buffer holds it.</summary>
    public required nint InPlace { get; init; }

    public required nint IgnoreStatus { get; init; }

    /// <summary>The level at which only the thread that starts MPI calls it.</summary>
    public required int ThreadFunneled { get; init; }

    /// <summary>The standard ABI (MPI 5.0, chapter 20), as its header defines it.</summary>
    internal static MpiConstants Standard { get; } = new()
    {
        World = 0x101,
        Byte = 0x247,
        Float = 0x210,
        Double = 0x214,
        Integer = 0x258,
        Sum = 0x21,
        ErrorsReturn = 0x143,
        InPlace = 1,
        IgnoreStatus = 0,
        ThreadFunneled = 1024,
    };

    /// <summary>MPICH and what descends from it: Intel MPI, MVAPICH, MS-MPI. <c>long long</c> has 64 bits everywhere.</summary>
    internal static MpiConstants Mpich { get; } = new()
    {
        World = 0x44000000,
        Byte = 0x4c00010d,
        Float = 0x4c00040a,
        Double = 0x4c00080b,
        Integer = 0x4c000809,
        Sum = 0x58000003,
        ErrorsReturn = 0x54000001,
        InPlace = -1,
        IgnoreStatus = 1,
        ThreadFunneled = 1,
    };

    /// <summary>Open MPI, whose handles are the addresses of objects in the library.</summary>
    /// <param name="addressOf">Finds an object by name.</param>
    internal static MpiConstants OpenMpi(Func<string, nint> addressOf) => new()
    {
        World = addressOf("ompi_mpi_comm_world"),
        Byte = addressOf("ompi_mpi_byte"),
        Float = addressOf("ompi_mpi_float"),
        Double = addressOf("ompi_mpi_double"),
        Integer = addressOf("ompi_mpi_long_long_int"),
        Sum = addressOf("ompi_mpi_op_sum"),
        ErrorsReturn = addressOf("ompi_mpi_errors_return"),
        InPlace = 1,
        IgnoreStatus = 0,
        ThreadFunneled = 1,
    };
}
