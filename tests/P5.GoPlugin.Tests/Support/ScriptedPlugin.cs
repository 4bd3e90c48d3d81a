using System.Net;
using System.Net.Sockets;
using System.Text;

namespace P5.GoPlugin.Tests;

/// <summary>
/// A plugin inside the test, made of bytes, which a host attaches to. It answers <c>test.Echo/Call</c> as a test wants
/// it, and has no other service.
/// </summary>
internal sealed class ScriptedPlugin : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<ScriptedConnection> _connections = [];
    private readonly List<Task> _scripts = [];
    private readonly Lock _gate = new();
    private readonly Func<ScriptedStream, Task> _answer;
    private readonly Task _accepting;
    private int _requests;
    private PluginClient? _client;

    /// <param name="answer">Answers each request to <c>test.Echo/Call</c>.</param>
    internal ScriptedPlugin(Func<ScriptedStream, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Answers the reading of the stdio service.</summary>
    internal Func<ScriptedStream, Task> Stdio { get; init; } = stream => stream.RefuseAsync(("grpc-status", "12"));

    internal ReattachConfig Config => new("grpc", "tcp", $"{_listener.LocalEndpoint}", Environment.ProcessId, 1);

    internal int Connections
    {
        get
        {
            lock (_gate)
            {
                return _connections.Count;
            }
        }
    }

    internal async Task<PluginClient> AttachAsync(Func<PluginClientOptions, PluginClientOptions>? change = null)
    {
        PluginClientOptions options = ForeignPlugin.Options;
        return _client = await PluginClient.AttachAsync(Config, change?.Invoke(options) ?? options);
    }

    /// <summary>Begins to answer a request; the script may go on for as long as the connection.</summary>
    internal void Serve(ScriptedConnection connection, int streamId, byte[] headers)
    {
        bool isStdio = Encoding.ASCII.GetString(headers).Contains("StreamStdio", StringComparison.Ordinal);
        int number = isStdio ? 0 : Interlocked.Increment(ref _requests);
        var stream = new ScriptedStream(connection, streamId, number);
        Add(Task.Run(() => AnswerAsync(isStdio ? Stdio : _answer, stream)));
    }

    private static async Task AnswerAsync(Func<ScriptedStream, Task> answer, ScriptedStream stream)
    {
        try
        {
            await answer(stream);
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            // The client has seen enough.
        }
    }

    private void Add(Task script)
    {
        lock (_gate)
        {
            _scripts.Add(script);
        }
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptSocketAsync();
            }
            catch (Exception exception) when (exception is SocketException or InvalidOperationException)
            {
                return; // The listener was closed, meanwhile or before.
            }

            var connection = new ScriptedConnection(socket, this);
            lock (_gate)
            {
                _connections.Add(connection);
            }

            Add(connection.RunAsync());
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
        {
            await _client.StopAsync().WaitAsync(TestTimeout.Default);
        }

        _listener.Dispose();
        await _accepting;
        Task[] scripts;
        lock (_gate)
        {
            _connections.ForEach(connection => connection.Dispose());
            scripts = [.. _scripts];
        }

        await Task.WhenAll(scripts).WaitAsync(TestTimeout.Default);
    }
}
