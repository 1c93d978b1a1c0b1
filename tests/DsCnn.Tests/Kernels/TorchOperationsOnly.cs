namespace DsCnn.Tests;

/// <summary>Has torch's own operations do all of the work until it is disposed, as in a version of TorchSharp that was not tested.</summary>
internal sealed class TorchOperationsOnly : IDisposable
{
    internal TorchOperationsOnly(bool isOn = true) => AppContext.SetSwitch(NodeExports.OptOut, isOn);

    public void Dispose() => AppContext.SetSwitch(NodeExports.OptOut, false);
}
