namespace DsCnn.Drawing;

/// <summary>Lays one layer out on a canvas.</summary>
/// <remarks>The way from input to output goes downwards, with an SE module's gate at its right and a residual connection at its left.</remarks>
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
        double y = DrawFlow(LayerFlow.Of(_plan), _plan.Input.Shape, centre: 0, top: 0);
        DrawLink(0, y, _plan.Output.Shape);
        if (_plan.Spec is DsBlockSpec { DropPath: > 0 } block)
        {
            _canvas.Text(
                JunctionRadius + TitleGap, y - JunctionRadius + 4, $"drop path {Caption.Number(block.DropPath)} in training", TextStyle.Note);
        }
    }

    /// <summary>Draws stacks below each other, an arrow before each, and gives where the last one ends.</summary>
    private double DrawFlow(IReadOnlyList<OperationStack> flow, TensorShape input, double centre, double top)
    {
        double y = top;
        TensorShape shape = input;
        foreach (OperationStack stack in flow)
        {
            y = stack.Operations[0] switch
            {
                ScaleOperation => DrawGate(stack, shape, centre, y),
                AddOperation => DrawResidual(stack, shape, centre, y, top),
                _ => DrawStack(stack, centre, DrawLink(centre, y, shape)),
            };
            shape = stack.Output;
        }

        return y;
    }

    private double DrawLink(double centre, double top, TensorShape shape)
    {
        _canvas.Arrow(new(centre, top), new(centre, top + ArrowHeight));
        _canvas.Text(centre + 8, top + (ArrowHeight / 2) + 4, Caption.Of(shape), TextStyle.Note);
        return top + ArrowHeight;
    }

    private double DrawStack(OperationStack stack, double centre, double top)
    {
        double left = centre - (_slabWidth / 2);
        foreach ((int i, Operation operation) in stack.Operations.Index())
        {
            double y = top + (i * SlabHeight);
            _canvas.Rectangle(left, y, _slabWidth, SlabHeight, Caption.ToneOf(operation));
            _canvas.Text(centre, y + (SlabHeight / 2) + 4, Caption.Of(operation), TextStyle.Label, Anchor.Middle);
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
            // A bracket, since the name is that of both convolutions.
            double x = left - 4;
            _canvas.Line(new Point(x, top + 2), new Point(x, top + height - 2));
        }
    }

    /// <summary>The SE module: the features go straight down, their gate takes the way beside them, and both meet in a product.</summary>
    private double DrawGate(OperationStack stack, TensorShape shape, double centre, double top)
    {
        double fork = top + (ArrowHeight / 2);
        double beside = centre + BranchOffset;
        double end = DrawGateStacks(stack.Branch, beside, fork);
        double product = end + (ArrowHeight / 2) + JunctionRadius;

        _canvas.Arrow(new(centre, top), new(centre, product - JunctionRadius));
        _canvas.Text(centre + 8, fork + ((product - fork) / 2), Caption.Of(shape), TextStyle.Note);
        _canvas.Arrow(new(beside, end), new(beside, product), new(centre + JunctionRadius, product));
        _canvas.Text(beside + 8, end + 16, Caption.Of(stack.Branch[^1].Output), TextStyle.Note);
        DrawJunction(new Point(centre, product), stack);

        double left = centre - (_slabWidth / 2);
        double right = beside + (_slabWidth / 2) + FrameMargin;
        double frameTop = fork - 8;
        _canvas.Frame(left, frameTop, right - left, product + JunctionRadius + 8 - frameTop);
        _canvas.Text(left + TitleGap, frameTop + 18, "SE module", TextStyle.Name);
        return product + JunctionRadius;
    }

    private double DrawGateStacks(IReadOnlyList<OperationStack> branch, double centre, double fork)
    {
        double y = fork + ArrowHeight - FrameMargin;
        _canvas.Arrow(new(centre - BranchOffset, fork), new(centre, fork), new(centre, y));
        y = DrawStack(branch[0], centre, y);
        return DrawFlow([.. branch.Skip(1)], branch[0].Output, centre, y);
    }

    private double DrawResidual(OperationStack stack, TensorShape shape, double centre, double top, double inputTop)
    {
        double sum = top + ArrowHeight + JunctionRadius;
        DrawLink(centre, top, shape);
        double fork = inputTop + 10;
        double left = centre - ResidualOffset;
        _canvas.Arrow(new(centre, fork), new(left, fork), new(left, sum), new(centre - JunctionRadius, sum));
        _canvas.Text(left + 10, sum - 6, "residual", TextStyle.Note);
        DrawJunction(new Point(centre, sum), stack);
        return sum + JunctionRadius;
    }

    private void DrawJunction(Point at, OperationStack stack)
    {
        _canvas.Circle(at, JunctionRadius, Caption.ToneOf(stack.Operations[0]));
        _canvas.Text(at.X, at.Y + 5, Caption.Of(stack.Operations[0]), TextStyle.Title, Anchor.Middle);
    }
}
