namespace DsCnn;

/// <summary>Runs what takes long on a thread of its own, so that it keeps none of the pool's busy.</summary>
internal static class LongWork
{
    /// <param name="work">The work, which watches the token itself.</param>
    /// <param name="cancellationToken">Where it is cancelled before the work begins, that never does.</param>
    internal static Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken) =>
        Task.Factory.StartNew(work, cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
