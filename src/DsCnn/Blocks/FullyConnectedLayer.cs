using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace DsCnn.Blocks;

/// <summary>A fully connected layer: N x C x H x W or N x features, flattened, to N x units.</summary>
/// <remarks>
/// Weights are uniform within 1 / sqrt(features) (LeCun et al. 1998), the bias is 0. EfficientNet's rule, 1 / sqrt(units), suits 1,000 classes; with
/// a few classes its first logits are so large that training starts by undoing them.
/// </remarks>
internal sealed class FullyConnectedLayer : nn.Module<Tensor, Tensor>
{
    private readonly Activation _activation;

    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;

    [ComponentName(Name = "bias")]
    private readonly Parameter _bias;

    internal FullyConnectedLayer(LayerPlan plan, Generator? generator)
        : base(nameof(FullyConnectedLayer))
    {
        _activation = ((FullyConnectedSpec)plan.Spec).Activation;
        LinearOperation linear = plan.Operations.OfType<LinearOperation>().Single();
        double bound = 1 / Math.Sqrt(linear.InFeatures);
        using (NewDisposeScope())
        {
            Tensor weight = empty(linear.Units, linear.InFeatures, device: CPU);
            if (generator is not null)
                weight.uniform_(-bound, bound, generator);
            _weight = new Parameter(weight);
            _bias = new Parameter(zeros(linear.Units, device: CPU));
            _weight.DetachFromDisposeScope();
            _bias.DetachFromDisposeScope();
        }

        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = nn.functional.linear(input.flatten(1).to(_weight.dtype), _weight, _bias);
        return _activation.Apply(x).MoveToOuterDisposeScope();
    }
}
