using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace DsCnn.Inference;

/// <summary>A network that is ready to run: ordered stages, with all sizes, offsets and packed weights fixed. It is immutable and can be run by any number of threads at once, each with its own arena.</summary>
internal sealed unsafe class CompiledNetwork
{
    /// <summary>How many numbers of an image are converted to bytes at a time before they are stored.</summary>
    private const int QuantizedTogether = 256;

    /// <summary>The maximum size of an array, with room for alignment.</summary>
    private const long LargestBlock = int.MaxValue - 4096;

    private readonly Map _input;
    private readonly Map _output;
    private readonly TensorShape _images;

    /// <summary>Compiles a network in memory.</summary>
    /// <param name="model">The network; its batch norms are folded here.</param>
    /// <param name="wanted">The name of the value to compute, or null for the network's output.</param>
    /// <param name="kernels">The kernels to use, or null for the best available.</param>
    /// <param name="threads">The number of threads that share an image; it does not affect the results.</param>
    /// <exception cref="NotSupportedException">A map or a layer is too large for this engine.</exception>
    internal CompiledNetwork(ModelFile model, string? wanted = null, KernelSet? kernels = null, int threads = 1)
        : this(model.Spec with { BatchNorm = null }, new NetworkWeights(new FoldedWeights(model.Spec, name => model.Weights[name], keeps: false)), model.Quantization, wanted, kernels, threads)
    {
    }

    /// <summary>Compiles a network without batch norms.</summary>
    /// <param name="folded">The network.</param>
    /// <param name="weights">Its weights for these kernels, or null if only sizes are needed.</param>
    /// <param name="quantization">What is stored as bytes, or null for nothing.</param>
    /// <param name="wanted">The name of the value to compute, or null for the network's output.</param>
    /// <param name="kernels">The kernels to use, or null for the best available.</param>
    /// <param name="threads">The number of threads that share an image; it does not affect the results.</param>
    /// <exception cref="NotSupportedException">A map or a layer is too large for this engine.</exception>
    internal CompiledNetwork(ModelSpec folded, NetworkWeights? weights, QuantizationSpec? quantization, string? wanted, KernelSet? kernels, int threads)
    {
        Kernels = kernels ?? KernelSet.Best;
        _images = folded.Input.Shape;
        NetworkPlan plan = folded.Plan;
        PlanValue output = wanted is null ? plan.Output : plan.Values.FirstOrDefault(value => value.Name == wanted)
            ?? throw new ArgumentException($"The network has no value {wanted} once its batch norms are folded.", nameof(wanted));
        (IReadOnlyList<Stage> stages, _input, _output) = Compilation.Compile(plan, weights, quantization, output, Kernels);
        Chains = ChainPlanner.Join(stages, _output, threads);
        Pieces = [.. Chains.Select(chain => WorkSplit.Of(chain, threads))];
        (ArenaBytes, ScratchBytes) = Place();
    }

    /// <summary>Compiles a network without its weights: the sizes are correct, but it cannot be run.</summary>
    internal static CompiledNetwork OfSizes(ModelSpec spec, QuantizationSpec? quantization, int threads) =>
        new(spec with { BatchNorm = null }, weights: null, quantization, wanted: null, kernels: null, threads);

    internal KernelSet Kernels { get; }

    internal ImmutableArray<RowChain> Chains { get; }

    /// <summary>For each step, the parts that threads process separately.</summary>
    internal ImmutableArray<ImmutableArray<Piece>> Pieces { get; }

    /// <summary>The memory for maps that live from one step to another, for one image.</summary>
    internal long ArenaBytes { get; }

    /// <summary>The additional memory that each thread needs.</summary>
    internal long ScratchBytes { get; }

    /// <summary>The number of elements of one image.</summary>
    internal int InputLength => (int)_images.Elements;

    /// <summary>The number of outputs for one image.</summary>
    internal int OutputLength => (int)_output.Value.Shape.Elements;

    /// <summary>Copies an image, C x H x W, to the first map.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Read(ReadOnlySpan<float> image, byte* arena)
    {
        var view = new RowView(_input, arena + _input.Offset, _input.Height);
        int pixels = _input.Height * _input.Width;
        for (int y = 0; y < _input.Height; y++)
        {
            byte* row = view.Row(y);
            // Padding channels are zero.
            if (_input.Stride > _input.Channels)
                new Span<byte>(row, _input.Width * _input.PixelBytes).Fill(_input.PaddingByte);
            ReadOnlySpan<float> source = image[(y * _input.Width)..];
            if (_input.Format == MapFormat.Byte)
                Quantize(source, pixels, row);
            else
                Spread(source, pixels, (float*)row);
        }

        view.Pad(0, _input.Height);
    }

