using System.Diagnostics;
using P5.GoPlugin;
using P5.Proto.V0;

namespace P5.BenchHost;

/// <summary>The measurements, step by step those of bench/go-host.</summary>
/// <param name="plugin">The plugin's executable.</param>
internal sealed class PluginMeasurements(string plugin)
{
    private const int WarmUpCalls = 5000;
    private const int WarmUpStarts = 10;

    private readonly PluginClientOptions _options = new()
    {
        Command = Path.GetFullPath(plugin),
        Handshake = new HandshakeConfig("P5_PLUGIN", "v0", ProtocolVersions: [1]),
        Mtls = MtlsMode.Never,
    };

    internal async Task<Measurement> WarmAsync(int count)
    {
        await using PluginClient client = await PluginClient.StartAsync(_options);
        for (int i = 0; i < WarmUpCalls; i++)
        {
            await AskAsync(client);
        }

        double[] times = new double[count];
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        for (int i = 0; i < count; i++)
        {
            long began = Stopwatch.GetTimestamp();
            await AskAsync(client);
            times[i] = Stopwatch.GetElapsedTime(began).TotalMicroseconds;
        }

        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        return new Measurement(Median(times), AllocatedPerCall: (double)allocated / count);
    }

    internal async Task<Measurement> ColdAsync(int count)
    {
        double[] starts = new double[count];
        double[] stops = new double[count];
        for (int i = -WarmUpStarts; i < count; i++)
        {
            long began = Stopwatch.GetTimestamp();
            PluginClient client = await PluginClient.StartAsync(_options);
            await AskAsync(client);
            long answered = Stopwatch.GetTimestamp();
            await client.StopAsync();
            if (i >= 0)
            {
                starts[i] = Stopwatch.GetElapsedTime(began, answered).TotalMilliseconds;
                stops[i] = Stopwatch.GetElapsedTime(answered).TotalMilliseconds;
            }
        }

        return new Measurement(Median(starts), Median(stops));
    }

    internal async Task<Measurement> ManyAsync(int count)
    {
        await ColdAsync(1);
        long before = Resident();
        long began = Stopwatch.GetTimestamp();
        PluginClient[] clients = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => Task.Run(async () =>
        {
            PluginClient client = await PluginClient.StartAsync(_options);
            await AskAsync(client);
            return client;
        })));
        TimeSpan elapsed = Stopwatch.GetElapsedTime(began);
        double memory = (double)(Resident() - before) / count;
        await Task.WhenAll(clients.Select(client => client.StopAsync()));
        return new Measurement(elapsed.TotalMilliseconds, MemoryPerOne: memory);
    }

    private static async Task AskAsync(PluginClient client)
    {
        AuthenticateResponse response = await new AuthPlugin.AuthPluginClient(client.CallInvoker)
            .AuthenticateAsync(new AuthenticateRequest
        {
            ProgramConfig = { ["backendUrl"] = "file://~/.pulumi" },
            StackConfig = { ["passphrase"] = "correct horse battery staple" },
            StackName = "dev",
            ProgramName = "quickstart",
        });
        if (!response.Success)
        {
            throw new InvalidOperationException($"The plugin refused: {response.Error}");
        }
    }

    /// <summary>The memory that the process holds, in KiB, after a collection.</summary>
    private static long Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using var self = Process.GetCurrentProcess();
        return self.WorkingSet64 / 1024;
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }
}
