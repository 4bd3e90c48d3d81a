using System.Diagnostics;

namespace P5.GoPlugin.Tests;

/// <summary>What <see cref="HostProcess"/> does inside.</summary>
internal sealed class TestHost(string socketRoot, string pidFolder)
{
    /// <summary>The least that options must have.</summary>
    internal static readonly PluginClientOptions AnyOptions =
        new() { Command = "plugin", Handshake = new HandshakeConfig("COOKIE", "value", [1]) };

    private readonly List<PluginClient> _started = [];

    /// <summary>Starts plugins one after the other, with a line for each.</summary>
    internal async Task StartAsync(string mode, int count, int? spareDescriptors)
    {
        List<FileStream> hoard = [];
        if (spareDescriptors is not null)
        {
            // What is loaded when something fails, or when a plugin first logs, is loaded now: that takes descriptors
            // too.
            await PluginClient.WarmUpAsync();
            await Should.ThrowAsync<PluginException>(() => PluginClient.StartAsync(Options("exit-zero")));
            await Should.ThrowAsync<PluginException>(
                () => PluginClient.StartAsync(Options("good") with { SocketRoot = "/proc/self" }));
        }

        for (int i = 0; i < count; i++)
        {
            try
            {
                _started.Add(await PluginClient.StartAsync(Options(mode)));
                Console.WriteLine($"started {_started[^1].ProcessId}");
                if (spareDescriptors is { } spare && hoard.Count == 0)
                {
                    TakeDescriptors(hoard, spare);
                }
            }
            catch (PluginException failure)
            {
                Console.WriteLine($"{failure.GetType().Name}: {failure.Message}");
            }
        }

        hoard.ForEach(file => file.Dispose());
    }

    /// <summary>
    /// Starts, calls and stops a plugin in each mode, round after round. Each mode's line comes when it is over, so
    /// that whoever waits can be patient with one of them and need not guess how long all take on a busy machine.
    /// </summary>
    internal async Task CountRoundsAsync(string[] modes, int rounds)
    {
        for (int round = 0; round < rounds; round++)
        {
            foreach (string mode in modes)
            {
                long start = Stopwatch.GetTimestamp();
                try
                {
                    await using PluginClient client = await PluginClient.StartAsync(Options(mode));
                    await client.EchoAsync("x");
                }
                catch (PluginException)
                {
                    // Each mode has a test of its own that says which.
                }

                Console.WriteLine(Stopwatch.GetElapsedTime(start).Ticks);
            }

            GC.Collect();
            GC.WaitForPendingFinalizers();
            using var self = Process.GetCurrentProcess();
            Console.WriteLine($"{self.HandleCount} {self.Threads.Count}");
        }
    }

    internal Task StopAsync() => Task.WhenAll(_started.Select(plugin => plugin.StopAsync()));

    private PluginClientOptions Options(string mode) => FaultyPlugin.Options(mode, socketRoot, pidFolder);

    private static void TakeDescriptors(List<FileStream> hoard, int spare)
    {
        try
        {
            while (true)
            {
                hoard.Add(File.OpenRead("/dev/null"));
            }
        }
        catch (IOException)
        {
            hoard[^spare..].ForEach(file => file.Dispose());
        }
    }
}