    /// <summary>Copies the last map to the output, C x H x W.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Write(Span<float> output, byte* arena)
    {
        var view = new RowView(_output, arena + _output.Offset, _output.Height);
        int pixels = _output.Height * _output.Width;
        for (int y = 0; y < _output.Height; y++)
        {
            float* row = (float*)view.Row(y);
            for (int x = 0; x < _output.Width; x++, row += _output.Stride)
            {
                for (int channel = 0; channel < _output.Channels; channel++)
                    output[(channel * pixels) + (y * _output.Width) + x] = row[channel];
            }
        }
    }

    /// <summary>Interleaves the channels of a row of pixels that are stored in planes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Spread(ReadOnlySpan<float> planes, int plane, float* target)
    {
        (int width, int channels, int stride) = (_input.Width, _input.Channels, _input.Stride);
        fixed (float* first = planes[..(((channels - 1) * plane) + width)])
        {
            if (channels == 3)
            {
                for (int x = 0; x < width; x++, target += stride)
                    (target[0], target[1], target[2]) = (first[x], first[plane + x], first[(2 * plane) + x]);
                return;
            }

            for (int channel = 0; channel < channels; channel++)
            {
                float* source = first + (channel * plane);
                for (int x = 0; x < width; x++)
                    target[((long)x * stride) + channel] = source[x];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Quantize(ReadOnlySpan<float> planes, int plane, byte* target)
    {
        (int width, int channels, int stride) = (_input.Width, _input.Channels, _input.Stride);
        float scale = _input.Quantization!.Scale;
        int zeroPoint = _input.Quantization.ZeroPoint;
        byte* bytes = stackalloc byte[QuantizedTogether];
        fixed (float* first = planes[..(((channels - 1) * plane) + width)])
        {
            for (int start = 0; start < width; start += QuantizedTogether)
            {
                int count = Math.Min(QuantizedTogether, width - start);
                for (int channel = 0; channel < channels; channel++)
                {
                    ByteKernels.FromFloats(first + (channel * plane) + start, bytes, count, scale, zeroPoint);
                    byte* pixel = target + ((long)start * stride) + channel;
                    for (int x = 0; x < count; x++, pixel += stride)
                        *pixel = bytes[x];
                }
            }
        }
    }

    private (long Arena, long Scratch) Place()
    {
        var lives = new Dictionary<Map, (int First, int Last)> { [_input] = (-1, -1) };
        var blocks = new List<ArenaBlock>();
        var owners = new List<Action<long>>();
        foreach ((int step, RowChain chain) in Chains.Index())
        {
            foreach (Map map in chain.Stages.SelectMany(stage => stage.Others).Append(chain.Input))
                lives[map] = (lives[map].First, step);
            lives[chain.Output] = (step, step);
            foreach (Stage stage in chain.Stages.Where(stage => stage.SideBytes > 0))
            {
                // The sums of rows are read by the step that computes their average, after the last step that writes them.
                blocks.Add(new ArenaBlock(ConstantBlock.AlignUp(stage.SideBytes), step, LastReader(chain.Output, step)));
                owners.Add(offset => stage.SideOffset = offset);
            }
        }

        lives[_output] = (lives[_output].First, Chains.Length);
        foreach ((Map map, (int first, int last)) in lives)
        {
            blocks.Add(new ArenaBlock(ConstantBlock.AlignUp(map.Bytes + ConstantBlock.Alignment), first, last));
            owners.Add(offset => map.Offset = offset);
        }

        long scratch = Chains.Select(chain => chain.ScratchBytes).DefaultIfEmpty().Max();
        (ImmutableArray<long> offsets, long bytes) = ArenaPlanner.Place(blocks, ConstantBlock.Alignment);
        if (bytes > LargestBlock || scratch > LargestBlock)
            throw new NotSupportedException($"it needs {Math.Max(bytes, scratch):N0} bytes of memory for an image, more than this engine has.");
        foreach ((int i, Action<long> own) in owners.Index())
            own(offsets[i]);
        return (bytes, scratch);
    }

    private int LastReader(Map map, int step) =>
        Chains.Index().Where(entry => entry.Index > step && (entry.Item.Input == map || entry.Item.Stages.Any(stage => stage.Others.Contains(map))))
            .Select(entry => entry.Index).DefaultIfEmpty(step).Max();
}
