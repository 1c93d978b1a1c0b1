using System.Globalization;
using System.Text;

namespace DsCnn.Benchmarks;

/// <summary>A comparison as a table.</summary>
internal static class ComparisonText
{
    internal static string Of(Comparison comparison)
    {
        var text = new StringBuilder();
        Line(text, $"{comparison.Network}, batch {comparison.Batch}, {comparison.Threads} threads, {comparison.Peers[0].ImagesPerSecond.Count} rounds");
        Line(text, $"{"peer",-22} {"img/s",9} {"min",9} {"max",9} {$"x {comparison.Baseline}",22} {"min",6} {"max",6} {"bytes/step",11} {"start ms",8}  what computes");
        PeerResult? baseline = comparison.Peers.FirstOrDefault(peer => peer.Peer == comparison.Baseline);
        foreach (PeerResult peer in comparison.Peers)
        {
            IReadOnlyList<double> speeds = peer.ImagesPerSecond;
            double[] ratios = baseline is null ? [] : [.. speeds.Zip(baseline.ImagesPerSecond, (own, other) => own / other)];
            Line(text, $"{peer.Peer,-22} {PeerResult.Median(speeds),9:0.0} {speeds.Min(),9:0.0} {speeds.Max(),9:0.0} {Ratios(ratios)} {peer.BytesPerStep,11:N0} {peer.StartSeconds * 1e3,8:0}  {peer.Version}");
        }

        return text.ToString();
    }

    private static string Ratios(double[] ratios) => ratios.Length == 0
        ? new string(' ', 36)
        : string.Create(CultureInfo.InvariantCulture, $"{PeerResult.Median(ratios),22:0.00} {ratios.Min(),6:0.00} {ratios.Max(),6:0.00}");

    private static void Line(StringBuilder text, FormattableString line) => text.AppendLine(line.ToString(CultureInfo.InvariantCulture));
}
