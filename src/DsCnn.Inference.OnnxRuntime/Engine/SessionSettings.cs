using Microsoft.ML.OnnxRuntime;

namespace DsCnn.Inference;

/// <summary>Converts options to those of ONNX Runtime.</summary>
internal static class SessionSettings
{
    /// <exception cref="NotSupportedException">The library lacks the requested provider.</exception>
    internal static SessionOptions Create(OnnxRuntimeOptions options)
    {
        var session = new SessionOptions();
        try
        {
            // Failures are thrown; nothing is printed.
            session.LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL;
            session.IntraOpNumThreads = options.IntraOpThreads ?? Environment.ProcessorCount;
            session.InterOpNumThreads = options.InterOpThreads;
            bool isDirectML = options.Provider == ExecutionProvider.DirectML;
            session.ExecutionMode = options.InterOpThreads > 1 && !isDirectML ? ExecutionMode.ORT_PARALLEL : ExecutionMode.ORT_SEQUENTIAL;
            session.GraphOptimizationLevel = LevelOf(options.Optimization);
            session.EnableCpuMemArena = options.MemoryArena;
            // DirectML plans its memory itself, and rejects other plans.
            session.EnableMemoryPattern = options.MemoryPattern && !isDirectML;
            AddSpinning(session, options.Spinning);
            ProviderSetup.Append(session, options);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private static void AddSpinning(SessionOptions session, ThreadSpinning spinning)
    {
        string allowed = spinning == ThreadSpinning.Never ? "0" : "1";
        session.AddSessionConfigEntry("session.intra_op.allow_spinning", allowed);
        session.AddSessionConfigEntry("session.inter_op.allow_spinning", allowed);
        session.AddSessionConfigEntry("session.force_spinning_stop", spinning == ThreadSpinning.WhileRunning ? "1" : "0");
    }

    private static GraphOptimizationLevel LevelOf(GraphOptimization optimization) => optimization switch
    {
        GraphOptimization.None => GraphOptimizationLevel.ORT_DISABLE_ALL,
        GraphOptimization.Basic => GraphOptimizationLevel.ORT_ENABLE_BASIC,
        GraphOptimization.Extended => GraphOptimizationLevel.ORT_ENABLE_EXTENDED,
        _ => GraphOptimizationLevel.ORT_ENABLE_ALL,
    };
}
