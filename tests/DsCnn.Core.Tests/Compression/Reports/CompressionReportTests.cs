using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace DsCnn.Tests;

public sealed class CompressionReportTests
{
    private static readonly CompressionReport _report = new()
    {
        Name = "small28",
        Target = new CompressionTarget { MaxParameters = 42_000, MaxAccuracyLoss = 0.005 },
        Original = new CompressionFigures { Parameters = 168_000, Macs = 24_000_000, FileBytes = 700_000, PackedBytes = 650_000, WeightBytes = 680_000, Accuracy = 0.9381, ImagesPerSecond = 100 },
        Steps =
        [
            new CompressionStep
            {
                Method = CompressionMethod.Pruning,
                Goal = "at most 42,000 parameters",
                Done = ["layers.1 hidden 96 to 40"],
                Skipped = [new SkippedLayer { Name = "layers.0 hidden", Reason = "its channels are worth more than others" }],
                Before = new CompressionFigures { Parameters = 168_000, Macs = 24_000_000, FileBytes = 700_000, PackedBytes = 650_000, WeightBytes = 680_000, Accuracy = 0.9381, ImagesPerSecond = 100 },
                After = new CompressionFigures { Parameters = 42_000, Macs = 8_000_000, FileBytes = 175_000, PackedBytes = 162_500, WeightBytes = 170_000, Accuracy = 0.9301, ImagesPerSecond = 250 },
                AccuracyBeforeTuning = 0.5,
                TuningEpochs = 3,
                Seconds = 12.5,
            },
        ],
        Skipped = [new SkippedLayer { Name = "sharing (32 values a tensor)", Reason = "nothing had to be changed for it" }],
    };

    [Fact]
    public void Text_says_what_was_done_what_was_skipped_and_what_is_missed() =>
        _report.Summary().Should().Be(
            """
            small28, compressed
            step      goal                       parameters        MACs      file    packed   weights  images/s  untuned  accuracy  seconds
            -------------------------------------------------------------------------------------------------------------------------------
            original                                168,000  24,000,000  700.0 kB  650.0 kB  680.0 kB     100.0             0.9381
            pruning   at most 42,000 parameters      42,000   8,000,000  175.0 kB  162.5 kB  170.0 kB     250.0   0.5000    0.9301     12.5
            4.00 x fewer parameters, 3.00 x fewer MACs, 4.00 x smaller file, 4.31 x smaller packed by Brotli, 2.50 x as fast
            the target is missed: an accuracy of 0.9301 where 0.9331 is demanded
            pruning: layers.1 hidden 96 to 40
            pruning left layers.0 hidden: its channels are worth more than others
            skipped sharing (32 values a tensor): nothing had to be changed for it

            """.ReplaceLineEndings("\n"));

    [Fact]
    public void Markdown_has_the_same_table() =>
        _report.ToMarkdown().Should().StartWith("## small28, compressed\n\n| step | goal | parameters |").And.Contain("| original |  | 168,000 |");

    [Fact]
    public void Html_has_the_same_table() =>
        XElement.Parse(_report.ToHtml()).Descendants("tbody").Single().Elements().First().Elements().Select(cell => cell.Value)
            .Should().Equal("original", "", "168,000", "24,000,000", "700.0 kB", "650.0 kB", "680.0 kB", "100.0", "", "0.9381", "");

