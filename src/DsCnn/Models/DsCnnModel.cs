using System.Diagnostics.CodeAnalysis;
using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace DsCnn;

/// <summary>A network created from a <see cref="ModelSpec"/>: N x C x H x W to N x classes, or to features if it has no classifier.</summary>
/// <remarks>Its weights have the names used in model files: <c>layers.0.conv_1.weight</c>. A forward pass leaves nothing behind but its result.</remarks>
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

    /// <summary>Creates a network with random weights, in training mode.</summary>
    /// <param name="spec">The network.</param>
    /// <param name="device">The device for its weights. Default: the CPU.</param>
    /// <param name="seed">The seed of the random weights; the same seed gives the same weights.</param>
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
            // The caller cannot dispose an object whose constructor threw.
            Dispose();
            throw;
        }
    }

    /// <summary>Creates a network with random weights, or with meaningless ones if there is no generator.</summary>
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

    /// <summary>The names of the classes, one per output, or null if not known.</summary>
    public IReadOnlyList<string>? Labels { get; set => field = ModelFile.CheckLabels(value, Spec); }

    /// <summary>How images are normalized before they enter the network, or null if not known.</summary>
    public Preprocessing? Preprocessing { get; set => field = ModelFile.CheckPreprocessing(value, Spec); }

    /// <summary>
    /// For a network that ends in a sigmoid, the probability at which each label counts as present, one per output, 0 to 1; or null for 0.5. A trainer with validation images chooses the thresholds.
    /// </summary>
    /// <exception cref="InvalidSpecException">There is not exactly one for each output, or the network does not end in a sigmoid.</exception>
    public IReadOnlyList<double>? Thresholds { get; set => field = ModelFile.CheckThresholds(value, Spec); }

    /// <summary>How the network is stored as bytes, or null for float32. If set, the network computes the same as its int8 file will, in evaluation and in training.</summary>
    /// <remarks>
    /// Simulated quantization (Jacob et al. 2018, section 3): values, weights and biases are rounded when they are used, and gradients pass straight through; the weights themselves
    /// do not change. Its batch norms must be folded. Drop path is inactive, bfloat16 images are computed in float32, and layers are not called as modules, so their hooks are not called either.
    /// </remarks>
    /// <exception cref="InvalidSpecException">The quantization belongs to a different network, or the network has batch norms.</exception>
    public QuantizationSpec? Quantization
    {
        get;
        set
        {
            field = ModelFile.CheckQuantization(value, Spec);
            _observer = value is null ? null : new IntegerSimulation(value);
        }
    }

    /// <summary>The training run that is using the network.</summary>
    internal TrainingClaim Claim { get; } = new();

    /// <summary>The device of the weights.</summary>
    public Device Device => FirstParameter?.device ?? CPU;

    /// <summary>Looked up on every forward pass, because moving a model replaces its parameters; only up to the first layer that has any.</summary>
    private Parameter? FirstParameter => _layers.SelectMany(layer => layer.parameters()).FirstOrDefault();

    /// <summary>Reads a model file; this requires no class and no code, whatever was done to the network. The model is in evaluation mode.</summary>
    /// <param name="path">A safetensors file with the network's spec in its metadata.</param>
    /// <param name="device">The device for its weights. Default: the CPU.</param>
    /// <returns>The model.</returns>
    /// <exception cref="InvalidDataException">It is not a model file, or is damaged; the message says what is wrong.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static DsCnnModel Load(string path, Device? device = null) =>
        From(ModelFile.Read(path), device);

    /// <summary>Creates a network from a model in memory, such as one with a different head. It is in evaluation mode.</summary>
    /// <param name="file">Architecture, weights, labels and preprocessing.</param>
    /// <param name="device">The device for its weights. Default: the CPU.</param>
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
    /// <exception cref="IOException">It cannot be written; an existing file of that name is untouched.</exception>
    public void Save(string path) => ToModelFile().Write(path);

    /// <summary>Copies architecture, weights, labels and preprocessing from the network: the content of its file.</summary>
    /// <returns>The model as data, with weights in float32.</returns>
    public ModelFile ToModelFile() => new(Spec, CopyWeights()) { Labels = Labels, Preprocessing = Preprocessing, Thresholds = Thresholds, Quantization = Quantization };

    /// <summary>Creates a smaller, faster network with the same outputs by folding batch norms into the convolutions before them.</summary>
    /// <remarks>
    /// The weights are computed in double precision from the running statistics, so the outputs are those of evaluation mode. The new network is independent of this one
    /// and ordinary in every way: it can be saved, loaded, exported and trained, although training without batch norms takes smaller learning rates.
    /// </remarks>
    /// <returns>The folded network, in evaluation mode on the same device.</returns>
    public DsCnnModel FoldBatchNorm() => From(ToModelFile().FoldBatchNorm(), Device);

    /// <summary>Copies the weights into arrays, as float32.</summary>
    /// <returns>All tensors of <see cref="ModelSpec.Weights"/>.</returns>
    public WeightSet CopyWeights()
    {
        Dictionary<string, Tensor> tensors = NamedTensors();
        return new WeightSet(Spec.Weights.Select(w => KeyValuePair.Create(w.Name, tensors[w.Name].ToWeightTensor())));
    }

    /// <summary>Sets the weights.</summary>
    /// <param name="weights">All tensors of <see cref="ModelSpec.Weights"/>, and no others.</param>
    /// <exception cref="InvalidDataException">A tensor is missing, unexpected or of the wrong shape; then nothing is changed.</exception>
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

    /// <summary>A table of layers, shapes, parameters and MACs, with a comparison to VGG16.</summary>
    /// <returns>Lines that end in a line feed.</returns>
    public string Summary() => Spec.Summary();

    /// <summary>Freezes all layers except the classifier, the last fully connected layer; they keep their weights and statistics, even in training mode.</summary>
    /// <exception cref="InvalidOperationException">The network has no fully connected layer.</exception>
    public void FreezeBody() => SetBodyFrozen(true);

    /// <summary>Makes all layers trainable again.</summary>
    public void UnfreezeBody() => SetBodyFrozen(false);

    /// <summary>Switches between training and evaluation mode; a frozen body stays in evaluation mode.</summary>
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

    /// <summary>All its tensors, by the names used in files; looked up on every call, because moving a model replaces them.</summary>
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
