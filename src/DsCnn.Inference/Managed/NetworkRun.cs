namespace DsCnn.Inference;

/// <summary>The memory for one call at a time: an arena and scratch memory per thread, allocated when a thread first needs it. Runs images in parallel if there are enough, or else each image on all threads.</summary>
internal sealed unsafe class NetworkRun(CompiledNetwork network, int threads) : SharedRun
{
    private readonly ConstantBlock?[] _arenas = new ConstantBlock?[threads];
    private readonly ConstantBlock?[] _scratch = new ConstantBlock?[threads];
    private float* _input;
    private float* _output;

    /// <summary>The number of images that run in parallel; 0 if one runs on all threads.</summary>
    private int _images;

    /// <summary>Its size once all threads have worked.</summary>
    internal long Bytes => threads * (network.ArenaBytes + network.ScratchBytes);

    private protected override int Steps => _images > 0 ? 1 : network.Pieces.Length;

    /// <summary>Runs images.</summary>
    /// <param name="input">N x C x H x W.</param>
    /// <param name="output">N x the network's outputs.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    internal void Run(ReadOnlySpan<float> input, Span<float> output, CancellationToken cancellationToken)
    {
        fixed (float* first = input)
        {
            fixed (float* target = output)
            {
                int images = input.Length / network.InputLength, sideBySide = threads == 1 ? images : images - (images % threads);
                _input = first;
                _output = target;
                _images = sideBySide;
                if (sideBySide > 0)
                    Start(Math.Min(threads, sideBySide) - 1, cancellationToken);
                _images = 0;
                for (int image = sideBySide; image < images; image++)
                    RunOnAll(image, cancellationToken);
            }
        }
    }

    private protected override int PartsOf(int step) => _images > 0 ? _images : network.Pieces[step].Length;

    private protected override void Do(int step, int part, int slot)
    {
        if (_images == 0)
        {
            network.Chains[step].Run(network.Pieces[step][part], new RunMemory(ArenaOf(0), ScratchOf(slot)));
            return;
        }

        Read(part, slot);
        foreach (RowChain chain in network.Chains)
            chain.Run(new Piece(0, chain.Output.Height, 0, chain.Columns), new RunMemory(ArenaOf(slot), ScratchOf(slot)));
        Write(part, slot);
    }

    private void RunOnAll(int image, CancellationToken cancellationToken)
    {
        Read(image, 0);
        Start(threads - 1, cancellationToken);
        Write(image, 0);
    }

    private void Read(int image, int slot) =>
        network.Read(new ReadOnlySpan<float>(_input + ((long)image * network.InputLength), network.InputLength), ArenaOf(slot));

    private void Write(int image, int slot) =>
        network.Write(new Span<float>(_output + ((long)image * network.OutputLength), network.OutputLength), ArenaOf(slot));

    private byte* ArenaOf(int slot) => (_arenas[slot] ??= new ConstantBlock(network.ArenaBytes)).Pointer;

    private byte* ScratchOf(int slot) => (_scratch[slot] ??= new ConstantBlock(network.ScratchBytes)).Pointer;
}
