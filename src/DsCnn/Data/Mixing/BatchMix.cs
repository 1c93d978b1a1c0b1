namespace DsCnn;

/// <summary>A way to blend the images of a batch with each other, so that a network learns what is between the classes.</summary>
public abstract record BatchMix
{
    private protected BatchMix()
    {
    }
}
