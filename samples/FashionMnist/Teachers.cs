using DsCnn;
using DsCnn.Training;
using static TorchSharp.torch;

namespace FashionMnistSample;

/// <summary>The trained networks that a recipe learns from.</summary>
internal sealed class Teachers : IDisposable
{
    private readonly List<DsCnnModel> _models = [];

    /// <exception cref="FileNotFoundException">A teacher has not been trained yet.</exception>
    internal Teachers(Recipe recipe, string folder)
    {
        foreach (string name in recipe.Teachers)
        {
            using DsCnnModel model = DsCnnModel.Load(Path.Combine(folder, name + ".safetensors"));
            _models.Add(model.FoldBatchNorm());
        }
    }

    /// <summary>How the recipe learns from them; null where it has no teachers.</summary>
    internal DistillationOptions? Distillation =>
        _models.Count == 0 ? null : new() { Teacher = Teacher.From(MeanLogits), Temperature = 2, Weight = 0.7 };

    public void Dispose() => _models.ForEach(model => model.Dispose());

    /// <summary>In bfloat16, like the training itself: a teacher's second decimal changes nothing.</summary>
    private Tensor MeanLogits(Tensor images)
    {
        Tensor rounded = images.to(ScalarType.BFloat16);
        return stack([.. _models.Select(model => model.Logits(rounded).to(ScalarType.Float32))]).mean([0L]);
    }
}
