namespace DsCnn.Quantization;

/// <summary>Trains a quantized network to compensate for its rounding: add it to the <see cref="TrainerOptions.Callbacks"/> of a <see cref="Trainer"/>.</summary>
/// <remarks>
/// Jacob et al. 2018, section 3; Krishnamoorthi 2018, section 3.2. Create the network from a <see cref="QuantizedModel"/>: it rounds in training as its int8 file does, and
/// gradients pass straight through. The scales of its weights follow the weights after every step; those of its values stay as calibrated. Train for a few epochs with a
/// small learning rate, because the batch norms are folded.
/// </remarks>
/// <example><code>
/// using DsCnnModel model = DsCnnModel.Load("fashion-int8.safetensors");
/// var options = new TrainerOptions
/// {
///     Epochs = 3,
///     Optimizer = new AdamWOptions { LearningRate = 1e-5 },
///     Callbacks = [new QuantizationAwareTraining()],
/// };
/// await new Trainer(model, options).FitAsync(FashionMnist.Load().Train.Split(validationShare: 0.1));
/// </code></example>
public sealed class QuantizationAwareTraining : ITrainingCallback
{
    /// <summary>Bits per weight, 7 or 8, as in <see cref="QuantizationOptions.WeightBits"/>. Default 8.</summary>
    public int WeightBits { get; init => field = Check.Between(value, 7, 8); } = 8;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The network is not quantized.</exception>
    public void OnStart(TrainingContext context) => FollowWeights(context);

    /// <inheritdoc/>
    public void OnStep(TrainingContext context, TrainingProgress progress) => FollowWeights(context);

    /// <inheritdoc/>
    public void OnEnd(TrainingContext context, TrainingReport report) => FollowWeights(context);

    private void FollowWeights(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        DsCnnModel model = context.Model;
        QuantizationSpec spec = model.Quantization ?? throw new InvalidOperationException(
            $"{model.Spec.Name} is not quantized. Train the model that PostTrainingQuantizer.Quantize returns.");
        model.Quantization = spec with { Weights = WeightScales.Of(model, spec.Activations, WeightBits, spec.Weights.Select(weight => weight.Name)) };
    }
}
