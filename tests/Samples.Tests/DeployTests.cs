using System.Text.Json;

namespace DsCnn.Tests;

public sealed class DeployTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Pictures_are_named()
    {
        (int exitCode, string output, string error) = Sample.Run("Deploy", Sample.Model, Sample.AnkleBoot, Sample.Pullover);

        (exitCode, error).Should().Be((0, ""));
        RequireNames(output);
    }

    [Fact]
    public void Times_are_told_where_they_are_asked_for()
    {
        (int exitCode, string output, string error) = Sample.Run("Deploy", "--time", Sample.Model, Sample.AnkleBoot, Sample.Pullover);

        exitCode.Should().Be(0);
        RequireNames(output);
        error.Should().MatchRegex(@"^\S+: loaded after \d+\.\d ms, answered after \d+\.\d ms; later answers take \d+\.\d\d ms\n$");
    }

    [Fact]
    public void What_is_missing_is_said_in_one_line()
    {
        Sample.Run("Deploy").Should().Be((2, "", "Expected a model file and pictures: Deploy [--time] MODEL.safetensors IMAGE...\n"));
        (int exitCode, _, string error) = Sample.Run("Deploy", "missing.safetensors", Sample.Pullover);
        (exitCode, error.Count(c => c == '\n')).Should().Be((1, 1));
        error.Should().Contain("missing.safetensors");
    }

    [Fact]
    public void Nothing_but_the_two_packages_is_needed()
    {
        string dependencies = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Deploy.deps.json"));
        JsonElement libraries = JsonDocument.Parse(dependencies).RootElement.GetProperty("libraries");
        libraries.EnumerateObject().Select(library => library.Name.Split('/')[0]).Where(name => name != "Deploy").Should().BeEquivalentTo("DsCnn.Core", "DsCnn.Inference");
    }

    [NativeFact]
    public void As_machine_code_it_is_one_small_file()
    {
        string program = Path.Combine(Sample.Publish("Deploy", _folder.FullPath, "--use-current-runtime"), "Deploy");

        Directory.GetFiles(Path.GetDirectoryName(program)!).Should().Equal(program);
        new FileInfo(program).Length.Should().BeLessThan(6_000_000);
        (int exitCode, string output, string error) = Sample.Start(program, [Sample.Model, Sample.AnkleBoot, Sample.Pullover]);
        (exitCode, error).Should().Be((0, ""));
        RequireNames(output);
    }

    private static void RequireNames(string output)
    {
        output.Split('\n').Should().HaveCount(9);
        output.Should().MatchRegex(@"ankle-boot\.png\n  0\.\d{4}  Ankle boot\n").And.MatchRegex(@"pullover\.png\n  0\.\d{4}  Pullover\n");
    }
}
