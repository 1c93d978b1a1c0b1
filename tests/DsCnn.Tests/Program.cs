using DsCnn.Tests;

// The test assembly as a program: what KillTests and RunLockTests start and kill.
if (args is [KillTests.Command, var checkpoint])
    Console.WriteLine(KillTests.Train(checkpoint));
else if (args is [RunLockTests.Command, var locked])
    RunLockTests.Hold(locked);
