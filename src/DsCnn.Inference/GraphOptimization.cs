namespace DsCnn.Inference;

/// <summary>How far ONNX Runtime rewrites a network when it is loaded. The answers are the same but for rounding.</summary>
public enum GraphOptimization
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>What needs no particular kernels: constants are computed, steps without effect removed.</summary>
    Basic,

    /// <summary>Also steps that can be done as one.</summary>
    Extended,

    /// <summary>Also the layout of memory that suits the processor.</summary>
    All,
}
