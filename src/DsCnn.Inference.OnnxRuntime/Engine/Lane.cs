using Microsoft.ML.OnnxRuntime;

namespace DsCnn.Inference;

/// <summary>Memory for one call at a time, which ONNX Runtime reads and writes directly, so that a call allocates nothing.</summary>
internal sealed class Lane : IDisposable
{
    private static readonly Action<object?> _stop = static lane => ((Lane)lane!)._options.Terminate = true;

    private readonly InferenceSession _session;
    private readonly TensorMemory _input;
    private readonly TensorMemory _output;

    /// <summary>A buffer for converting images to H x W x C, or null if the network takes C x H x W.</summary>
    private readonly float[]? _turned;
    private readonly InputSpec _image;
    private readonly OrtIoBinding? _binding;
    private readonly RunOptions _options;
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;

    /// <summary>Allocates memory for a number of images.</summary>
    /// <param name="session">The network.</param>
    /// <param name="ports">Its input and output.</param>
    /// <param name="images">The number of images per run.</param>
    /// <param name="bound">
    /// Whether input and output are bound once, which is correct on CPUs: a binding to a GPU copies the input when it is created, not when it runs.
    /// </param>
    internal Lane(InferenceSession session, NetworkPorts ports, int images, bool bound)
    {
        _session = session;
        Images = images;
        _inputNames = [ports.InputName];
        _outputNames = [ports.OutputName];
        _input = TensorMemory.Create(ports.InputType, ports.InputShape(images));
        _output = TensorMemory.Create(ports.OutputType, ports.OutputShape(images));
        _turned = ports.ChannelsLast ? new float[checked(images * ports.ImageLength)] : null;
        _image = ports.Input;
        _options = new RunOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        if (bound)
        {
            _binding = session.CreateIoBinding();
            _binding.BindInput(ports.InputName, _input.Value);
            _binding.BindOutput(ports.OutputName, _output.Value);
        }
    }

    internal int Images { get; }

    internal long Bytes => _input.Bytes + _output.Bytes + (sizeof(float) * (_turned?.LongLength ?? 0));

    /// <summary>Runs the network on the given images; missing ones are black.</summary>
    /// <exception cref="OnnxRuntimeException">The network cannot be run.</exception>
    /// <exception cref="OperationCanceledException">The caller canceled.</exception>
    internal void Run(ReadOnlySpan<float> input, Span<float> output, CancellationToken cancellationToken)
    {
        _input.Write(_turned is null ? input : Turn(input, _turned));
        CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(_stop, this);
        try
        {
            if (_binding is not null)
                _session.RunWithBinding(_options, _binding);
            else
                _session.Run(_options, _inputNames, [_input.Value], _outputNames, [_output.Value]);
        }
        catch (OnnxRuntimeException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        finally
        {
            // Waits for a cancellation in progress, so that it cannot affect the next call.
            registration.Dispose();
            if (cancellationToken.IsCancellationRequested)
                _options.Terminate = false;
        }

        _output.Read(output);
    }

    public void Dispose()
    {
        _binding?.Dispose();
        _input.Dispose();
        _output.Dispose();
        _options.Dispose();
    }

    /// <summary>Converts C x H x W to H x W x C, image by image.</summary>
    private ReadOnlySpan<float> Turn(ReadOnlySpan<float> images, float[] turned)
    {
        int pixels = _image.Height * _image.Width;
        int length = pixels * _image.Channels;
        for (int start = 0; start < images.Length; start += length)
        {
            for (int channel = 0; channel < _image.Channels; channel++)
            {
                ReadOnlySpan<float> plane = images.Slice(start + (channel * pixels), pixels);
                for (int i = 0; i < pixels; i++)
                    turned[start + (i * _image.Channels) + channel] = plane[i];
            }
        }

        return turned.AsSpan(0, images.Length);
    }
}
