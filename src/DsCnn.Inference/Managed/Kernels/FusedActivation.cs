namespace DsCnn.Inference;

/// <summary>Work that is specialized for each activation.</summary>
internal interface IActivationWork
{
    void Do<TActivation>()
        where TActivation : struct, ILaneActivation;
}

/// <summary>Selects the kernel for an activation; the only place that knows all of them.</summary>
internal static class FusedActivation
{
    internal static void Choose<TWork>(Activation activation, TWork work)
        where TWork : struct, IActivationWork
    {
        switch (activation)
        {
            case Activation.None:
                work.Do<Identity>();
                break;
            case Activation.Swish:
                work.Do<Swish>();
                break;
            case Activation.Relu:
                work.Do<Relu>();
                break;
            case Activation.Relu6:
                work.Do<Relu6>();
                break;
            case Activation.HardSwish:
                work.Do<HardSwish>();
                break;
            case Activation.Sigmoid:
                work.Do<Lanes.Sigmoid>();
                break;
            case Activation.HardSigmoid:
                work.Do<HardSigmoid>();
                break;
            default:
                throw new NotSupportedException($"There is no kernel for {activation}.");
        }
    }
}
