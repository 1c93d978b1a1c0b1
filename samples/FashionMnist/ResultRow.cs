using System.Globalization;
using DsCnn;
using DsCnn.Cost;
using DsCnn.Training;
using static TorchSharp.torch;

namespace FashionMnistSample;

/// <summary>A line of docs/results/fashion-mnist.csv.</summary>
internal static class ResultRow
{
    private const string Titles = "network,parameters,macs,test_accuracy,seed,epochs,minutes,threads,machine";

    internal static void Append(string path, Recipe recipe, TrainingReport report, EvaluationResult result)
    {
        ModelCost cost = recipe.Network.Cost;
        FormattableString row =
            $"{recipe.Name},{cost.Parameters},{cost.Macs},{result.Accuracy:0.0000},{recipe.Options.Seed},{recipe.Options.Epochs},{report.Duration.TotalMinutes:0.0},{get_num_threads()},{ThisMachine.Description}";
        string[] before = File.Exists(path) ? File.ReadAllLines(path) : [Titles];
        File.WriteAllLines(path, [.. before, row.ToString(CultureInfo.InvariantCulture)]);
    }
}
