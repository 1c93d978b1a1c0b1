using static TorchSharp.torch;

namespace DsCnn.Training;

/// <summary>An inner map of the teacher that a map of the student learns to equal (FitNets, Romero et al. 2015).</summary>
/// <remarks>
/// loss = Weight * mean((r(student's map) - teacher's map)^2). Where the maps differ in channels, r is a 1x1 convolution that is trained along and
/// thrown away after the run.
/// </remarks>
public sealed record FeatureHint
{
    /// <summary>The student's last map of this stride, in input pixels; positive.</summary>
    public required int StudentStride { get; init => field = Check.Positive(value); }

    /// <summary>Gives the teacher's map, N x channels x H x W of the student's map, for images that are normalized for the student. Called without gradients.</summary>
    public required Func<Tensor, Tensor> TeacherMap { get; init => field = value ?? throw new ArgumentNullException(nameof(TeacherMap)); }

    /// <summary>How much it counts, positive. Default 1.</summary>
    public double Weight { get; init => field = Check.Positive(value); } = 1;

    /// <summary>A hint from a network of this library with the same normalization as the student.</summary>
    /// <param name="teacher">The teacher; put into evaluation mode and not disposed.</param>
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
