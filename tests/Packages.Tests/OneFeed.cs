namespace DsCnn.Packages.Tests;

/// <summary>All tests share one feed, and run one after the other.</summary>
[CollectionDefinition(nameof(Newcomer))]
public sealed class OneFeed : ICollectionFixture<Newcomer>;
