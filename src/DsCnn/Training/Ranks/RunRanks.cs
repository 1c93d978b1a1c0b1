using System.Text.Json;
using static TorchSharp.torch;

namespace DsCnn.Training;

/// <summary>What a run does in step with its other ranks, where it has any.</summary>
/// <param name="ranks">All of them, or null for a run alone.</param>
/// <param name="asked">Asks this rank to stop. A rank alone stops at once; several stop together, after the step in which one of them says so.</param>
internal sealed class RunRanks(ICommunicator? ranks, CancellationToken asked)
{
    private bool _stopped;

    internal bool AreSeveral => ranks is not null;

    /// <summary>Whether this rank writes files and shows progress.</summary>
    internal bool IsFirst => ranks is null or { Rank: 0 };

    /// <summary>Stops what the ranks do not do in step.</summary>
    internal CancellationToken Cancellation => ranks is null ? asked : CancellationToken.None;

    internal bool IsAskedToStop => asked.IsCancellationRequested;

    /// <summary>Whether the run is being stopped.</summary>
    internal bool IsStopped => _stopped || (ranks is null && asked.IsCancellationRequested);

    /// <summary>Says that all ranks have learned of a request to stop.</summary>
    internal void Stop() => _stopped = _stopped || ranks is not null;

    /// <exception cref="OperationCanceledException">The run is being stopped.</exception>
    internal void ThrowIfStopped()
    {
        if (IsStopped)
            throw new OperationCanceledException(asked);
    }

    /// <summary>Stops all ranks where one was asked to.</summary>
    /// <exception cref="OperationCanceledException">The run is being stopped.</exception>
    internal void AgreeToStop()
    {
        if (Any(asked.IsCancellationRequested))
            Stop();
        ThrowIfStopped();
    }

    /// <summary>Ends the other ranks, which do not see what this one has seen.</summary>
    internal Exception EndedBy(Exception failure)
    {
        ranks?.Abort(failure);
        return failure;
    }

    /// <summary>Whether something is true on any rank.</summary>
    internal bool Any(bool mine) => ranks is null ? mine : ranks.Sum(mine ? 1 : 0) > 0;

    /// <summary>What rank 0 has.</summary>
    internal CheckpointRecord? OfFirst(Func<CheckpointRecord?> read)
    {
        if (ranks is null)
            return read();
        byte[] mine = IsFirst ? JsonSerializer.SerializeToUtf8Bytes(read(), CheckpointJson.Default.CheckpointRecord!) : [];
        return JsonSerializer.Deserialize(ranks.BroadcastBytes(mine), CheckpointJson.Default.CheckpointRecord);
    }

    /// <summary>Gives all ranks the numbers of rank 0.</summary>
    internal void Broadcast(IEnumerable<NamedTensor> tensors)
    {
        if (ranks is null)
            return;
        using IDisposable gradientsOff = no_grad();
        foreach (NamedTensor named in tensors)
        {
            using Tensor numbers = named.Tensor.detach().cpu().contiguous().clone().DetachFromDisposeScope();
            ranks.Broadcast(numbers);
            if (!IsFirst)
                named.Tensor.copy_(numbers);
        }
    }

    /// <summary>Refuses ranks that do not train the same.</summary>
    /// <exception cref="InvalidOperationException">One does not; all ranks get the same message.</exception>
    internal void RequireSame(Dictionary<string, string> fingerprint)
    {
        if (ranks is null)
            return;
        Dictionary<string, string>[] all =
            [.. ranks.AllGatherBytes(JsonSerializer.SerializeToUtf8Bytes(fingerprint, CheckpointJson.Default.DictionaryStringString)).Select(
                text => JsonSerializer.Deserialize(text, CheckpointJson.Default.DictionaryStringString)!)];
        for (int rank = 1; rank < all.Length; rank++)
        {
            if (RunFingerprint.Differences(all[0], all[rank], "on rank 0", $"on rank {rank}") is { Length: > 0 } differences)
                throw new InvalidOperationException(ErrorText.OneLine($"The ranks do not train the same: {differences}. Start all of them with the same options and images."));
        }
    }
}
