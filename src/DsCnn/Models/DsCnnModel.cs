using System.Diagnostics.CodeAnalysis;
using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace DsCnn;

/// <summary>A network made from a <see cref="ModelSpec"/>: N x C x H x W to N x classes, or to features where it has no classifier.</summary>
/// <remarks>Its weights go by the names that model files use: <c>layers.0.conv_1.weight</c>. A forward leaves nothing behind but its result.</remarks>
/// <example><code>
/// using DsCnnModel model = Presets.Find("ds-pico").ToSpec(classes: 10, new InputSpec(1, 28, 28)).Build(seed: 1);
/// Console.WriteLine(model.Summary());
/// (ImageSet train, ImageSet test) = FashionMnist.Load();
/// await new Trainer(model, new TrainerOptions { Epochs = 5 }).FitAsync(train.Split(validationShare: 0.1));
/// Console.WriteLine($"{model.Evaluate(test).Accuracy:P1}");
/// model.Save("fashion.safetensors");
///
/// using DsCnnModel again = DsCnnModel.Load("fashion.safetensors");
/// </code></example>
public sealed partial class DsCnnModel : nn.Module<Tensor, Tensor>, IModelSource
{
    [ComponentName(Name = "layers")]
    private readonly ModuleList<nn.Module<Tensor, Tensor>> _layers;

    private bool _bodyIsFrozen;

    /// <inheritdoc cref="ModelSpec.ToString"/>
    public override string ToString() => Spec.ToString();

    /// <summary>Makes a network with random weights, in training mode.</summary>
    /// <param name="spec">The network.</param>
    /// <param name="device">Where its weights live. Default: the CPU.</param>
    /// <param name="seed">Where the random weights start from; the same seed gives the same weights.</param>
    public DsCnnModel(ModelSpec spec, Device? device = null, int seed = 0)
        : this(spec, SeededGenerator.Create(seed))
    {
        if (device is null)
            return;
        try
        {
            this.to(device);
        }
        catch
        {
            // Nobody can dispose what was never made.
            Dispose();
            throw;
        }
    }

    /// <summary>Makes a network with random weights, or without any that mean something where there is no generator.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "The module list owns the layers, and this module the list.")]
    private DsCnnModel(ModelSpec spec, Generator? generator)
        : base(nameof(DsCnnModel))
    {
        ArgumentNullException.ThrowIfNull(spec);
        NativeBackend.EnsureLoaded();
        Spec = spec;
        using (generator)
            _layers = new(LayerFactory.CreateAll(spec, generator));
        RegisterComponents();
    }

    /// <summary>The network as plain data.</summary>
    public ModelSpec Spec { get; private init; }

    /// <summary>The names of the classes, one per output, or null where they are not known.</summary>
    public IReadOnlyList<string>? Labels { get; set => field = ModelFile.CheckLabels(value, Spec); }

    /// <summary>What happens to an image before it is given to the network, or null where it is not known.</summary>
    public Preprocessing? Preprocessing { get; set => field = ModelFile.CheckPreprocessing(value, Spec); }

    /// <summary>
    /// Of a network that ends in a sigmoid, the probability from which on each label counts as present, one per output, 0 to 1; or null for 0.5. A trainer with validation images chooses them.
    /// </summary>
    /// <exception cref="InvalidSpecException">There is not one for each output, or the network does not end in a sigmoid.</exception>
    public IReadOnlyList<double>? Thresholds { get; set => field = ModelFile.CheckThresholds(value, Spec); }

    /// <summary>How the network is kept as bytes, or null for float32. With it, the network computes what its int8 file will, in evaluation and in training.</summary>
    /// <remarks>
    /// Simulated quantization (Jacob et al. 2018, section 3): values, weights and biases are rounded on their way, and gradients pass straight through; the weights themselves
    /// stay as they are. Its batch norms must be folded. Drop path does not act, bfloat16 images are computed in float32, and layers are not called as modules, so their hooks are not either.
    /// </remarks>
    /// <exception cref="InvalidSpecException">It is about another network, or the network has batch norms.</exception>
    public QuantizationSpec? Quantization
    {
        get;
        set
        {
            field = ModelFile.CheckQuantization(value, Spec);
            _observer = value is null ? null : new IntegerSimulation(value);
        }
    }

    /// <summary>Who trains the network.</summary>
    internal TrainingClaim Claim { get; } = new();

    /// <summary>Where the weights live.</summary>
    public Device Device => FirstParameter?.device ?? CPU;

    /// <summary>Looked up again because moving a model replaces its parameters, but only as far as the first layer that has any: every forward asks.</summary>
    private Parameter? FirstParameter => _layers.SelectMany(layer => layer.parameters()).FirstOrDefault();

    /// <summary>Reads a model file; no class and no code is needed, whatever was done to the network. The model is in evaluation mode.</summary>
    /// <param name="path">A safetensors file with the network's spec in its metadata.</param>
    /// <param name="device">Where its weights live. Default: the CPU.</param>
    /// <returns>The model.</returns>
    /// <exception cref="InvalidDataException">It is no model file, or a damaged one; the message says what is wrong.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static DsCnnModel Load(string path, Device? device = null) =>
        From(ModelFile.Read(path), device);

