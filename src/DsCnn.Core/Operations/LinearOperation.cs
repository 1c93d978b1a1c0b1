namespace DsCnn;

internal sealed record LinearOperation(int InFeatures, int Units, int Source) : Operation(TensorShape.Vector(Units), Source)
{
    internal override IEnumerable<WeightShape> Weights =>
    [
        new WeightShape("weight", [Units, InFeatures], WeightRole.Parameter),
        new WeightShape("bias", [Units], WeightRole.Parameter),
    ];

    internal override long Macs => (long)InFeatures * Units;
}
