using System.Numerics;
using static TorchSharp.torch;

namespace DsCnn.Training;

/// <summary>
/// g = gradient + decay * w; b = momentum * b + g; w -= rate * (g + momentum * b) with Nesterov, rate * b without (PyTorch's form of Sutskever et al. 2013).
/// </summary>
internal sealed class SgdRule(double momentum, bool nesterov) : UpdateRule
{
    internal override IReadOnlyList<string> States { get; } = momentum > 0 ? ["momentum"] : [];

    internal override void Update(ParameterRow row, UpdateScale scale) =>
        FusedUpdate.Run(new Equation(scale, momentum, nesterov), row);

    internal override void Update(Tensor weight, Tensor gradient, IReadOnlyList<Tensor> states, UpdateScale scale)
    {
        Tensor direction = gradient.add_(weight, alpha: scale.WeightDecay);
        if (momentum > 0)
        {
            Tensor buffer = states[0].mul_(momentum).add_(direction);
            direction = nesterov ? direction.add_(buffer, alpha: momentum) : buffer;
        }

        weight.add_(direction, alpha: -scale.LearningRate);
    }

    private readonly struct Equation(UpdateScale scale, double momentum, bool nesterov) : FusedUpdate.IEquation
    {
        private readonly Vector<float> _rate = new((float)scale.LearningRate);
        private readonly Vector<float> _decay = new((float)scale.WeightDecay);
        private readonly Vector<float> _scale = new((float)scale.GradientScale);
        private readonly Vector<float> _momentum = new((float)momentum);
        private readonly bool _nesterov = nesterov;

        public void Apply(ref Vector<float> weight, Vector<float> gradient, ref Vector<float> first, ref Vector<float> second)
        {
            Vector<float> g = (gradient * _scale) + (_decay * weight);
            first = (_momentum * first) + g;
            weight -= _rate * (_nesterov ? g + (_momentum * first) : first);
        }
    }
}
