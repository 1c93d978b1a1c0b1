using System.CommandLine;

namespace DsCnn.Cli;

/// <summary>Information that ONNX files of other programs lack.</summary>
internal sealed class OnnxFileOptions
{
    private static readonly Dictionary<string, ClassifierOutput> _kinds = new()
    {
        ["probabilities"] = ClassifierOutput.Probabilities,
        ["logits"] = ClassifierOutput.Logits,
        ["sigmoid"] = ClassifierOutput.IndependentProbabilities,
        ["sigmoid-logits"] = ClassifierOutput.IndependentLogits,
    };

    private readonly Option<InputSpec?> _input = NetworkOptions.CreateInput();
    private readonly Option<PreprocessingOption?> _preprocessing = PreprocessingOption.Create("How its images are normalized, where the file does not say it");
    private readonly Option<string?> _outputName = new("--output-name") { Description = "The output to use if the file has several", HelpName = "NAME" };
    private readonly Option<string?> _outputKind = new("--output-kind")
    {
        Description = $"What it gives: {string.Join(", ", _kinds.Keys)} (default: found out, from the operator at its end)",
        HelpName = "KIND",
    };

    internal OnnxFileOptions() => _outputKind.OneOf(_kinds.Keys);

    private Option[] All => [_input, _preprocessing, _outputName, _outputKind];

    internal void AddTo(ToolCommand command) => command.AddOptions("ONNX files of other programs", All);

    /// <exception cref="UsageException">One of these options was given for a model file, which contains all of this.</exception>
    internal void RequireNone(ParseResult parsed, FileInfo file)
    {
        if (All.FirstOrDefault(option => parsed.GetResult(option) is not null) is { } given)
            throw new UsageException($"{given.Name} is for ONNX files of other programs. Received a model file, which contains this information: {file}.");
    }

    internal ClassifierOptions Read(ParseResult parsed, EngineOptions engine) => new()
    {
        Engine = engine,
        Input = parsed.GetValue(_input),
        Preprocessing = parsed.GetValue(_preprocessing)?.Value,
        OutputName = parsed.GetValue(_outputName),
        Output = parsed.GetValue(_outputKind) is { } kind ? _kinds[kind] : null,
    };
}
