using DsCnn;
using DsCnn.Data;
using DsCnn.Distributed;
using DsCnn.Training;
using static TorchSharp.torch;

// Started by `mpirun -np 2`, this program runs twice, as ranks 0 and 1. Started by itself, it is the only rank.
using var ranks = MpiCommunicator.Start();
set_num_threads(ranks.RecommendedThreads);
bool isFirst = ranks.Rank == 0;
if (isFirst)
    Console.WriteLine($"{ranks.Size} ranks on {string.Join(", ", ranks.HostNames.Distinct())}, {ranks.Library}");

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
try
{
    (ImageSet train, ImageSet test) = FashionMnist.Load(args.FirstOrDefault() ?? FashionMnist.DebianFolder);
    TrainingData data = train.Subset(Enumerable.Range(0, 10_000)).Split(validationShare: 0.1);
    using DsCnnModel model = Presets.Find("ds-pico").ToSpec(train.ClassNames.Count, train.Shape).Build();

    // The batch size is that of all ranks together, so the result hardly depends on their number.
    TrainerOptions options = Recommended.Options(data) with { Epochs = 3, BatchSize = 128, SyncBatchNorm = true, Communicator = ranks };
    await new Trainer(model, options).FitAsync(data, new ConsoleProgress(), stop.Token);

    EvaluationResult result = model.Evaluate(test, communicator: ranks);
    if (isFirst)
    {
        model.Save("several-ranks.safetensors");
        Console.WriteLine($"{result}; saved as several-ranks.safetensors");
    }

    return 0;
}
catch (OperationCanceledException)
{
    return 130;
}
catch (Exception failure)
{
    // Ends the other ranks too.
    ranks.Abort(failure);
    return 1;
}
