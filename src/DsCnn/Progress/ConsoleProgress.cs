using System.Globalization;

namespace DsCnn;

/// <summary>
/// Shows the progress of long work on the console: a line for each epoch of training and, in a terminal, a line below them that is updated in place. If the output is not a
/// terminal, progress is written as new lines from time to time.
/// </summary>
/// <remarks>
/// <para>
/// One object can be used for all work of a program, one task after the other: <c>FitAsync(data, new ConsoleProgress())</c>. By default it writes to the standard error
/// output, which keeps it separate from results. The environment variables NO_COLOR and TERM=dumb are honored. Work of less than a second leaves no line behind.
/// </para>
/// <para>Reports are shown on the calling thread; they may come from several threads.</para>
/// </remarks>
/// <example><code>
/// using DsCnnModel model = Presets.Find("ds-pico").ToSpec(classes: 10, new InputSpec(1, 28, 28)).Build();
/// TrainingData data = FashionMnist.Load().Train.Split(validationShare: 0.1);
/// await new Trainer(model).FitAsync(data, new ConsoleProgress());
/// </code></example>
public sealed class ConsoleProgress
    : IProgress<TrainingProgress>, IProgress<EvaluationProgress>, IProgress<ImageLoadProgress>, IProgress<CompressionProgress>, IProgress<QuantizationProgress>
{
    private static readonly TimeSpan _firstBeat = TimeSpan.FromSeconds(0.75);
    private static readonly TimeSpan _heartbeat = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly ProgressScreen _screen;
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private TrainingLines? _training;
    private int _compressionStep;
    private string? _work;
    private string _state = "";
    private long _began;

    /// <summary>Creates an object that writes to the console, or elsewhere.</summary>
    /// <param name="output">The output. Default: the standard error output.</param>
    /// <param name="clock">The source of time. Default: the system's.</param>
    public ConsoleProgress(TextWriter? output = null, TimeProvider? clock = null)
        : this(ProgressScreen.Of(output, clock ?? TimeProvider.System), clock ?? TimeProvider.System)
    {
    }

    internal ConsoleProgress(ProgressScreen screen, TimeProvider clock)
    {
        (_screen, _clock) = (screen, clock);
        _timer = clock.CreateTimer(_ => Beat(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Announces work that may not report for a while. Until it does, the elapsed time is shown.</summary>
    /// <param name="work">A description, such as "Reading images".</param>
    public void Begin(string work)
    {
        ArgumentException.ThrowIfNullOrEmpty(work);
        lock (_lock)
        {
            BeginWork(work);
            if (_screen.IsLive)
                _screen.Show(Describe, now: true);
            _timer.Change(_firstBeat, _heartbeat);
        }
    }

    /// <summary>Shows the progress of any kind of work.</summary>
    /// <param name="work">A description, such as "Reading images".</param>
    /// <param name="done">The amount done, from 0.</param>
    /// <param name="total">The total amount, at which the work is finished.</param>
    /// <param name="unit">The unit, such as "images". Default: none.</param>
    public void Report(string work, long done, long total, string unit = "")
    {
        ArgumentException.ThrowIfNullOrEmpty(work);
        lock (_lock)
        {
            if (_work != work)
                BeginWork(work);
            TimeSpan spent = _clock.GetElapsedTime(_began);
            string left = done > 0 && done < total && spent > _heartbeat ? $", {EpochLine.Clock(spent / done * (total - done))} left" : "";
            _state = string.Create(CultureInfo.InvariantCulture, $": {done:N0} of {total:N0}{(unit.Length > 0 ? " " : "")}{unit}{left}");
            if (done < total)
                _screen.Show(Describe);
            else
                End();
        }
    }

    /// <summary>Writes a permanent line, above the one that is updated.</summary>
    /// <param name="line">The line.</param>
    public void WriteLine(string line)
    {
        lock (_lock)
            _screen.WriteLine(line);
    }

    /// <summary>Removes the line that is updated, for example before other output; after a failure this is up to the caller.</summary>
    public void Clear()
    {
        lock (_lock)
            Stop();
    }

    /// <inheritdoc/>
    public void Report(TrainingProgress value)
    {
        ArgumentNullException.ThrowIfNull(value);
        lock (_lock)
        {
            Rest();
            if (_training is null || _training.IsOver(value))
                _training = new TrainingLines(_screen, _clock);
            _training.Show(value);
        }
    }

    /// <inheritdoc/>
    public void Report(EvaluationProgress value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Report("Measuring", value.Images, value.Total, "images");
    }

    /// <inheritdoc/>
    public void Report(ImageLoadProgress value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Report("Reading images", value.Done, value.Total);
    }

    /// <inheritdoc/>
    public void Report(QuantizationProgress value)
    {
        ArgumentNullException.ThrowIfNull(value);
        string stage = value.Stage switch
        {
            QuantizationStage.Equalizing => "Equalizing channels",
            QuantizationStage.Calibrating => "Calibrating",
            QuantizationStage.CorrectingBias => "Correcting biases",
            QuantizationStage.Measuring => "Measuring layer by layer",
            _ => "Choosing what stays in float32",
        };
        Report(string.Create(CultureInfo.InvariantCulture, $"{stage}, pass {value.Pass}"), value.Images, value.Total, "images");
    }

    /// <inheritdoc/>
    public void Report(CompressionProgress value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Step != _compressionStep)
        {
            string goal = string.Create(CultureInfo.InvariantCulture, $"step {value.Step} of {value.Steps}: {value.Goal}");
            WriteLine(goal);
            lock (_lock)
                (_compressionStep, _training) = (value.Step, null);
            Begin("Measuring importance");
        }

        if (value.Quantization is { } quantization)
            Report(quantization);
        if (value.Tuning is { } tuning)
            Report(tuning);
    }

    private string Describe() =>
        _state.Length > 0 ? _work + _state : $"{_work}, {EpochLine.Clock(_clock.GetElapsedTime(_began))}";

    private void BeginWork(string work)
    {
        _screen.Begin();
        (_work, _state, _began) = (work, "", _clock.GetTimestamp());
    }

    /// <summary>Work that leaves lines behind also reports its end.</summary>
    private void End()
    {
        if (!_screen.IsLive && _screen.HasWritten)
            _screen.WriteLine(Describe());
        Stop();
    }

    private void Stop()
    {
        _screen.Clear();
        Rest();
    }

    private void Rest()
    {
        if (_work is null)
            return;
        _screen.Begin();
        _work = null;
        _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private void Beat()
    {
        lock (_lock)
        {
            if (_work is not null)
                _screen.Show(Describe);
        }
    }
}
