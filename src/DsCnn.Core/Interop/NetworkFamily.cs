namespace DsCnn;

/// <summary>The networks that other programs have names for.</summary>
internal enum NetworkFamily
{
    EfficientNet,
    MobileNetV2,
    Vgg,
}
