using Microsoft.ML.OnnxRuntime;

namespace DsCnn;

/// <summary>Memory for one call at a time, which ONNX Runtime reads and writes where it is, so that a call allocates nothing.</summary>
internal sealed class Lane : IDisposable
{
    private static readonly Action<object?> _stop = static lane => ((Lane)lane!)._options.Terminate = true;

    private readonly InferenceSession _session;
    private readonly float[] _input;
    private readonly float[] _output;
    private readonly OrtValue _inputValue;
    private readonly OrtValue _outputValue;
    private readonly OrtIoBinding? _binding;
    private readonly RunOptions _options;
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;

    /// <summary>Takes memory for as many images.</summary>
    /// <param name="session">The network.</param>
    /// <param name="ports">Its input and output.</param>
    /// <param name="images">How many images a run takes.</param>
    /// <param name="bound">
    /// Whether input and output are bound once and for all, which is right on processors: a binding to a GPU copies the input when it is made, not when it runs.
    /// </param>
    internal Lane(InferenceSession session, NetworkPorts ports, int images, bool bound)
    {
        _session = session;
        Images = images;
        _inputNames = [ports.InputName];
        _outputNames = [ports.OutputName];
        _input = GC.AllocateArray<float>(checked(images * ports.ImageLength), pinned: true);
        _output = GC.AllocateArray<float>(checked(images * ports.Classes), pinned: true);
        _options = new RunOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        _inputValue = OrtValue.CreateTensorValueFromMemory(_input, ports.InputShape(images));
        _outputValue = OrtValue.CreateTensorValueFromMemory(_output, ports.OutputShape(images));
        if (bound)
        {
            _binding = session.CreateIoBinding();
            _binding.BindInput(ports.InputName, _inputValue);
            _binding.BindOutput(ports.OutputName, _outputValue);
        }
    }

    internal int Images { get; }

    internal long Bytes => sizeof(float) * ((long)_input.Length + _output.Length);

    /// <summary>Runs the network on as many images as are given; those that are missing are black.</summary>
    /// <exception cref="OnnxRuntimeException">It cannot be run.</exception>
    /// <exception cref="OperationCanceledException">The caller has lost interest.</exception>
    internal void Run(ReadOnlySpan<float> input, Span<float> output, CancellationToken cancellationToken)
    {
        input.CopyTo(_input);
        _input.AsSpan(input.Length).Clear();
        CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(_stop, this);
        try
        {
            if (_binding is not null)
                _session.RunWithBinding(_options, _binding);
            else
                _session.Run(_options, _inputNames, [_inputValue], _outputNames, [_outputValue]);
        }
        catch (OnnxRuntimeException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        finally
        {
            // Waits for a stop that is being asked for, so that it cannot meet the next call.
            registration.Dispose();
            if (cancellationToken.IsCancellationRequested)
                _options.Terminate = false;
        }

        _output.AsSpan(0, output.Length).CopyTo(output);
    }

    public void Dispose()
    {
        _binding?.Dispose();
        _inputValue.Dispose();
        _outputValue.Dispose();
        _options.Dispose();
    }
}
