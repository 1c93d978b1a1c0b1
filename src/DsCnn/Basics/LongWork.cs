namespace DsCnn;

/// <summary>Runs long work on its own thread, so that it does not block a pool thread.</summary>
internal static class LongWork
{
    /// <param name="work">The work, which checks the token itself.</param>
    /// <param name="cancellationToken">If it is canceled before the work begins, the work does not start.</param>
    internal static Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken) =>
        Task.Factory.StartNew(work, cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
