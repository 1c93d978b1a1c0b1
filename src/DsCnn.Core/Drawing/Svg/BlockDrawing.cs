namespace DsCnn.Drawing;

/// <summary>Lays out one layer on a canvas.</summary>
/// <remarks>The path from input to output goes downward, with an SE module's gate on its right and a residual connection on its left.</remarks>
internal sealed class BlockDrawing
{
    private const double SmallestSlabWidth = 216;
    private const double SlabHeight = 24;
    private const double ArrowHeight = 36;
    private const double JunctionRadius = 10;
    private const double TitleGap = 12;
    private const double FrameMargin = 14;

    private readonly LayerPlan _plan;
    private readonly SvgCanvas _canvas;
    private readonly double _slabWidth;

    internal BlockDrawing(LayerPlan plan, SvgCanvas canvas)
    {
        const double padding = 8;
        _plan = plan;
        _canvas = canvas;
        IEnumerable<double> widths = plan.Operations.Select(o => TextStyle.Label.Width(Caption.Of(o)) + (2 * padding));
        _slabWidth = widths.Append(SmallestSlabWidth).Max();
    }

    private double BranchOffset => _slabWidth + 46;

    private double ResidualOffset => (_slabWidth / 2) + 78;

    internal void Draw()
    {
        double y = DrawFlow(LayerFlow.Of(_plan), _plan.Input.Shape, center: 0, top: 0);
        DrawLink(0, y, _plan.Output.Shape);
        if (_plan.Spec is DsBlockSpec { DropPath: > 0 } block)
        {
            _canvas.Text(
                JunctionRadius + TitleGap, y - JunctionRadius + 4, $"drop path {Caption.Number(block.DropPath)} in training", TextStyle.Note);
        }
    }

    /// <summary>Draws stacks below each other, with an arrow before each, and returns where the last one ends.</summary>
    private double DrawFlow(IReadOnlyList<OperationStack> flow, TensorShape input, double center, double top)
    {
        double y = top;
        TensorShape shape = input;
        foreach (OperationStack stack in flow)
        {
            y = stack.Operations[0] switch
            {
                ScaleOperation => DrawGate(stack, shape, center, y),
                AddOperation => DrawResidual(stack, shape, center, y, top),
                _ => DrawStack(stack, center, DrawLink(center, y, shape)),
            };
            shape = stack.Output;
        }

        return y;
    }

    private double DrawLink(double center, double top, TensorShape shape)
    {
        _canvas.Arrow(new(center, top), new(center, top + ArrowHeight));
        _canvas.Text(center + 8, top + (ArrowHeight / 2) + 4, Caption.Of(shape), TextStyle.Note);
        return top + ArrowHeight;
    }

    private double DrawStack(OperationStack stack, double center, double top)
    {
        double left = center - (_slabWidth / 2);
        foreach ((int i, Operation operation) in stack.Operations.Index())
        {
            double y = top + (i * SlabHeight);
            _canvas.Rectangle(left, y, _slabWidth, SlabHeight, Caption.ToneOf(operation));
            _canvas.Text(center, y + (SlabHeight / 2) + 4, Caption.Of(operation), TextStyle.Label, Anchor.Middle);
        }

        double height = stack.Operations.Count * SlabHeight;
        if (stack.Title.Length > 0)
            DrawTitle(stack, left, top);
        return top + height;
    }

    private void DrawTitle(OperationStack stack, double left, double top)
    {
        double height = stack.Convolutions.Count() * SlabHeight;
        _canvas.Text(left - TitleGap, top + (height / 2) + 4, stack.Title, TextStyle.Name, Anchor.End);
        if (stack.Convolutions.Count() > 1)
        {
            // A bracket, because the name applies to both convolutions.
            double x = left - 4;
            _canvas.Line(new Point(x, top + 2), new Point(x, top + height - 2));
        }
    }

    /// <summary>The SE module: the features go straight down, the gate's path runs beside them, and both meet in a product.</summary>
    private double DrawGate(OperationStack stack, TensorShape shape, double center, double top)
    {
        double fork = top + (ArrowHeight / 2);
        double beside = center + BranchOffset;
        double end = DrawGateStacks(stack.Branch, beside, fork);
        double product = end + (ArrowHeight / 2) + JunctionRadius;

        _canvas.Arrow(new(center, top), new(center, product - JunctionRadius));
        _canvas.Text(center + 8, fork + ((product - fork) / 2), Caption.Of(shape), TextStyle.Note);
        _canvas.Arrow(new(beside, end), new(beside, product), new(center + JunctionRadius, product));
        _canvas.Text(beside + 8, end + 16, Caption.Of(stack.Branch[^1].Output), TextStyle.Note);
        DrawJunction(new Point(center, product), stack);

        double left = center - (_slabWidth / 2);
        double right = beside + (_slabWidth / 2) + FrameMargin;
        double frameTop = fork - 8;
        _canvas.Frame(left, frameTop, right - left, product + JunctionRadius + 8 - frameTop);
        _canvas.Text(left + TitleGap, frameTop + 18, "SE module", TextStyle.Name);
        return product + JunctionRadius;
    }

    private double DrawGateStacks(IReadOnlyList<OperationStack> branch, double center, double fork)
    {
        double y = fork + ArrowHeight - FrameMargin;
        _canvas.Arrow(new(center - BranchOffset, fork), new(center, fork), new(center, y));
        y = DrawStack(branch[0], center, y);
        return DrawFlow([.. branch.Skip(1)], branch[0].Output, center, y);
    }

    private double DrawResidual(OperationStack stack, TensorShape shape, double center, double top, double inputTop)
    {
        double sum = top + ArrowHeight + JunctionRadius;
        DrawLink(center, top, shape);
        double fork = inputTop + 10;
        double left = center - ResidualOffset;
        _canvas.Arrow(new(center, fork), new(left, fork), new(left, sum), new(center - JunctionRadius, sum));
        _canvas.Text(left + 10, sum - 6, "residual", TextStyle.Note);
        DrawJunction(new Point(center, sum), stack);
        return sum + JunctionRadius;
    }

    private void DrawJunction(Point at, OperationStack stack)
    {
        _canvas.Circle(at, JunctionRadius, Caption.ToneOf(stack.Operations[0]));
        _canvas.Text(at.X, at.Y + 5, Caption.Of(stack.Operations[0]), TextStyle.Title, Anchor.Middle);
    }
}
