using System.Text.Json;

namespace DsCnn.Cli.Tests;

public sealed class PresetsCommandTests
{
    [Fact]
    public void Lists_every_preset_with_its_published_size()
    {
        (int exitCode, string output, _) = Tool.Run("presets", "--json");

        exitCode.Should().Be(0);
        var sizes = JsonDocument.Parse(output).RootElement.GetProperty("presets").EnumerateArray()
            .ToDictionary(p => p.GetProperty("name").GetString()!, p => p.GetProperty("parameters").GetInt64());
        sizes.Keys.Should().Equal(
            "ds-pico", "ds-nano", "ds-small", "ds-lite", "ds-b0", "efficientnet-b0", "efficientnet-b1", "efficientnet-b2", "efficientnet-b3",
            "efficientnet-b4", "efficientnet-b5", "efficientnet-b6", "efficientnet-b7", "efficientnet-lite0", "efficientnet-lite1", "efficientnet-lite2", "efficientnet-lite3",
            "efficientnet-lite4", "mobilenet-v1", "mobilenet-v2", "mobilenet-v3-small", "mobilenet-v3-large", "vgg16");
        sizes["efficientnet-b7"].Should().Be(66_347_960);
        sizes["vgg16"].Should().Be(138_357_544);
    }
}
