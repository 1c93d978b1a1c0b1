namespace DsCnn;

/// <summary>Undoes something when it is disposed of.</summary>
internal sealed class Undo(Action action) : IDisposable
{
    public void Dispose() => action();
}