    /// <summary>Makes a network from a model in memory, such as one whose head was changed. It is in evaluation mode.</summary>
    /// <param name="file">Architecture, weights, labels and preprocessing.</param>
    /// <param name="device">Where its weights live. Default: the CPU.</param>
    /// <returns>The model.</returns>
    public static DsCnnModel From(ModelFile file, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        var model = new DsCnnModel(file.Spec, generator: null);
        try
        {
            (model.Labels, model.Preprocessing, model.Thresholds, model.Quantization) = (file.Labels, file.Preprocessing, file.Thresholds, file.Quantization);
            model.Copy(file.Weights);
            model.eval();
            return device is null ? model : model.to(device);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Writes architecture, weights, labels and preprocessing into one safetensors file.</summary>
    /// <remarks>The file is written under a temporary name and renamed, so a crash leaves the old file or the new one.</remarks>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">It cannot be written; an older file of that name is untouched.</exception>
    public void Save(string path) => ToModelFile().Write(path);

    /// <summary>Copies architecture, weights, labels and preprocessing out of the network: what its file would hold.</summary>
    /// <returns>The model as data, with weights in float32.</returns>
    public ModelFile ToModelFile() => new(Spec, CopyWeights()) { Labels = Labels, Preprocessing = Preprocessing, Thresholds = Thresholds, Quantization = Quantization };

    /// <summary>Makes a smaller, faster network of the same outputs: batch norms become part of the convolutions before them.</summary>
    /// <remarks>
    /// Computed in double precision from the running statistics, so the outputs are those of evaluation mode. The new network is independent of this one,
    /// and an ordinary one in every way: it is saved, loaded, exported and, if need be, trained, but without batch norms that takes smaller learning rates.
    /// </remarks>
    /// <returns>The folded network, in evaluation mode on the same device.</returns>
    public DsCnnModel FoldBatchNorm() => From(ToModelFile().FoldBatchNorm(), Device);

    /// <summary>Copies the weights into arrays, as float32.</summary>
    /// <returns>Every tensor of <see cref="ModelSpec.Weights"/>.</returns>
    public WeightSet CopyWeights()
    {
        Dictionary<string, Tensor> tensors = NamedTensors();
        return new WeightSet(Spec.Weights.Select(w => KeyValuePair.Create(w.Name, tensors[w.Name].ToWeightTensor())));
    }

    /// <summary>Sets the weights.</summary>
    /// <param name="weights">Every tensor of <see cref="ModelSpec.Weights"/>, and no other.</param>
    /// <exception cref="InvalidDataException">A tensor is missing, left over or of another shape; then nothing is changed.</exception>
    public void LoadWeights(WeightSet weights)
    {
        Copy(new ModelFile(Spec, weights).Weights);
    }

    private void Copy(WeightSet weights)
    {
        Dictionary<string, Tensor> tensors = NamedTensors();
        foreach ((string name, WeightTensor weight) in weights)
            tensors[name].CopyFrom(weight);
    }

    /// <summary>A table of layers, shapes, parameters and MACs, and how the network compares with VGG16.</summary>
    /// <returns>Lines that end in a line feed.</returns>
    public string Summary() => Spec.Summary();

    /// <summary>Leaves only the classifier, the last fully connected layer, to be trained; the rest keeps its weights and statistics, also in training mode.</summary>
    /// <exception cref="InvalidOperationException">The network has no fully connected layer.</exception>
    public void FreezeBody() => SetBodyFrozen(true);

    /// <summary>Lets everything be trained again.</summary>
    public void UnfreezeBody() => SetBodyFrozen(false);

    /// <summary>Switches between training and evaluation; a frozen body stays in evaluation.</summary>
    /// <param name="on">True for training.</param>
    public override void train(bool on = true)
    {
        base.train(on);
        if (on && _bodyIsFrozen)
        {
            foreach (nn.Module<Tensor, Tensor> layer in _layers.Take(Spec.BodyLayers))
                layer.eval();
        }
    }

    /// <summary>Every tensor it consists of, by the name that files use; looked up again, because moving a model replaces them.</summary>
    internal Dictionary<string, Tensor> NamedTensors() => NamedTensors(this);

    private static Dictionary<string, Tensor> NamedTensors(nn.Module module) =>
        module.named_parameters().Select(p => (p.name, tensor: (Tensor)p.parameter))
            .Concat(module.named_buffers().Select(b => (b.name, tensor: b.buffer)))
            .ToDictionary(t => t.name, t => t.tensor);

    private void SetBodyFrozen(bool frozen)
    {
        if (frozen && !Spec.Layers.Any(layer => layer is FullyConnectedSpec))
            throw new InvalidOperationException($"{Spec.Name} has no fully connected layer, so nothing would be left to train.");
        _bodyIsFrozen = frozen;
        foreach (nn.Module<Tensor, Tensor> layer in _layers.Take(Spec.BodyLayers))
        {
            foreach (Parameter parameter in layer.parameters())
                parameter.requires_grad = !frozen;
        }

        train(training);
    }
}
