using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Compression;

/// <summary>Replaces matrices of networks by products of two smaller ones.</summary>
public static class LowRankFactorization
{
    /// <summary>Factorizes a network's convolutions and fully connected layers where that makes them smaller.</summary>
    /// <remarks>
    /// The best approximation of rank r to W on inputs x with second moments C is the truncated SVD of W C^(1/2), times C^(-1/2) (Zhang et al. 2015, "Accelerating very deep
    /// convolutional networks", section 3.1). With U the r leading eigenvectors of W C W', the second moments of the outputs, this is U U' W: no root and no inverse is needed,
    /// and the mean squared error is the sum of the remaining eigenvalues. Without images, C is the identity, which gives the truncated SVD of the weights.
    /// Everything is computed in double precision. It is best to recalibrate batch norms afterward (<see cref="BatchNormCalibration"/>).
    /// </remarks>
    /// <param name="model">The network, which is not changed.</param>
    /// <param name="options">How far to factorize.</param>
    /// <param name="images">Images whose activations are used, or null to use the weights alone.</param>
    /// <param name="calibration">The number of images. Default: see <see cref="CalibrationOptions"/>.</param>
    /// <param name="cancellationToken">Cancels between steps.</param>
    /// <returns>The network and what was done.</returns>
    /// <exception cref="ArgumentException">The options cannot be met, or the images do not fit.</exception>
    public static CompressedModel Factorize(
        this DsCnnModel model, LowRankOptions options, IImageSource? images = null, CalibrationOptions? calibration = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        var watch = Stopwatch.StartNew();
        (ModelFile low, RankPlan plan) = model.Decompose(options, images, calibration, cancellationToken);
        return CompressedModel.Of(model.ToModelFile(), low, new CompressionAct
        {
            Method = CompressionMethod.LowRank,
            Goal = CompressionPlanner.Describe(options),
            Done = plan.Done,
            Skipped = plan.Skipped,
            Duration = watch.Elapsed,
        });
    }

    /// <summary>Chooses the ranks and computes the factors.</summary>
    internal static (ModelFile Model, RankPlan Plan) Decompose(
        this DsCnnModel model, LowRankOptions options, IImageSource? images, CalibrationOptions? calibration, CancellationToken cancellationToken)
    {
        ModelFile file = model.ToModelFile();
        SurgeryCheck.RequireFloat(file);
        LinearLayer[] layers = [.. file.Spec.LinearLayers().Where(layer => layer.Obstacle is null && layer.LargestSavingRank > 0)];
        using OutputMoments? moments = images is null
            ? null
            : OutputMoments.Measure(model, layers, images, calibration ?? new CalibrationOptions(), cancellationToken);
        using DisposeScope scope = NewDisposeScope();
        var bases = new Dictionary<LinearLayer, Tensor>();
        var spectra = new List<LayerSpectrum>();
        foreach (LinearLayer layer in layers)
        {
            cancellationToken.ThrowIfCancellationRequested();
            (LayerSpectrum spectrum, bases[layer]) = Decompose(layer, MatrixOf(file, layer), moments?[layer]);
            spectra.Add(spectrum);
        }

        RankPlan plan = RankPlanner.Plan(file.Spec, spectra, options);
        LinearFactors[] factors = [.. plan.Ranks.Select(choice => Factors(choice, MatrixOf(file, choice.Layer), bases[choice.Layer]))];
        return (file.Factorize(factors), plan);
    }

    private static Tensor MatrixOf(ModelFile file, LinearLayer layer) =>
        tensor(file.Weights[layer.Weight].ToFloats(), layer.Outputs, layer.Inputs).to(ScalarType.Float64);

    /// <summary>The energies of the output's directions, descending, and the directions as columns.</summary>
    private static (LayerSpectrum Spectrum, Tensor Basis) Decompose(LinearLayer layer, Tensor matrix, Tensor? moments)
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor values, Tensor vectors) = linalg.eigh(moments is null ? matrix.mm(matrix.t()) : moments.cpu());

        // Rounding can make zeros slightly negative.
        double[] energies = [.. values.flip(0).data<double>().ToArray().Select(value => Math.Max(0, value))];
        return (new LayerSpectrum { Layer = layer, Energies = [.. energies] }, vectors.flip(1).MoveToOuterDisposeScope());
    }

    private static LinearFactors Factors(RankChoice choice, Tensor matrix, Tensor basis)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor up = basis.narrow(1, 0, choice.Rank);
        return new LinearFactors(choice.Layer, choice.Rank, Numbers(up.t().mm(matrix)), Numbers(up));
    }

    private static float[] Numbers(Tensor tensor) => tensor.to(ScalarType.Float32).contiguous().data<float>().ToArray();
}
