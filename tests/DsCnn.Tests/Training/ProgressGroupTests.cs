using DsCnn.TestKit;

namespace DsCnn.Tests;

public sealed class ProgressGroupTests
{
    [Fact]
    public void Every_receiver_is_told_in_order_and_missing_ones_are_left_out()
    {
        var order = new List<string>();
        var group = new ProgressGroup<int>(new Recorder<int>(i => order.Add($"first {i}")), null, new Recorder<int>(i => order.Add($"second {i}")));
        group.Report(1);
        group.Report(2);
        order.Should().Equal("first 1", "second 1", "first 2", "second 2");
    }
}
