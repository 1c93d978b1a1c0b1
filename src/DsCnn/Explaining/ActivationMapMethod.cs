namespace DsCnn.Explaining;

/// <summary>How the evidence for a class is located in a picture.</summary>
public enum ActivationMapMethod
{
    /// <summary>
    /// Class activation mapping (Zhou et al. 2016, equation 2), which is exact: the contribution of each position of the last map to the class's logit. For networks that
    /// end in a global average pool and one fully connected layer.
    /// </summary>
    Cam,

    /// <summary>Grad-CAM (Selvaraju et al. 2017, equations 1 and 2): the last map's channels, weighted by the mean of the logit's gradient. For all other networks.</summary>
    GradCam,
}
