using System.ComponentModel;
using System.Diagnostics;
using DsCnn.Embedded;

namespace DsCnn.Cli;

/// <summary>Compares generated C with the managed engine: it is compiled with the compiler of this system and run on random images.</summary>
/// <param name="Compiler">The compiler that was used.</param>
/// <param name="Images">The number of images.</param>
/// <param name="LargestDifference">The largest difference between scores, out of 256.</param>
internal sealed record CVerification(string Compiler, int Images, int LargestDifference)
{
    private const int ImageCount = 32;

    /// <summary>The time that the compiler, and then the program, may take.</summary>
    private static readonly TimeSpan _timeLimit = TimeSpan.FromMinutes(1);

    /// <summary>float32 sums are added in a different order, which may move a score by one; where bytes and float32 are mixed, this may change a byte first.</summary>
    private const int FloatTolerance = 1;
    private const int MixedTolerance = 8;

    private static readonly string[] _compilers = ["cc", "gcc", "clang"];

    /// <exception cref="NotSupportedException">No compiler was found.</exception>
    /// <exception cref="InvalidDataException">The compiler rejects the source.</exception>
    /// <exception cref="IOException">The compiler or the program does not finish.</exception>
    internal static CVerification Run(CSource source, ModelFile model, CancellationToken cancellationToken)
    {
        string folder = Directory.CreateTempSubdirectory("dscnn-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, $"{source.Name}.c"), source.Text);
            File.WriteAllText(Path.Combine(folder, $"{source.Name}.h"), source.Header);
            File.WriteAllText(Path.Combine(folder, "dscnn_main.c"), Caller(source.Name));
            string program = Path.Combine(folder, "program");
            string compiler = Compile(["-std=c99", "-O2", "-o", program, Path.Combine(folder, "dscnn_main.c"), Path.Combine(folder, $"{source.Name}.c")], cancellationToken);
            byte[] images = new byte[checked((int)(ImageCount * model.Spec.Input.Shape.Elements))];
            new Random(1).NextBytes(images);
            return new CVerification(compiler, ImageCount, Compare(model, images, Execute(program, [], images, _timeLimit, cancellationToken).Output));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Refuses source that computes something else.</summary>
    /// <exception cref="InvalidDataException">The scores differ; the message states by how much.</exception>
    internal void Require(string path, ModelFile model)
    {
        int weights = model.Spec.Plan.Operations.OfType<WeightedOperation>().Count();
        int tolerance = model.Quantization is null ? FloatTolerance : model.Quantization.Weights.Length == weights ? 0 : MixedTolerance;
        if (LargestDifference > tolerance)
            throw new InvalidDataException($"{path} was not written: scores differ by {LargestDifference} of 256 from those of the managed engine, where at most {tolerance} is rounding.");
    }

    private static int Compare(ModelFile model, byte[] images, byte[] scores)
    {
        using var classifier = Classifier.Load(model);
        (int length, int classes, int channels) = (images.Length / ImageCount, classifier.Labels.Count, classifier.Input.Channels);
        float[] numbers = new float[length], probabilities = new float[classes];
        byte[] planes = new byte[length];
        int largest = 0;
        for (int image = 0; image < ImageCount; image++)
        {
            for (int i = 0; i < length; i++)
                planes[(i % channels * (length / channels)) + (i / channels)] = images[(image * length) + i];
            classifier.Preprocess(planes, numbers);
            classifier.Run(numbers, probabilities);
            for (int i = 0; i < classes; i++)
                largest = Math.Max(largest, Math.Abs(CExporter.ScoreOf(probabilities[i]) - scores[(image * classes) + i]));
        }

        return largest;
    }

    private static string Compile(string[] arguments, CancellationToken cancellationToken)
    {
        foreach (string compiler in _compilers)
        {
            try
            {
                (int code, _, string errors) = Execute(compiler, arguments, [], _timeLimit, cancellationToken);
                return code == 0 ? compiler : throw new InvalidDataException($"{compiler} rejects the generated source: {ErrorText.OneLine(errors)}");
            }
            catch (Win32Exception)
            {
                // No compiler of that name exists.
            }
        }

        throw new NotSupportedException($"--verify needs a C compiler. Looked for {string.Join(", ", _compilers)} and found none.");
    }

    /// <summary>Runs a program and waits for it to finish.</summary>
    /// <exception cref="IOException">The program does not finish within the limit.</exception>
    internal static (int Code, byte[] Output, string Errors) Execute(string program, IEnumerable<string> arguments, byte[] input, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var clock = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using CancellationTokenRegistration stop = clock.Token.Register(() => process.Kill(entireProcessTree: true));
        clock.CancelAfter(limit);
        try
        {
            Task<string> errors = process.StandardError.ReadToEndAsync(clock.Token);
            var output = new MemoryStream();
            Task reading = process.StandardOutput.BaseStream.CopyToAsync(output, clock.Token);
            process.StandardInput.BaseStream.Write(input);
            process.StandardInput.Close();
            Task.WaitAll([errors, reading], clock.Token);
            process.WaitForExit();
            return (process.ExitCode, output.ToArray(), errors.Result);
        }
        catch (Exception failed) when (failed is OperationCanceledException or IOException && clock.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new IOException(FormattableString.Invariant($"--verify: {program} did not finish within {limit.TotalSeconds} seconds and was stopped."), failed);
        }
    }

    private static string Caller(string name)
    {
        string upper = name.ToUpperInvariant();
        return $$"""
            #include <stdio.h>
            #include "{{name}}.h"

            int main(void)
            {
                static uint8_t image[{{upper}}_HEIGHT * {{upper}}_WIDTH * {{upper}}_CHANNELS], scores[{{upper}}_CLASSES];
                while (fread(image, 1, sizeof image, stdin) == sizeof image) {
                    {{name}}_classify(image, scores);
                    fwrite(scores, 1, sizeof scores, stdout);
                }
                return 0;
            }

            """;
    }
}
