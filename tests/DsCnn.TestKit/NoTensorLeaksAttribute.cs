using System.Reflection;
using FluentAssertions;
using TorchSharp;
using Xunit.Sdk;

namespace DsCnn.TestKit;

/// <summary>Fails a test that leaves tensors alive on its thread. The test must dispose what it made itself.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class NoTensorLeaksAttribute : BeforeAfterTestAttribute
{
    [ThreadStatic]
    private static long _before;

    private static long LiveTensors => DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;

    public override void Before(MethodInfo methodUnderTest)
    {
        NativeBackend.EnsureLoaded();
        _before = LiveTensors;
    }

    public override void After(MethodInfo methodUnderTest) =>
        LiveTensors.Should().Be(_before, "the test must leave no tensor alive");
}
