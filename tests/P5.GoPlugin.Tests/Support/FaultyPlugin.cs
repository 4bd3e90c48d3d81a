using System.Collections.Concurrent;
using System.Globalization;

namespace P5.GoPlugin.Tests;

/// <summary>
/// Starts plugins from <c>tests/plugins/faulty</c> and, when it is disposed of, proves that nothing is left of them.
/// </summary>
internal sealed class FaultyPlugin : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gpt-");
    private readonly ConcurrentQueue<PluginOutput> _output = new();
    private readonly SemaphoreSlim _outputCame = new(0);

    internal FaultyPlugin()
    {
        SocketRoot = _folder.CreateSubdirectory("s").FullName;
        PidFolder = _folder.CreateSubdirectory("p").FullName;
    }

    /// <summary>The plugin that was started last; null before that.</summary>
    internal PluginClient? Client { get; private set; }

    internal string SocketRoot { get; }

    internal string PidFolder { get; }

    /// <summary>The folders of the plugins that run, each a full path.</summary>
    internal string[] SocketFolders => Directory.GetFileSystemEntries(UserFolder.Open(SocketRoot));

    internal IReadOnlyCollection<PluginOutput> Output => _output;

    internal static PluginClientOptions Options(string mode, string socketRoot, string pidFolder) => new()
    {
        Command = Programs.Faulty,
        Arguments = [mode],
        Environment = new Dictionary<string, string?> { ["FAULTY_PIDS"] = pidFolder },
        Handshake = new HandshakeConfig("FAULTY_COOKIE", "crumb", [1]),
        StartTimeout = TestTimeout.Default,
        SocketRoot = socketRoot,
        Mtls = Wine.IsRunning ? MtlsMode.Never : MtlsMode.Auto,
    };

    internal PluginClientOptions Options(string mode) => Options(mode, SocketRoot, PidFolder) with
    {
        Output = output =>
        {
            _output.Enqueue(output);
            _outputCame.Release();
        },
    };

    internal async Task<PluginClient> StartAsync(
        string mode, Func<PluginClientOptions, PluginClientOptions>? change = null)
    {
        PluginClientOptions options = Options(mode);
        Client = await PluginClient.StartAsync(change?.Invoke(options) ?? options).WaitAsync(TestTimeout.Default);
        return Client;
    }

    internal Task<TException> FailToStartAsync<TException>(
        string mode, Func<PluginClientOptions, PluginClientOptions>? change = null)
        where TException : Exception => Should.ThrowAsync<TException>(() => StartAsync(mode, change));

    /// <summary>Waits until the plugin has written such a thing.</summary>
    internal async Task<PluginOutput> OutputAsync(Func<PluginOutput, bool> wanted)
    {
        while (true)
        {
            if (_output.FirstOrDefault(wanted) is { } found)
            {
                return found;
            }

            (await _outputCame.WaitAsync(TestTimeout.Default)).ShouldBeTrue("the plugin did not write it");
        }
    }

    /// <summary>The ids of all processes that were started, the plugins' own children too.</summary>
    internal IReadOnlyList<int> ProcessIds() =>
        [
            .. Directory.GetFiles(PidFolder)
                .Select(file => int.Parse(Path.GetFileName(file), CultureInfo.InvariantCulture)),
        ];

    /// <summary>Waits until so many processes have noted their ids.</summary>
    internal async Task<IReadOnlyList<int>> ProcessIdsAsync(int count)
    {
        IReadOnlyList<int> ids;
        while ((ids = ProcessIds()).Count < count)
        {
            await Task.Delay(10);
        }

        return ids;
    }

    public async ValueTask DisposeAsync()
    {
        if (Client is not null)
        {
            await Client.StopAsync().WaitAsync(TestTimeout.Default);
        }

        await Processes.EndedAsync(ProcessIds());
        SocketFolders.ShouldBeEmpty("a socket folder is left");
        _folder.Delete(recursive: true);
        _outputCame.Dispose();
    }
}
