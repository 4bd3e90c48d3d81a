using System.Diagnostics;
using System.Globalization;

namespace P5.GoPlugin.Tests;

/// <summary>Another host, in a process of its own: this very executable, see <c>Program.cs</c>.</summary>
internal sealed class HostProcess : IDisposable
{
    /// <summary>The first argument that makes this executable a host, not a run of its tests.</summary>
    internal const string Argument = "host";

    private readonly Process _process;

    private HostProcess(Process process) => _process = process;

    internal int Id => _process.Id;

    /// <summary>The plugins that it runs.</summary>
    internal IReadOnlyList<int> Plugins { get; private set; } = [];

    /// <summary>What it says of those that it could not start, one line each.</summary>
    internal IReadOnlyList<string> Failures { get; private set; } = [];

    /// <summary>Starts a host and waits until it has started its plugins.</summary>
    /// <param name="plugin">Whose folders it uses.</param>
    /// <param name="mode">What its plugins do.</param>
    /// <param name="count">How many plugins it starts, one after the other.</param>
    /// <param name="spareDescriptors">
    /// How many file descriptors it has once the first runs; null for the usual many.
    /// </param>
    /// <param name="socketFolder">The folder of the plugin that it runs in; null for none.</param>
    internal static async Task<HostProcess> StartAsync(
        FaultyPlugin plugin, string mode, int count, int? spareDescriptors = null, string? socketFolder = null)
    {
        string file = ThisProgram.File;
        string[] command = [file, Argument, mode, $"{count}", plugin.SocketRoot, plugin.PidFolder];
        ProcessStartInfo info = spareDescriptors is null
            ? new ProcessStartInfo(file, command[1..])
            : new ProcessStartInfo(
                "/bin/sh", ["-c", "ulimit -n 250; exec \"$0\" \"$@\"", .. command, $"{spareDescriptors}"]);
        if (spareDescriptors is not null)
        {
            // The runtime ends itself when it finds no descriptor to make code writable with.
            info.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        }

        info.Environment["PLUGIN_UNIX_SOCKET_DIR"] = socketFolder;
        info.RedirectStandardInput = true;
        info.RedirectStandardOutput = true;
        var host = new HostProcess(Process.Start(info)!);
        List<string> lines = [];
        while (await host._process.StandardOutput.ReadLineAsync().WaitAsync(TestTimeout.Default) is { } line
            && line != "ready")
        {
            lines.Add(line);
        }

        ILookup<bool, string> byOutcome = lines.ToLookup(line => line.StartsWith("started ", StringComparison.Ordinal));
        host.Plugins = [.. byOutcome[true].Select(line => int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture))];
        host.Failures = [.. byOutcome[false]];
        return host;
    }

    /// <summary>
    /// Lets a host start, call and stop a plugin in each of the modes, and again, and count what it holds after each
    /// round.
    /// </summary>
    internal static async Task<IReadOnlyList<RoundCount>> CountAsync(FaultyPlugin plugin, string[] modes, int rounds)
    {
        using HostProcess host = await StartAsync(plugin, string.Join(',', modes), rounds);
        await host.EndAsync();
        return [.. host.Failures.Chunk(modes.Length + 1).Select(RoundCount.Parse)];
    }

    /// <summary>Kills it alone, as the system does when memory is short.</summary>
    internal async Task KillAsync()
    {
        _process.Kill(entireProcessTree: false);
        await _process.WaitForExitAsync().WaitAsync(TestTimeout.Default);
    }

    /// <summary>Lets it stop its plugins and end.</summary>
    internal async Task EndAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync().WaitAsync(TestTimeout.Default);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Processes.KillTree(_process);
        }

        _process.Dispose();
    }
}
