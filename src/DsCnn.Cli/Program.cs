using DsCnn.Cli;

using var signals = new StopSignals();
return await CommandLine.RunAsync(args, signals.Token);
