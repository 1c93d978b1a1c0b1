using System.Collections.Immutable;

namespace DsCnn.Memory;

/// <summary>Converts a network to steps that are run row by row, from the caller's image to the caller's scores.</summary>
internal sealed class RowSteps
{
    private readonly IntegerNetwork _network;
    private readonly List<RowStep> _steps = [];
    private readonly HashSet<Operation> _done = [];
    private readonly Dictionary<(int Value, bool IsBytes), StepMap> _maps = [];
    private readonly Dictionary<int, ScaleOperation> _scaled = [];

    private RowSteps(IntegerNetwork network) => _network = network;

    /// <summary>The steps in order.</summary>
    /// <exception cref="NotSupportedException">The network has an unknown operation.</exception>
    internal static ImmutableArray<RowStep> Of(IntegerNetwork network)
    {
        var steps = new RowSteps(network);
        PlanValue image = network.Plan.Input;
        steps.Add(new RowStep { Input = new StepMap(image, isBytes: true, isCallers: true), Output = steps.Map(image, network.BytesOf(image) is not null) });
        foreach (Operation operation in network.Plan.Operations)
        {
            if (!steps._done.Contains(operation))
                steps.Lower(operation);
        }

        return [.. steps._steps];
    }

    private void Lower(Operation operation)
    {
        bool isInteger = _network.RunsOnIntegers(operation);
        switch (operation)
        {
            case WeightedOperation weighted:
                LowerWeighted(weighted, isInteger);
                break;
            case ScaleOperation scale when IsTakenIn(scale, isInteger):
                _scaled[scale.Output.Index] = scale;
                break;
            case ScaleOperation scale:
                Add(new RowStep { IsInteger = isInteger, Scale = scale, Input = Get(scale.Features, isInteger), Gate = Get(scale.Gate, isInteger), Output = Map(scale.Output, isInteger) });
                break;
            case AddOperation add:
                Add(new RowStep { IsInteger = isInteger, Addition = add, Input = Get(add.Residual, isInteger), Residual = Get(add.Shortcut, isInteger), Output = Map(add.Output, isInteger) });
                break;
            case ActivationOperation activation:
                StepMap input = Get(activation.Inputs[0], isInteger);
                Add(new RowStep { IsInteger = isInteger, Activation = activation, Input = input, Output = Map(activation.Output, isInteger && _network.BytesOf(activation.Output) is not null) });
                break;
            case PoolOperation or GlobalPoolOperation:
                Add(new RowStep { Operation = operation, IsInteger = isInteger, Input = Get(operation.Inputs[0], isInteger), Output = Map(operation.Output, isInteger) });
                break;
            case HeadOperation head:
                Add(new RowStep { Operation = head, Input = Get(head.Inputs[0], isBytes: false), Output = new StepMap(head.Output, isBytes: true, isCallers: true) });
                break;
            default:
                throw new NotSupportedException($"There is no way to run a {operation.GetType().Name} row by row.");
        }
    }

    private void LowerWeighted(WeightedOperation operation, bool isInteger)
    {
        ScaleOperation? scale = _scaled.GetValueOrDefault(operation.Input.Index);
        StepMap input = Get(scale?.Features ?? operation.Input, isInteger);
        StepMap? gate = scale is null ? null : Get(scale.Gate, isInteger);
        PlanValue value = operation.Output;
        bool isBytes = isInteger && _network.FactorsOf(operation) is not null;
        ActivationOperation? activation = null;
        if (isInteger && _network.ReluOf(operation) is { } relu)
            value = Absorb(relu);
        else if (_network.SoleReader<ActivationOperation>(value) is { } next && (isBytes ? _network.BytesOf(next.Output) is not null : _network.BytesOf(value) is null))
            value = Absorb(activation = next);
        StepMap? residual = null;
        if (AddOf(value, isBytes) is { } add)
        {
            residual = Get(add.Inputs.First(term => term != value), isBytes);
            value = Absorb(add);
        }
        else
        {
            add = null;
        }

        Add(new RowStep
        {
            Operation = operation,
            IsInteger = isInteger,
            Input = input,
            Scale = scale,
            Gate = gate,
            Activation = activation,
            Addition = add,
            Residual = residual,
            Output = Map(value, isBytes),
        });
    }

    /// <summary>Whether the reader of a scaled map can do the scaling itself, pixel by pixel.</summary>
    private bool IsTakenIn(ScaleOperation scale, bool isInteger) =>
        _network.SoleReader<ConvolutionOperation>(scale.Output) is { Kernel: 1, Stride: 1, Groups: 1 } next
        && _network.RunsOnIntegers(next) == isInteger && (isInteger || _network.BytesOf(scale.Output) is null);

    /// <summary>The addition that is the only reader of a value, if its other term already exists in the same form.</summary>
    private AddOperation? AddOf(PlanValue value, bool isBytes) =>
        _network.SoleReader<AddOperation>(value) is { } add && _network.RunsOnIntegers(add) == isBytes && (isBytes || _network.BytesOf(value) is null)
        && add.Inputs.First(term => term != value) is var other && other.Index < value.Index && _maps.Keys.Any(key => key.Value == other.Index)
            ? add
            : null;

    private PlanValue Absorb(Operation operation)
    {
        _done.Add(operation);
        return operation.Output;
    }

    /// <summary>The map of a value in a given form; a value that is stored as bytes is rounded for all its readers.</summary>
    private StepMap Get(PlanValue value, bool isBytes)
    {
        bool isRounded = !isBytes && _network.BytesOf(value) is not null;
        if (_maps.TryGetValue((isRounded ? ~value.Index : value.Index, isBytes), out StepMap? map))
            return map;
        StepMap source = isRounded ? Get(value, isBytes: true) : _maps[(value.Index, !isBytes)];
        map = new StepMap(value, isBytes);
        _maps[(isRounded ? ~value.Index : value.Index, isBytes)] = map;
        Add(new RowStep { Input = source, Output = map });
        return map;
    }

    private StepMap Map(PlanValue value, bool isBytes) => _maps[(value.Index, isBytes)] = new StepMap(value, isBytes);

    private void Add(RowStep step) => _steps.Add(step);
}
