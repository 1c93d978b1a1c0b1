using System.Runtime.ExceptionServices;

namespace DsCnn.Data;

/// <summary>Processes every image, on all cores, and fails like a plain loop: with the original exception.</summary>
internal static class ParallelImages
{
    internal static void For(int count, Action<int> work, CancellationToken cancellationToken) =>
        For(count, begin: () => work, (image, each) => each(image), end: _ => { }, cancellationToken);

    internal static void For<TLocal>(
        int count, Func<TLocal> begin, Action<int, TLocal> work, Action<TLocal> end, CancellationToken cancellationToken)
    {
        try
        {
            Parallel.For(
                0, count, new ParallelOptions { CancellationToken = cancellationToken }, begin,
                (image, _, local) =>
                {
                    work(image, local);
                    return local;
                },
                end);
        }
        catch (AggregateException failures)
        {
            ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }
    }
}
