using System.Globalization;

namespace DsCnn.Tests;

public sealed class MlNetTests
{
    [Fact]
    public void ML_NET_gives_the_classifiers_probabilities()
    {
        (int exitCode, string output, string error) = Sample.Run("MlNet", Sample.Model, Sample.AnkleBoot, Sample.Pullover);

        (exitCode, error).Should().Be((0, ""));
        string[][] rows = [.. output.Split('\n').Select(line => line.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries)).Where(row => row.Length == 3)];
        rows.Should().HaveCount(6);
        rows[0][2].Should().Be("Ankle boot");
        rows[3][2].Should().Be("Pullover");
        foreach (string[] row in rows)
            double.Parse(row[0], CultureInfo.InvariantCulture).Should().BeApproximately(double.Parse(row[1], CultureInfo.InvariantCulture), 1e-5);
    }

    [Fact]
    public void Pictures_of_another_size_are_refused()
    {
        (int exitCode, string output, string error) = Sample.Run("MlNet", Sample.Model, Sample.Model);
        (exitCode, output).Should().Be((1, ""));
        error.Should().EndWith("fashion-260k.safetensors is no picture.\n");
    }
}
