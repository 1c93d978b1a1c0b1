using DsCnn.Extensions;
using Microsoft.Extensions.Options;
using WebApi;

try
{
    await using WebApplication app = Service.Create(args);
    // Loaded before the host starts, which would add a trace to what is wrong with the file.
    app.Services.GetRequiredService<ClassifierService>();
    await app.RunAsync();
    return 0;
}
catch (Exception failure) when (failure is InvalidDataException or IOException or UnauthorizedAccessException or ArgumentException
    or InvalidOperationException or NotSupportedException or DllNotFoundException or OptionsValidationException)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}
