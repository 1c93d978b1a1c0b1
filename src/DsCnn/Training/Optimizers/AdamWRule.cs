using System.Numerics;
using static TorchSharp.torch;

namespace DsCnn.Training;

/// <summary>
/// w *= 1 - rate * decay; m = b1 m + (1 - b1) g; v = b2 v + (1 - b2) g^2;
/// w -= rate / (1 - b1^t) * m / (sqrt(v / (1 - b2^t)) + epsilon) (Loshchilov and Hutter 2019, algorithm 2).
/// </summary>
internal sealed class AdamWRule(double beta1, double beta2, double epsilon) : UpdateRule
{
    internal override IReadOnlyList<string> States { get; } = ["mean", "square"];

    internal override void Update(ParameterRow row, UpdateScale scale) =>
        FusedUpdate.Run(new Equation(scale, beta1, beta2, epsilon), row);

    internal override void Update(Tensor weight, Tensor gradient, IReadOnlyList<Tensor> states, UpdateScale scale)
    {
        Tensor mean = states[0].mul_(beta1).add_(gradient, alpha: 1 - beta1);
        Tensor square = states[1].mul_(beta2).addcmul_(gradient, gradient, value: 1 - beta2);
        Tensor root = square.sqrt().div_(Math.Sqrt(1 - Math.Pow(beta2, scale.Number))).add_(epsilon);
        weight.mul_(1 - (scale.LearningRate * scale.WeightDecay))
            .addcdiv_(mean, root, value: -scale.LearningRate / (1 - Math.Pow(beta1, scale.Number)));
    }

    private readonly struct Equation(UpdateScale scale, double beta1, double beta2, double epsilon) : FusedUpdate.IEquation
    {
        private readonly Vector<float> _scale = new((float)scale.GradientScale);
        private readonly Vector<float> _keep = new((float)(1 - (scale.LearningRate * scale.WeightDecay)));
        private readonly Vector<float> _beta1 = new((float)beta1);
        private readonly Vector<float> _beta2 = new((float)beta2);
        private readonly Vector<float> _rest1 = new((float)(1 - beta1));
        private readonly Vector<float> _rest2 = new((float)(1 - beta2));
        private readonly Vector<float> _rate = new((float)(scale.LearningRate / (1 - Math.Pow(beta1, scale.Number))));
        private readonly Vector<float> _unbias = new((float)(1 / Math.Sqrt(1 - Math.Pow(beta2, scale.Number))));
        private readonly Vector<float> _epsilon = new((float)epsilon);

        public void Apply(ref Vector<float> weight, Vector<float> gradient, ref Vector<float> first, ref Vector<float> second)
        {
            Vector<float> g = gradient * _scale;
            first = (_beta1 * first) + (_rest1 * g);
            second = (_beta2 * second) + (_rest2 * g * g);
            weight = (_keep * weight) - (_rate * first / ((Vector.SquareRoot(second) * _unbias) + _epsilon));
        }
    }
}
