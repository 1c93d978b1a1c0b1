using DsCnn.Tests;

// The test assembly as a program: what KillTests starts and kills.
if (args is [KillTests.Command, var checkpoint])
    Console.WriteLine(KillTests.Train(checkpoint));
