using System.Collections.ObjectModel;

namespace DsCnn;

/// <summary>The tensors of a model by name, as arrays: what crosses between the packages.</summary>
public sealed class WeightSet : ReadOnlyDictionary<string, WeightTensor>
{
    /// <summary>Collects tensors.</summary>
    /// <param name="tensors">Names and tensors; each name once.</param>
    public WeightSet(IEnumerable<KeyValuePair<string, WeightTensor>> tensors)
        : base(new OrderedDictionary<string, WeightTensor>(tensors))
    {
    }
}
