namespace DsCnn.Tflite;

/// <summary>Creates the operators of an operation. It runs on bytes if all its inputs and its output are stored as bytes, else on numbers.</summary>
internal sealed class OperationEmitter(WeightEmitter weights, GraphWriter graph)
{
    private IntegerNetwork Network => graph.Network;

    /// <param name="operation">The operation.</param>
    /// <param name="relu">The ReLU that is the only reader of a convolution's or fully connected layer's output, and is fused into it; or null.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <returns>Its output, as bytes or numbers, whichever it runs on.</returns>
    internal GraphValue Emit(Operation operation, ActivationOperation? relu, GraphValue[] inputs)
    {
        PlanValue output = relu?.Output ?? operation.Output;
        ActivationQuantization? form = RunsOnBytes(operation, output, inputs) ? FormOf(operation, output) : null;
        if (form is null)
            inputs = [.. inputs.Select(graph.AsFloats)];
        return operation switch
        {
            ConvolutionOperation convolution => ConvolutionEmitter.Emit(convolution, relu, inputs[0], form, weights, graph),
            LinearOperation linear => LinearEmitter.Emit(linear, relu, inputs[0], form, weights, graph),
            ActivationOperation activation => ActivationEmitter.Emit(activation, inputs[0], form, graph),
            PoolOperation pool => Pool(pool.Kind, pool.Output, pool.Kernel, pool.Kernel, pool.Stride, inputs[0]),
            GlobalPoolOperation pool => Pool(pool.Kind, pool.Output, pool.Inputs[0].Shape.Height, pool.Inputs[0].Shape.Width, 1, inputs[0]),
            ScaleOperation => graph.Add(OperatorKind.Mul, output.Name, graph.ShapeOf(output.Shape), form, [inputs[0].Tensor, inputs[1].Tensor]),
            AddOperation => graph.Add(OperatorKind.Add, output.Name, graph.ShapeOf(output.Shape), form, [inputs[0].Tensor, inputs[1].Tensor]),
            HeadOperation head => Head(head, inputs[0], form),
            _ => throw new NotSupportedException($"There is no TFLite form of {operation.GetType().Name}."),
        };
    }

    private bool RunsOnBytes(Operation operation, PlanValue output, GraphValue[] inputs) =>
        inputs.All(input => input.Form is not null)
        && (operation is HeadOperation || (Network.RunsOnIntegers(operation) && Network.BytesOf(output) is not null));

    /// <summary>The quantization of an output, for kernels that can use any; a head's kernel cannot.</summary>
    private ActivationQuantization? FormOf(Operation operation, PlanValue output) =>
        operation is HeadOperation ? GraphValue.Probabilities : Network.BytesOf(output);

    /// <summary>Regardless of the quantization, a pool's output has the same scale and zero point as its input: kernels require this.</summary>
    private GraphValue Pool(PoolKind kind, PlanValue output, int height, int width, int stride, GraphValue input) => graph.Add(
        kind == PoolKind.Average ? OperatorKind.AveragePool2d : OperatorKind.MaxPool2d, output.Name, graph.ShapeOf(output.Shape), input.Form, [input.Tensor],
        new OperatorOptions { FilterHeight = height, FilterWidth = width, Stride = stride });

    private GraphValue Head(HeadOperation head, GraphValue input, ActivationQuantization? form)
    {
        int[] shape = graph.ShapeOf(head.Output.Shape);
        OperatorKind kind = head.Kind == DsCnn.Head.Softmax ? OperatorKind.Softmax : OperatorKind.Logistic;
        return graph.Add(kind, head.Output.Name, shape, form, [graph.Reshape(input, shape).Tensor]);
    }
}
