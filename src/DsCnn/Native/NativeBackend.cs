using TorchSharp;

namespace DsCnn;

/// <summary>Loads libtorch, even on systems whose libstdc++ is older than TorchSharp requires (Debian 12, Ubuntu 22.04).</summary>
/// <remarks>
/// A program built with the DsCnn package needs no call: the build patches the copy of <c>libLibTorchSharp.so</c> in the output.
/// Scripts and hosts without a build output call <see cref="EnsureLoaded"/> before they use <c>torch</c>; .NET Interactive
/// calls it when a notebook references the package.
/// </remarks>
/// <example><code>
/// NativeBackend.EnsureLoaded();       // only in scripts and other programs without a build output
/// using Tensor numbers = zeros(3);
/// </code></example>
public static class NativeBackend
{
    private static volatile bool _isReady;

    /// <summary>Loads and initializes libtorch. Later calls return immediately; concurrent calls are allowed.</summary>
    /// <remarks>
    /// On Linux, libtorch's files are loaded by path: from the application's folders or, as in a notebook, from the CPU package in the NuGet
    /// packages folder. If the system rejects TorchSharp's <c>libLibTorchSharp.so</c>, a patched copy in memory is used instead. No
    /// file is left behind, and nothing is printed.
    /// On other systems, TorchSharp loads in its own way. A failed call may be repeated.
    /// </remarks>
    /// <exception cref="DllNotFoundException">libtorch cannot be loaded. The message has two lines: why, and what to do.</exception>
    public static void EnsureLoaded()
    {
        if (_isReady) return;
        ThreadWaiting.Shorten();
        LibTorchLoader.Default.Load();

        // Not under the loader's lock: another thread may be initializing TorchSharp and waiting for that lock.
        Initialize();
        _isReady = true;
    }

    private static void Initialize()
    {
        try
        {
            torch.InitializeDeviceType(DeviceType.CPU);
            _ = torch.get_num_threads();
        }
        catch (TypeInitializationException error)
        {
            throw LoadFailure.InitializedTooEarly(error);
        }
        catch (Exception error) when (error is NotSupportedException or DllNotFoundException or EntryPointNotFoundException)
        {
            throw LoadFailure.NotInitialized(error);
        }
    }
}
