using System.CommandLine;
using static TorchSharp.torch;

namespace DsCnn.Cli;

/// <summary>A trained network to learn from in addition to the labels.</summary>
internal sealed class TeacherOptions
{
    private readonly Option<FileInfo> _teacher = new("--teacher") { Description = "Knowledge distillation: a model file to learn from in addition to the labels", HelpName = "FILE" };
    private readonly Option<double?> _temperature = NumberOption.Positive<double>("--temperature", "The temperature that softens the teacher's predictions (default: 4)");
    private readonly Option<double?> _weight = NumberOption.Share("--distill-weight", "The teacher's share of the loss (default: 0.7)");

    internal void AddTo(ToolCommand command)
    {
        command.AddOptions("A teacher", _teacher, _temperature, _weight);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_teacher) is not null)
                return;
            foreach (Option option in new Option[] { _temperature, _weight })
            {
                if (result.GetResult(option) is not null)
                    result.AddError($"{option.Name} requires --teacher FILE.");
            }
        });
    }

    /// <summary>Loads the teacher, or returns null if none was requested.</summary>
    /// <exception cref="InvalidDataException">The teacher has different classes, or accepts different images.</exception>
    internal DsCnnModel? Load(ParseResult parsed, IImageSource images, Device device)
    {
        if (parsed.GetValue(_teacher) is not { } path)
            return null;
        ModelFile file = ModelFile.Read(path.FullName);
        var match = ClassMatch.Of(file.Labels, images.ClassNames);
        if (file.Labels is { } labels && !match.IsComplete)
            throw new InvalidDataException($"--teacher: {path} knows the classes {string.Join(", ", labels)}. The images' are {string.Join(", ", images.ClassNames)}.");
        if (file.Spec.Input != images.Shape)
        {
            throw new InvalidDataException(
                $"--teacher: {path} takes images of {file.Spec.Input.Shape}. The network to train takes {images.Shape.Shape}; --input changes that.");
        }

        // A different order, or additional classes, do not matter.
        return DsCnnModel.From(file.Labels is null || match.IsSame ? file : file.WithClasses(images.ClassNames), device);
    }

    internal DistillationOptions? Read(ParseResult parsed, DsCnnModel? teacher)
    {
        if (teacher is null)
            return null;
        var defaults = new DistillationOptions { Teacher = Teacher.From(teacher) };
        return defaults with
        {
            Temperature = parsed.GetValue(_temperature) ?? defaults.Temperature,
            Weight = parsed.GetValue(_weight) ?? defaults.Weight,
        };
    }
}
