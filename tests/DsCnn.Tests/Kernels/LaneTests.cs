using TorchSharp;
using static TorchSharp.torch;
using BFloat16 = DsCnn.Lanes.BFloat16;

namespace DsCnn.Tests;

public sealed class LaneTests
{
    private static readonly float[] _edges =
    [
        0, -0f, float.Epsilon, -float.Epsilon, 1.1754944e-38f, float.MaxValue, float.MinValue, float.PositiveInfinity, float.NegativeInfinity, float.NaN,
        .. new uint[] { 0x7fffffff, 0xffffffff, 0x7fffc000, 0x7f800001, 0xff800001, 0x7f7f7fff, 0x7f7f8000, 0x3f808000, 0x3f818000, 0x3f808001, 0x00008000 }
            .Select(BitConverter.UInt32BitsToSingle),
    ];

    [LaneFact(16)]
    public void Sixteen_numbers_round_to_bfloat16_as_torch_does() => RoundsAsTorch<Lane512>();

    [LaneFact(8)]
    public void Eight_numbers_round_to_bfloat16_as_torch_does() => RoundsAsTorch<Lane256>();

    [LaneFact(1)]
    public void One_number_rounds_to_bfloat16_as_torch_does() => RoundsAsTorch<Lane1>();

    [LaneFact(16)]
    public void Sixteen_swishes_are_exact_to_a_few_units() => SwishIsExact<Lane512>();

    [LaneFact(8)]
    public void Eight_swishes_are_exact_to_a_few_units() => SwishIsExact<Lane256>();

    [LaneFact(1)]
    public void One_swish_is_exact_to_a_few_units() => SwishIsExact<Lane1>();

    private static unsafe void RoundsAsTorch<TLane>()
        where TLane : struct, ILane<TLane>
    {
        var random = new Random(5);
        float[] values = [.. _edges, .. Enumerable.Range(0, 5000).Select(_ => BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue)))];
        Array.Resize(ref values, values.Length / 16 * 16);
        using DisposeScope scope = NewDisposeScope();
        float[] expected = tensor(values).to(ScalarType.BFloat16).to(ScalarType.Float32).data<float>().ToArray();

        ushort[] halves = new ushort[values.Length];
        float[] back = new float[values.Length];
        fixed (float* source = values, target = back)
        fixed (ushort* middle = halves)
        {
            for (int i = 0; i < values.Length; i += TLane.Width)
            {
                TLane.Load(source + i).Store((BFloat16*)middle + i);
                TLane.Load((BFloat16*)middle + i).Store(target + i);
            }
        }

        for (int i = 0; i < values.Length; i++)
        {
            uint bits = BitConverter.SingleToUInt32Bits(values[i]);
            if (float.IsNaN(values[i]))
                back[i].Should().Be(float.NaN, $"a NaN, {bits:x8}, stays one");
            else
                BitConverter.SingleToUInt32Bits(back[i]).Should().Be(BitConverter.SingleToUInt32Bits(expected[i]), $"of {bits:x8}");
        }
    }

    private static unsafe void SwishIsExact<TLane>()
        where TLane : struct, ILane<TLane>
    {
        float[] values = [.. Enumerable.Range(-1600, 3200).Select(i => i / 20f), 1e-30f, -1e-30f, 1e30f, -1e30f, float.NaN, .. new float[11]];
        float[] swish = new float[values.Length], slope = new float[values.Length];
        const double beta = 1.5;
        fixed (float* source = values, swishes = swish, slopes = slope)
        {
            for (int i = 0; i < values.Length; i += TLane.Width)
            {
                TLane z = TLane.Load(source + i);
                Swish.Apply(z, TLane.Broadcast((float)beta)).Store(swishes + i);
                Swish.Slope(z, TLane.Broadcast((float)beta)).Store(slopes + i);
            }
        }

        for (int i = 0; i < values.Length; i++)
        {
            double z = values[i];
            double gate = 1 / (1 + Math.Exp(-beta * z));
            if (double.IsNaN(z))
            {
                (swish[i], slope[i]).Should().Be((float.NaN, float.NaN));
                continue;
            }

            // Units in the last place grow with beta z, whose own rounding exp magnifies.
            double tolerance = 1e-6 + (1e-7 * Math.Abs(beta * z));
            swish[i].Should().BeApproximately((float)(z * gate), (float)((Math.Abs(z * gate) * tolerance) + 1e-7), $"swish({z})");
            if (Math.Abs(z) < 1e20)
                slope[i].Should().BeApproximately((float)(gate * (1 + (beta * z * (1 - gate)))), (float)(2 * tolerance), $"the slope at {z}");
        }
    }
}
