namespace DsCnn.Models;

/// <summary>Allows one training run at a time to use a network: two would change each other's weights, statistics and mode.</summary>
internal sealed class TrainingClaim : IDisposable
{
    private int _isTaken;

    /// <summary>Claims the network until this object is disposed.</summary>
    /// <exception cref="InvalidOperationException">Another training run is using it.</exception>
    internal TrainingClaim Take(string network) => Interlocked.Exchange(ref _isTaken, 1) == 0
        ? this
        : throw new InvalidOperationException(
            $"{network} is being trained already. Await that training run first, or train a copy: DsCnnModel.From(model.ToModelFile()).");

    public void Dispose() => Volatile.Write(ref _isTaken, 0);
}
