using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DsCnn.Compression;

/// <summary>Accumulates a batch norm's statistics over batches. Its tensors belong to the caller's dispose scope.</summary>
internal sealed class BatchNormMoments
{
    private readonly BatchNorm2d _norm;
    private readonly Tensor _means;
    private readonly Tensor _squaredMeans;
    private readonly Tensor _variances;

    internal BatchNormMoments(BatchNorm2d norm)
    {
        _norm = norm;
        _means = zeros_like(norm.running_mean!, dtype: ScalarType.Float64);
        _squaredMeans = zeros_like(_means);
        _variances = zeros_like(_means);
    }

    private double Momentum => _norm.momentum ?? 0.1;

    /// <summary>Running statistics that start from zero become momentum times those of the next batch.</summary>
    internal void Begin()
    {
        _norm.running_mean!.zero_();
        _norm.running_var!.zero_();
    }

    internal void Add(int images)
    {
        Tensor mean = _norm.running_mean!.to(ScalarType.Float64) / Momentum;
        _means.add_(mean, alpha: images);
        _squaredMeans.add_(mean * mean, alpha: images);
        _variances.add_(_norm.running_var!.to(ScalarType.Float64) / Momentum, alpha: images);
    }

    internal void Finish(int images)
    {
        Tensor mean = _means / images;
        _norm.running_mean!.copy_(mean);
        _norm.running_var!.copy_((_variances / images) + (_squaredMeans / images) - (mean * mean));
    }
}
