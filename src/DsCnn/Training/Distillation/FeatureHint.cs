using static TorchSharp.torch;

namespace DsCnn.Training;

/// <summary>An inner map of the teacher that a map of the student is trained to match (FitNets, Romero et al. 2015).</summary>
/// <remarks>
/// loss = Weight * mean((r(student's map) - teacher's map)^2). If the maps differ in channels, r is a 1x1 convolution that is trained along with the student and
/// discarded after the run.
/// </remarks>
public sealed record FeatureHint
{
    /// <summary>The student's last map with this stride, in input pixels; positive.</summary>
    public required int StudentStride { get; init => field = Check.Positive(value); }

    /// <summary>Computes the teacher's map, N x channels x H x W of the student's map, for images that are normalized for the student. Called without gradients.</summary>
    public required Func<Tensor, Tensor> TeacherMap { get; init => field = value ?? throw new ArgumentNullException(nameof(TeacherMap)); }

    /// <summary>The weight of the hint, positive. Default 1.</summary>
    public double Weight { get; init => field = Check.Positive(value); } = 1;

    /// <summary>Creates a hint from a network of this library with the same normalization as the student.</summary>
    /// <param name="teacher">The teacher; it is put into evaluation mode and not disposed.</param>
    /// <param name="stride">The stride of both maps.</param>
    /// <returns>The hint.</returns>
    public static FeatureHint At(DsCnnModel teacher, int stride)
    {
        ArgumentNullException.ThrowIfNull(teacher);
        teacher.Spec.LayersToStride(stride);
        return new FeatureHint
        {
            StudentStride = stride,
            TeacherMap = images =>
            {
                teacher.eval();
                return teacher.FeatureMaps(images, stride)[0];
            },
        };
    }
}
