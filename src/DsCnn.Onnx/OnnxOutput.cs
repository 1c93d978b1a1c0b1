namespace DsCnn.Onnx;

/// <summary>Where an exported network ends.</summary>
public enum OnnxOutput
{
    /// <summary>As the network itself ends: with probabilities where it has a softmax or sigmoid, else with what its last layer gives.</summary>
    Probabilities,

    /// <summary>Before the softmax or sigmoid.</summary>
    Logits,
}
