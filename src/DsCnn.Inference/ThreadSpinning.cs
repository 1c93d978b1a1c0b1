namespace DsCnn.Inference;

/// <summary>Whether threads that wait for a network's next step keep a processor busy, which saves the time that waking them takes.</summary>
public enum ThreadSpinning
{
    /// <summary>Between the steps of a network, and not after a call: nearly as fast, and an idle program is idle at once.</summary>
    WhileRunning,

    /// <summary>Also for a while after a call, so that calls in quick succession begin sooner.</summary>
    Always,

    /// <summary>They sleep: for programs that share their processors with others.</summary>
    Never,
}
