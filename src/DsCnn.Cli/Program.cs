using DsCnn.Cli;

return CommandLine.Run(args);
