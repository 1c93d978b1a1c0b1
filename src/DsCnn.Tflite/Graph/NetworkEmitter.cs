namespace DsCnn.Tflite;

/// <summary>Creates the graph of a network from its plan, operation by operation.</summary>
internal sealed class NetworkEmitter
{
    private readonly ModelFile _model;
    private readonly TfliteExportOptions _options;
    private readonly NetworkPlan _plan;
    private readonly GraphWriter _graph;
    private readonly OperationEmitter _emitter;
    private readonly GraphValue[] _values;

    private NetworkEmitter(ModelFile model, TfliteExportOptions options)
    {
        (_model, _options, _plan) = (model, options, model.Spec.Plan);
        Wanted = options.Logits ? _plan.Logits : _plan.Output;
        _graph = new GraphWriter(new IntegerNetwork(_plan, model.Weights, WithLogits(options.Quantization, _plan), Wanted), options.BatchSize);
        _emitter = new OperationEmitter(new WeightEmitter(model, options, _graph), _graph);
        _values = new GraphValue[_plan.Values.Length];
    }

    private PlanValue Wanted { get; }

    /// <param name="model">The network, with folded batch norms.</param>
    /// <param name="options">The options.</param>
    /// <returns>The file, without metadata.</returns>
    internal static FileContent Emit(ModelFile model, TfliteExportOptions options) => new NetworkEmitter(model, options).Emit();

    private FileContent Emit()
    {
        ActivationQuantization? images = _graph.Network.BytesOf(_plan.Input);
        bool takesBytes = _options.Interface == TfliteInterface.Int8;
        if (takesBytes && images is null)
            throw NoBytes(_plan.Input, "images");
        GraphValue input = _graph.Value(_options.InputName, _graph.ShapeOf(_plan.Input.Shape), takesBytes ? images : null);
        _values[_plan.Input.Index] = Rounded(_plan.Input, input);
        for (int i = 0; i < _plan.Operations.Length && _plan.Operations[i].Output.Index <= Wanted.Index; i++)
        {
            if (_values[_plan.Operations[i].Output.Index] is null)
                Emit(_plan.Operations[i]);
        }

        GraphValue output = Finish(_values[Wanted.Index], input);
        return new FileContent
        {
            Name = _model.Spec.Name,
            Description = "",
            Tensors = _graph.Tensors,
            Operators = _graph.Operators,
            Input = input.Tensor,
            Output = output.Tensor,
            Metadata = [],
        };
    }

    private void Emit(Operation operation)
    {
        ActivationOperation? relu = operation is WeightedOperation && _graph.Network.SoleReader<ActivationOperation>(operation.Output) is { Kind: Activation.Relu or Activation.Relu6 } next
            ? next
            : null;
        PlanValue output = relu?.Output ?? operation.Output;
        GraphValue value = _emitter.Emit(operation, relu, [.. operation.Inputs.Select(input => _values[input.Index])]);
        _values[operation.Output.Index] = _values[output.Index] = Rounded(output, value);
    }

    /// <summary>A value that is stored as bytes is bytes for all its readers.</summary>
    private GraphValue Rounded(PlanValue name, GraphValue value) => _graph.Network.BytesOf(name) is { } form ? _graph.AsBytes(value, form) : value;

    /// <summary>Converts the results to the requested form and shape, and names them.</summary>
    private GraphValue Finish(GraphValue value, GraphValue input)
    {
        if (_options.Interface == TfliteInterface.Float32)
            value = _graph.AsFloats(value);
        else if (value.Form is null)
            throw NoBytes(_plan.Logits, "answers");
        value = _graph.Reshape(value, _graph.ShapeOf(_model.Spec.Output));

        // A network with nothing but dropout returns its input, and runtimes need two tensors.
        if (value.Tensor == input.Tensor)
            value = _graph.Reshape(value, value.Shape, OutputName);
        _graph.Rename(value, OutputName);
        return value;
    }

    private string OutputName =>
        _options.OutputName ?? (_model.Spec.Head != Head.None && !_options.Logits ? "probabilities" : _model.Spec.Output.IsVector ? "logits" : "features");

    /// <summary>The logits are bytes if that allows the last layer to run on bytes; those of a pool are the bytes that it reads.</summary>
    private static QuantizationSpec? WithLogits(QuantizationSpec? quantization, NetworkPlan plan)
    {
        if (quantization is not { Logits: { } logits } || plan.ProducerOf(plan.Logits) is not { } last || FormOf(logits.Name) is not null)
            return quantization;
        bool isOfBytes = last.Inputs.All(input => FormOf(input.Name) is not null)
            && last.Weights.Where(weight => weight.Role == WeightRole.Weight).All(weight => quantization.Weights.Any(known => known.Name == weight.Name));
        if (!isOfBytes)
            return quantization;
        ActivationQuantization form = last is PoolOperation or GlobalPoolOperation ? FormOf(last.Inputs[0].Name)! with { Name = logits.Name } : logits;
        return quantization with { Activations = [.. quantization.Activations, form] };

        ActivationQuantization? FormOf(string name) => quantization.Activations.FirstOrDefault(activation => activation.Name == name);
    }

    private InvalidSpecException NoBytes(PlanValue value, string what) => new(
        $"{_model.Spec.Name} cannot have {what} as bytes, because its quantization does not include {value.Name}. Quantize it again, or use float32.", nameof(TfliteExportOptions.Interface));
}
