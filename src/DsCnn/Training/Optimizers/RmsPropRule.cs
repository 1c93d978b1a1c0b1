using System.Numerics;
using static TorchSharp.torch;

namespace DsCnn.Training;

/// <summary>
/// g = gradient + decay * w; v = a v + (1 - a) g^2; b = momentum * b + g / (sqrt(v) + epsilon); w -= rate * b (Hinton's lecture 6e of 2012, PyTorch's form).
/// </summary>
internal sealed class RmsPropRule(double decay, double momentum, double epsilon) : UpdateRule
{
    internal override IReadOnlyList<string> States { get; } = momentum > 0 ? ["square", "momentum"] : ["square"];

    internal override void Update(ParameterRow row, UpdateScale scale) =>
        FusedUpdate.Run(new Equation(scale, decay, momentum, epsilon), row);

    internal override void Update(Tensor weight, Tensor gradient, IReadOnlyList<Tensor> states, UpdateScale scale)
    {
        Tensor g = gradient.add_(weight, alpha: scale.WeightDecay);
        Tensor square = states[0].mul_(decay).addcmul_(g, g, value: 1 - decay);
        Tensor direction = g.div_(square.sqrt().add_(epsilon));
        if (momentum > 0)
            direction = states[1].mul_(momentum).add_(direction);
        weight.add_(direction, alpha: -scale.LearningRate);
    }

    private readonly struct Equation(UpdateScale scale, double decay, double momentum, double epsilon) : FusedUpdate.IEquation
    {
        private readonly Vector<float> _rate = new((float)scale.LearningRate);
        private readonly Vector<float> _weightDecay = new((float)scale.WeightDecay);
        private readonly Vector<float> _scale = new((float)scale.GradientScale);
        private readonly Vector<float> _keep = new((float)decay);
        private readonly Vector<float> _rest = new((float)(1 - decay));
        private readonly Vector<float> _momentum = new((float)momentum);
        private readonly Vector<float> _epsilon = new((float)epsilon);

        public void Apply(ref Vector<float> weight, Vector<float> gradient, ref Vector<float> first, ref Vector<float> second)
        {
            Vector<float> g = (gradient * _scale) + (_weightDecay * weight);
            first = (_keep * first) + (_rest * g * g);
            second = (_momentum * second) + (g / (Vector.SquareRoot(first) + _epsilon));
            weight -= _rate * second;
        }
    }
}
