using DsCnn.Distributed.Mpi;

namespace DsCnn.Cli.Tests;

public sealed class CoresOfProcessTests
{
    [Theory]
    [InlineData("a b c d", "0-7 0-7 0-7 0-7", 8, 8)]
    [InlineData("a a a a", "0-7 0-7 0-7 0-7", 8, 2)]
    [InlineData("a a b b", "0-7 0-7 0-7 0-7", 8, 4)]
    [InlineData("a a a a", "0 1 2 3", 1, 1)]
    [InlineData("a a a a", "0-3 0-3 4-7 4-7", 4, 2)]
    [InlineData("a a a a", "0-1 0-1 0-1 0-1", 2, 1)]
    public void Ranks_of_a_machine_divide_the_cores_that_they_share(string hosts, string cores, int count, int threads) =>
        CoresOfProcess.ThreadsFor(rank: 0, hosts.Split(' '), cores.Split(' '), count).Should().Be(threads);
}
