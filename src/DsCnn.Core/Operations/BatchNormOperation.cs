namespace DsCnn;

internal sealed record BatchNormOperation(string Name, TensorShape Output, int Source) : Operation(Output, Source)
{
    internal override IEnumerable<WeightShape> Weights =>
    [
        new WeightShape($"{Name}.weight", [Output.Channels], WeightRole.Parameter),
        new WeightShape($"{Name}.bias", [Output.Channels], WeightRole.Parameter),
        new WeightShape($"{Name}.running_mean", [Output.Channels], WeightRole.RunningMean),
        new WeightShape($"{Name}.running_var", [Output.Channels], WeightRole.RunningVariance),
    ];

    internal override bool WorksInPlace => true;
}
