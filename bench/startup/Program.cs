using System.Diagnostics;
using System.Globalization;
using P5.GoPlugin;
using P5.Proto.V0;
using P5.Startup;

if (args.Length is not (1 or 2) || !File.Exists(args[0]))
{
    Console.Error.WriteLine("usage: startup PLUGIN [ROUNDS], where PLUGIN is a p5 plugin that needs no settings");
    return 2;
}

int rounds = args.Length == 2 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 20;

Console.WriteLine($"| medians of {rounds} starts | connected | first answer | processor time | resident memory |");
Console.WriteLine("|---|---|---|---|---|");
await MeasureAsync("plain text", MtlsMode.Never);
await MeasureAsync("AutoMTLS", MtlsMode.Always);
return 0;

async Task MeasureAsync(string what, MtlsMode mtls)
{
    var options = new PluginClientOptions
    {
        Command = Path.GetFullPath(args[0]),
        Handshake = new HandshakeConfig("P5_PLUGIN", "v0", ProtocolVersions: [1]),
        Mtls = mtls,
    };

    // The first ones compile the host and fill the file cache.
    for (int i = 0; i < 3; i++)
    {
        await StartAsync(options);
    }

    var starts = new List<Start>();
    for (int i = 0; i < rounds; i++)
    {
        starts.Add(await StartAsync(options));
    }

    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"| {what} | {Median(s => s.Connected.TotalMilliseconds):0} ms | "
        + $"{Median(s => s.Answered.TotalMilliseconds):0} ms | "
        + $"{Median(s => s.Processor.TotalMilliseconds):0} ms | {Median(s => s.Memory / 1e6):0.0} MB |"));

    double Median(Func<Start, double> figure) => starts.Select(figure).Order().ElementAt(rounds / 2);
}

async Task<Start> StartAsync(PluginClientOptions options)
{
    long start = Stopwatch.GetTimestamp();
    await using PluginClient plugin = await PluginClient.StartAsync(options);
    TimeSpan connected = Stopwatch.GetElapsedTime(start);
    AuthenticateResponse answer = await new AuthPlugin.AuthPluginClient(plugin.CallInvoker)
        .AuthenticateAsync(new AuthenticateRequest { StackName = "dev" });
    TimeSpan answered = Stopwatch.GetElapsedTime(start);
    using Process process = Process.GetProcessById(plugin.ProcessId);
    return answer.Success
        ? new Start(connected, answered, process.TotalProcessorTime, process.WorkingSet64)
        : throw new InvalidOperationException(answer.Error);
}
