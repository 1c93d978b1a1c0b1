namespace DsCnn.Data;

/// <summary>Which of CIFAR-100's two labels to use.</summary>
public enum Cifar100Labels
{
    /// <summary>One of 100 classes: beaver, dolphin, ...</summary>
    Fine,

    /// <summary>One of 20 groups of five classes: aquatic mammals, fish, ...</summary>
    Coarse,
}
