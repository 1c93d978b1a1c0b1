using System.Globalization;
using System.Text;

namespace DsCnn.Embedded;

/// <summary>Writes the functions that run steps together, row by row, and the one that calls them in order.</summary>
internal sealed class PassWriter(StepWriter steps, KernelLibrary kernels)
{
    private const string Row = "y";

    private readonly StringBuilder _text = new();

    /// <summary>All functions of a network except its kernels.</summary>
    internal string Write(MemoryLayout layout, string name)
    {
        var calls = new StringBuilder();
        foreach ((int index, PlacedPass pass) in layout.Passes.Index())
        {
            foreach (MapMove move in pass.Moves)
                calls.Append(CultureInfo.InvariantCulture, $"    memmove(arena + {move.To}, arena + {move.From}, {move.Bytes}u);\n");
            if (pass.Pass.Steps[0].Operation is HeadOperation head)
            {
                calls.Append(CultureInfo.InvariantCulture, $"    return {steps.Head(head, new RowPlace(pass.Pass.Input, pass.Input, 1))};\n");
                continue;
            }

            bool readsImage = pass.Pass.Input.IsCallers;
            WritePass(index, pass, readsImage);
            calls.Append(CultureInfo.InvariantCulture, $"    ds_pass_{index}({(readsImage ? "image, " : "")}arena);\n");
        }

        _text.Append(CultureInfo.InvariantCulture, $"int {name}_classify(const uint8_t *image, uint8_t *scores)\n{{\n    uint8_t *const arena = ds_arena.bytes;\n{calls}}}\n");
        return _text.ToString();
    }

    private void WritePass(int index, PlacedPass placed, bool readsImage)
    {
        RowPass pass = placed.Pass;
        var body = new StringBuilder();
        int last = pass.RowSteps - 1;
        RowPlace[] outputs = [.. pass.Steps.Select((step, i) => new RowPlace(step.Output, placed.Outputs[i], pass.RowsOf(i)))];
        IReadOnlyList<StepRoom> rooms = StepRoom.Of(placed);
        foreach ((int i, RowStep step) in pass.Steps.Index())
            body.Append(Indented(steps.Prepare(step, rooms[i]), 1));
        if (pass.Pool is { } pool)
            body.Append(Indented(steps.BeginPool(pool, outputs[^1], rooms[^1]), 1));
        if (pass.Steps[last].Output.Height == 1 && last == 0)
        {
            body.Append(Indented(Step(0, "0"), 1));
        }
        else
        {
            body.Append(CultureInfo.InvariantCulture, $"    for (y = 0; y < {pass.Steps[last].Output.Height}; ++y) {{\n");
            AppendMaking(last, Row, 2);
            if (pass.Pool is { } taker)
                body.Append(Indented(steps.TakeRow(taker, outputs[last].Row(Row), outputs[^1], rooms[^1]), 2));
            body.Append("    }\n");
        }

        if (pass.Pool is { } end)
            body.Append(Indented(steps.EndPool(end, outputs[^1], rooms[^1]), 1));

        string parameters = readsImage ? "const uint8_t *image, uint8_t *arena" : "uint8_t *arena";
        var declarations = new StringBuilder();
        for (int i = 0; i < last; i++)
            declarations.Append(CultureInfo.InvariantCulture, $"    int32_t r{i} = 0;\n");
        if (body.ToString().Contains("(y = 0;", StringComparison.Ordinal))
            declarations.Append("    int32_t y;\n");
        _text.Append(CultureInfo.InvariantCulture, $"/* {string.Join(", ", pass.Steps.Select(step => step.Output.Value.Name))} */\n");
        _text.Append(CultureInfo.InvariantCulture, $"static void ds_pass_{index}({parameters})\n{{\n{declarations}{body}}}\n\n");

        // A row of a step, after the rows that it needs from the previous step.
        void AppendMaking(int step, string row, int depth)
        {
            if (step > 0)
            {
                string indent = new(' ', 4 * depth);
                body.Append(CultureInfo.InvariantCulture, $"{indent}for (; r{step - 1} < {End(pass.Steps[step], row)}; ++r{step - 1}) {{\n");
                AppendMaking(step - 1, $"r{step - 1}", depth + 1);
                body.Append(CultureInfo.InvariantCulture, $"{indent}}}\n");
            }

            body.Append(Indented(Step(step, row), depth));
        }

        string Step(int step, string row)
        {
            RowPlace input = step == 0 ? new RowPlace(pass.Input, placed.Input, pass.Input.Height) : outputs[step - 1];
            return steps.Step(pass.Steps[step], input, outputs[step], row, rooms[step]);
        }
    }

    private string End(RowStep step, string row) => step is { Kernel: 1, Stride: 1, Padding: 0 }
        ? $"{row} + 1"
        : $"{kernels.Use("end")}({row}, {step.Stride}, {step.Padding}, {step.Kernel}, {step.Input.Height})";

    private static string Indented(string lines, int depth) =>
        string.Concat(lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => $"{new string(' ', 4 * depth)}{line}\n"));
}
