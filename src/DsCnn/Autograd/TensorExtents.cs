using static TorchSharp.torch;

namespace DsCnn.Autograd;

/// <summary>The shape of a tensor of up to four dimensions, as a value type.</summary>
internal readonly record struct TensorExtents
{
    private readonly long _dimensions;
    private readonly long _first;
    private readonly long _second;
    private readonly long _third;
    private readonly long _fourth;

    internal TensorExtents(Tensor tensor)
    {
        _dimensions = tensor.dim();
        _first = Extent(tensor, 0);
        _second = Extent(tensor, 1);
        _third = Extent(tensor, 2);
        _fourth = Extent(tensor, 3);
    }

    /// <summary>Zeros of this shape, float32.</summary>
    internal Tensor Zeros(Device device) => zeros([.. new[] { _first, _second, _third, _fourth }.Take((int)_dimensions)], ScalarType.Float32, device);

    private static long Extent(Tensor tensor, int dimension) => dimension < tensor.dim() ? tensor.size(dimension) : 1;
}
