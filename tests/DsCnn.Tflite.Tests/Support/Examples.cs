namespace DsCnn.Tests;

/// <summary>All networks that files are made of: the fixtures with what PyTorch computed, and those at the edges.</summary>
internal static class Examples
{
    internal static IEnumerable<string> Names => Fixture.Names.Concat(OddNetworks.Names);

    internal static Fixture Load(string name) => OddNetworks.Names.Contains(name) ? OddNetworks.Load(name) : Fixture.Load(name);
}