    [Fact]
    public void Json_round_trips_and_holds_what_programs_ask_for()
    {
        string json = _report.ToJson();

        CompressionReport.FromJson(json).Should().BeEquivalentTo(_report);
        JsonNode root = JsonNode.Parse(json)!;
        root["steps"]![0]!["method"]!.GetValue<string>().Should().Be("pruning");
        root["compressed"]!["parameters"]!.GetValue<long>().Should().Be(42_000);
        root["meetsTarget"]!.GetValue<bool>().Should().BeFalse();
        root["original"]!["accuracy"]!.GetValue<double>().Should().Be(0.9381);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"name\":null,\"target\":{},\"original\":null,\"steps\":[]}")]
    [InlineData("{\"name\":\"x\",\"target\":{\"maxParameters\":-1},\"original\":null,\"steps\":[]}")]
    public void Other_texts_are_no_reports(string json) =>
        FluentActions.Invoking(() => CompressionReport.FromJson(json)).Should().ThrowExactly<InvalidDataException>()
            .Which.Message.Should().StartWith("expected the JSON of a compression report. ");

    [Fact]
    public void A_report_with_null_anywhere_it_must_not_be_is_refused()
    {
        string[] mayBeNull = ["accuracy", "ramBytes", "flashBytes", "imagesPerSecond", "accuracyBeforeTuning", "maxMacs", "maxBytes", "maxMilliseconds", "minAccuracy", "compressed", "misses", "meetsTarget", "seconds", "limitsCost", "demandsAccuracy"];
        foreach (string place in Places(JsonNode.Parse(_report.ToJson())!, ""))
        {
            JsonNode root = JsonNode.Parse(_report.ToJson())!;
            string[] path = place.Split('/', StringSplitOptions.RemoveEmptyEntries);
            JsonNode owner = path[..^1].Aggregate(root, (node, key) => node is JsonArray list ? list[int.Parse(key)]! : node[key]!);
            if (owner is JsonArray items)
                items[int.Parse(path[^1])] = null;
            else
                owner[path[^1]] = null;

            try
            {
                CompressionReport.FromJson(root.ToJsonString()).Summary();
                (mayBeNull.Contains(path[^1]) || path[0] is "compressed" or "misses" || path[^1].StartsWith("max", StringComparison.Ordinal)).Should().BeTrue($"{place} was null");
            }
            catch (InvalidDataException refusal)
            {
                refusal.Message.Should().StartWith("expected the JSON of a compression report. ");
            }
        }
    }

    private static IEnumerable<string> Places(JsonNode node, string place) => node switch
    {
        JsonObject members => members.SelectMany(m => Places(m.Value!, $"{place}/{m.Key}").Prepend($"{place}/{m.Key}")),
        JsonArray items => items.SelectMany((item, i) => Places(item!, $"{place}/{i}").Prepend($"{place}/{i}")),
        _ => [],
    };

    [Fact]
    public void Targets_name_every_limit_that_is_broken()
    {
        var target = new CompressionTarget { MaxParameters = 1, MaxMacs = 2, MaxBytes = 3, MaxMilliseconds = 2.5, MinAccuracy = 0.95 };

        target.Misses(_report.Compressed, _report.Original).Should().Equal(
            "42,000 parameters where 1 are allowed",
            "8,000,000 MACs where 2 are allowed",
            "175,000 bytes of the model file where 3 are allowed",
            "4 ms an image where 2.5 are allowed",
            "an accuracy of 0.9301 where 0.9500 is demanded");
        target = new CompressionTarget { MaxRamBytes = 8000, MaxFlashBytes = 50_000 };
        target.Misses(Figures(8001, 50_000), _report.Original).Should().Equal("8,001 bytes of RAM where 8,000 are allowed");
        target.Misses(Figures(8000, 50_001), _report.Original).Should().Equal("50,001 bytes of flash where 50,000 are allowed");
        FluentActions.Invoking(() => new CompressionTarget { MaxParameters = 0 }).Should().ThrowExactly<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => new CompressionTarget { MaxAccuracyLoss = 50 }).Should().ThrowExactly<ArgumentOutOfRangeException>()
            .WithMessage("MaxAccuracyLoss must be at least 0 and at most 1. Received: 50.*");
    }

    private static CompressionFigures Figures(long ram, long flash) =>
        new() { Parameters = 1, Macs = 1, FileBytes = 1, PackedBytes = 1, WeightBytes = 1, RamBytes = ram, FlashBytes = flash };
}
