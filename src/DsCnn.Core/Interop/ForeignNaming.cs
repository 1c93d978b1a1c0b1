namespace DsCnn.Interop;

/// <summary>The program that named the weights. A state dict does not say which program it is from or how its network pads, so the caller must know.</summary>
public enum ForeignNaming
{
    /// <summary>torchvision's EfficientNet, MobileNetV2, MobileNetV3 and VGG.</summary>
    Torchvision,

    /// <summary>timm's <c>efficientnet_*</c>, <c>efficientnet_lite*</c>, <c>mobilenetv1_*</c>, <c>mobilenetv2_*</c> and <c>mobilenetv3_*</c>: padded by half the kernel like torchvision's, epsilon 1e-5 for every size.</summary>
    Timm,

    /// <summary>
    /// timm's <c>tf_efficientnet_*</c> and <c>tf_mobilenetv3_*</c>: the same names as <see cref="Timm"/>, but padded as in TensorFlow, more on the right and below.
    /// These networks cannot be represented, so importing them is rejected; imported as <see cref="Timm"/> they would give wrong results.
    /// </summary>
    TimmTensorFlow,
}
