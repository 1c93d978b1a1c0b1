using DsCnn.Cli;

using var signals = new StopSignals();
return await signals.EndOf(Task.Run(() => CommandLine.RunAsync(args, signals.Token)));
