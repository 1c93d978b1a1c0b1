using System.Runtime.Intrinsics;
using FluentAssertions.Collections;

namespace DsCnn.Tests.Managed;

/// <summary>Runs compiled networks step by step.</summary>
internal static unsafe class Engine
{
    /// <summary>Bytes on both sides that must stay as they are.</summary>
    private const int Surroundings = 4096;

    private static IEnumerable<KernelSet> All => Vector128.IsHardwareAccelerated ? KernelSet.Supported.Append(EmulatedKernels.Wide) : KernelSet.Supported;

    /// <summary>Each name with each set of kernels that this processor has, and those of larger ones emulated.</summary>
    internal static TheoryData<string, string> With(IEnumerable<string> names)
    {
        var data = new TheoryData<string, string>();
        foreach (string name in names)
        {
            foreach (KernelSet kernels in All)
                data.Add(name, kernels.Name);
        }

        return data;
    }

    internal static KernelSet Kernels(string name) => All.Single(set => set.Name == name);

    internal static float[] Run(CompiledNetwork network, float[] images)
    {
        float[] outputs = new float[images.Length / network.InputLength * network.OutputLength];
        new NetworkRun(network, threads: 1).Run(images, outputs, CancellationToken.None);
        return outputs;
    }

    internal static float[] RunSurrounded(CompiledNetwork network, float[] image, byte poison)
    {
        float[] output = new float[network.OutputLength];
        var arena = new ConstantBlock(network.ArenaBytes + (2 * Surroundings));
        var scratch = new ConstantBlock(network.ScratchBytes + (2 * Surroundings));
        arena.As<byte>().Fill(poison);
        scratch.As<byte>().Fill(poison);
        network.Read(image, arena.Pointer + Surroundings);
        foreach (RowChain chain in network.Chains)
            chain.Run(new Piece(0, chain.Output.Height, 0, chain.Columns), new RunMemory(arena.Pointer + Surroundings, scratch.Pointer + Surroundings));
        network.Write(output, arena.Pointer + Surroundings);
        foreach (ConstantBlock block in new[] { arena, scratch })
        {
            block.As<byte>()[..Surroundings].ContainsAnyExcept(poison).Should().BeFalse("memory before it is not the network's");
            block.As<byte>()[^Surroundings..].ContainsAnyExcept(poison).Should().BeFalse("memory behind it is not the network's");
        }

        return output;
    }

    internal static void BeCloseTo(this GenericCollectionAssertions<float> actual, IEnumerable<double> expected, string because = "")
    {
        double[] numbers = [.. expected];
        actual.Subject.Should().HaveCount(numbers.Length, because);
        double distance = actual.Subject.Zip(numbers, (x, y) => double.IsNaN(x) ? double.PositiveInfinity : Math.Abs(x - y)).Max();
        (distance / Math.Max(1e-6, numbers.Max(Math.Abs))).Should().BeLessThan(1e-5, because);
    }

    internal static void BeCloseTo(this GenericCollectionAssertions<float> actual, IEnumerable<float> expected) => actual.BeCloseTo(expected.Select(x => (double)x));
}
