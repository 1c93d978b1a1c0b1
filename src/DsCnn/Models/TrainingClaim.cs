namespace DsCnn.Models;

/// <summary>Lets one training at a time have a network: two would change each other's weights, statistics and mode.</summary>
internal sealed class TrainingClaim : IDisposable
{
    private int _isTaken;

    /// <summary>Takes the network until this is disposed.</summary>
    /// <exception cref="InvalidOperationException">Another training has it.</exception>
    internal TrainingClaim Take(string network) => Interlocked.Exchange(ref _isTaken, 1) == 0
        ? this
        : throw new InvalidOperationException(
            $"{network} is being trained already. Await that training first, or train a copy: DsCnnModel.From(model.ToModelFile()).");

    public void Dispose() => Volatile.Write(ref _isTaken, 0);
}
