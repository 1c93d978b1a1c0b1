using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DsCnn.Training;

/// <summary>Adds the teacher to the loss.</summary>
internal sealed class Distiller : IDisposable
{
    private readonly DistillationOptions _options;
    private readonly DsCnnModel _student;
    private readonly TrainingPrecision _precision;
    private readonly List<HintRegressor> _hints = [];

    /// <exception cref="ArgumentException">The teacher's logits or maps do not fit the student's.</exception>
    internal Distiller(DistillationOptions options, DsCnnModel student, TrainingPrecision precision, int seed)
    {
        _options = options;
        _student = student;
        _precision = precision;
        RequireSameClasses();
        using Generator generator = SeededGenerator.Create(seed);
        try
        {
            foreach (FeatureHint hint in options.Hints)
                _hints.Add(new HintRegressor(hint, student, generator));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The additional parameters to train: the regressors' weights.</summary>
    internal IEnumerable<(string Name, Parameter Parameter)> Parameters =>
        _hints.SelectMany((hint, i) => hint.Parameters.Select(p => ($"regressor.{i}.{p.Name}", p.Parameter)));

    /// <summary>The total loss of the batch that the student has just processed.</summary>
    /// <param name="byLabels">The loss from the labels.</param>
    /// <param name="logits">The student's logits, N x classes.</param>
    /// <param name="images">N x C x H x W.</param>
    /// <param name="share">The part of the batch that these images are; the loss by the labels is of that part already.</param>
    internal Tensor Loss(Tensor byLabels, Tensor logits, Tensor images, double share = 1)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor teacher = _options.Teacher.Logits(images, _student.Preprocessing, _precision);
        Tensor loss = (byLabels * (1 - _options.Weight)) + (Divergence(logits, teacher) * (_options.Weight * share));
        foreach (HintRegressor hint in _hints)
            loss += share == 1 ? hint.Loss(images) : hint.Loss(images) * share;
        return loss.MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        foreach (HintRegressor hint in _hints)
            hint.Dispose();
    }

    /// <summary>T^2 * KL(teacher || student), averaged over the images, and over independent labels; T^2 keeps the magnitude of the gradients independent of the temperature.</summary>
    private Tensor Divergence(Tensor student, Tensor teacher)
    {
        double temperature = _options.Temperature;
        if (_student.Spec.Head == Head.Sigmoid)
        {
            // Cross-entropy minus the teacher's entropy, which has no gradient but makes the loss 0 if both agree.
            Tensor shares = (teacher / temperature).sigmoid();
            Tensor entropy = nn.functional.binary_cross_entropy_with_logits(teacher / temperature, shares);
            return (nn.functional.binary_cross_entropy_with_logits(student / temperature, shares) - entropy) * (temperature * temperature);
        }

        Tensor sum = nn.functional.kl_div(
            nn.functional.log_softmax(student / temperature, 1), nn.functional.log_softmax(teacher / temperature, 1), log_target: true, nn.Reduction.Sum);
        return sum * (temperature * temperature / student.shape[0]);
    }

    private void RequireSameClasses()
    {
        using DisposeScope scope = NewDisposeScope();
        InputSpec input = _student.Spec.Input;
        Tensor logits = _options.Teacher.Logits(zeros(1, input.Channels, input.Height, input.Width, device: _student.Device), _student.Preprocessing, _precision);
        int classes = _student.Spec.Output.Channels;
        if (logits.shape is not [1, var teacherClasses] || teacherClasses != classes)
        {
            throw new ArgumentException(
                $"The teacher must return 1 x {classes} logits for an image, as {_student.Spec.Name} does. Received: {string.Join(" x ", logits.shape)}.");
        }
    }
}
