using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Training;

/// <summary>A trained network whose predictions a smaller one is trained on.</summary>
public abstract class Teacher
{
    private protected Teacher()
    {
    }

    /// <summary>A description, which is recorded in checkpoints.</summary>
    public abstract string Description { get; }

    /// <summary>The function that it applies to its logits, or null if not known.</summary>
    internal virtual Head? Head => null;

    /// <summary>The names of its classes, or null if not known.</summary>
    internal virtual IReadOnlyList<string>? Labels => null;

    /// <summary>Creates a teacher from a network of this library. If its normalization differs from the student's, images are converted.</summary>
    /// <param name="model">The network; it is put into evaluation mode and not disposed.</param>
    /// <returns>The teacher.</returns>
    public static Teacher From(DsCnnModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new ModelTeacher(model);
    }

    /// <summary>Creates a teacher from any TorchSharp module that returns logits.</summary>
    /// <param name="module">Maps N x C x H x W, normalized for the student, to logits N x classes; it is put into evaluation mode and not disposed.</param>
    /// <returns>The teacher.</returns>
    public static Teacher From(nn.Module<Tensor, Tensor> module)
    {
        ArgumentNullException.ThrowIfNull(module);
        return module is DsCnnModel model ? From(model) : new ModuleTeacher(module);
    }

    /// <summary>Creates a teacher from any function that returns logits.</summary>
    /// <param name="logits">Maps N x C x H x W, normalized for the student, to logits N x classes; called without gradients.</param>
    /// <returns>The teacher.</returns>
    public static Teacher From(Func<Tensor, Tensor> logits)
    {
        ArgumentNullException.ThrowIfNull(logits);
        return new FunctionTeacher(logits);
    }

    /// <summary>Its logits, N x classes, without gradients.</summary>
    /// <param name="images">N x C x H x W, normalized for the student.</param>
    /// <param name="preprocessing">The student's normalization.</param>
    /// <param name="precision">The precision in which the student is trained. Networks of this library use it too, which is faster in bfloat16; others get float32.</param>
    internal Tensor Logits(Tensor images, Preprocessing? preprocessing, TrainingPrecision precision)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable gradientsOff = no_grad();
        return Run(images, preprocessing, precision).MoveToOuterDisposeScope();
    }

    /// <summary>A description including its weights if they are known: a resumed run must have the same teacher.</summary>
    internal virtual string Identity() => Description;

    private protected abstract Tensor Run(Tensor images, Preprocessing? preprocessing, TrainingPrecision precision);

    private sealed class FunctionTeacher(Func<Tensor, Tensor> logits) : Teacher
    {
        public override string Description => "a function";

        private protected override Tensor Run(Tensor images, Preprocessing? preprocessing, TrainingPrecision precision) => logits(images);
    }

    private sealed class ModuleTeacher(nn.Module<Tensor, Tensor> module) : Teacher
    {
        public override string Description => $"a module {module.GetName()}";

        internal override string Identity()
        {
            var weights = new WeightSet(module.state_dict().Select(entry => KeyValuePair.Create(entry.Key, entry.Value.ToWeightTensor())));
            return $"{Description} ({RunFingerprint.Hash(weights)})";
        }

        private protected override Tensor Run(Tensor images, Preprocessing? preprocessing, TrainingPrecision precision)
        {
            module.eval();
            return module.call(images);
        }
    }

    private sealed class ModelTeacher(DsCnnModel model) : Teacher
    {
        public override string Description => $"{model.Spec.Name}, {model.Spec.Cost.Parameters} parameters";

        internal override Head? Head => model.Spec.Head;

        internal override IReadOnlyList<string>? Labels => model.Labels;

        internal override string Identity()
        {
            var texts = new Dictionary<string, string>
            {
                ["Weights"] = RunFingerprint.Hash(model.CopyWeights()),
                ["Quantization"] = model.Quantization?.ToJson() ?? "none",
            };
            OptionsText.Add(texts, "Network", model.Spec);
            OptionsText.Add(texts, "Preprocessing", model.Preprocessing);
            return $"{Description} ({OptionsText.Hash(string.Join('\n', texts))})";
        }

        private protected override Tensor Run(Tensor images, Preprocessing? preprocessing, TrainingPrecision precision)
        {
            model.eval();
            Tensor converted = Convert(images, preprocessing);
            return model.Logits(precision == TrainingPrecision.BFloat16 ? converted.to(ScalarType.BFloat16) : converted);
        }

        /// <summary>(x * std + mean - mean') / std'.</summary>
        private Tensor Convert(Tensor images, Preprocessing? from)
        {
            if (from is null || model.Preprocessing is not { } to || from.Equals(to))
                return images;
            Tensor scale = PerChannel(from.Std.Zip(to.Std, (mine, its) => mine / its), images.device);
            Tensor offset = PerChannel(from.Mean.Zip(to.Mean, (mine, its) => mine - its).Zip(to.Std, (shift, its) => shift / its), images.device);
            return (images * scale) + offset;
        }

        private static Tensor PerChannel(IEnumerable<double> values, Device device) =>
            tensor([.. values.Select(value => (float)value)], device: device).view(1, -1, 1, 1);
    }
}
