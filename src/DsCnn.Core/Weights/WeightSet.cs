using System.Collections.ObjectModel;

namespace DsCnn;

/// <summary>The tensors of a model by name, as arrays: the form in which packages exchange weights.</summary>
public sealed class WeightSet : ReadOnlyDictionary<string, WeightTensor>
{
    /// <summary>Creates a set of tensors.</summary>
    /// <param name="tensors">Names and tensors; each name once.</param>
    public WeightSet(IEnumerable<KeyValuePair<string, WeightTensor>> tensors)
        : base(new OrderedDictionary<string, WeightTensor>(tensors))
    {
    }
}
