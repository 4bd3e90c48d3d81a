using System.Net;
using System.Net.Sockets;
using System.Text;

namespace P5.Fuzz.Tests;

/// <summary>
/// A plugin that has a process for the host and lives in this one: it tells a <see cref="PuppetProcess"/> what to
/// write, and serves the host's connection itself.
/// </summary>
internal sealed class PuppetPlugin : IAsyncDisposable
{
    private const int PrefaceLength = 24;

    private readonly Conversation _conversation;
    private readonly TcpListener _control = new(IPAddress.Loopback, 0);
    private readonly Socket _service;
    private readonly string _address;
    private readonly CancellationTokenSource _end = new();
    private readonly SemaphoreSlim _ordering = new(1);
    private readonly Task _playing;
    private readonly Task _serving;
    private NetworkStream? _orders;

    /// <param name="conversation">What it does.</param>
    /// <param name="folder">The folder for its socket.</param>
    internal PuppetPlugin(Conversation conversation, string folder)
    {
        _conversation = conversation;
        _control.Start();
        EndPoint endPoint = conversation.UsesTcp
            ? new IPEndPoint(IPAddress.Loopback, 0)
            : new UnixDomainSocketEndPoint(Path.Combine(folder, "s"));
        _service = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        _service.Bind(endPoint);
        _service.Listen();
        _address = conversation.UsesTcp ? $"tcp|{_service.LocalEndPoint}" : $"unix|{endPoint}";
        _playing = IgnoreEndAsync(PlayAsync);
        _serving = IgnoreEndAsync(ServeAsync);
    }

    /// <summary>The arguments of the process.</summary>
    internal string[] Arguments => [PuppetProcess.Argument, $"{((IPEndPoint)_control.LocalEndpoint).Port}"];

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _playing;
        await _serving;
        _orders?.Dispose();
        _control.Dispose();
        _service.Dispose();
        _end.Dispose();
        _ordering.Dispose();
    }

    private async Task PlayAsync()
    {
        Socket socket = await _control.AcceptSocketAsync(_end.Token);
        _orders = new NetworkStream(socket, ownsSocket: true);
        if (!await BeginAsync(Stage.Start) || !await BeginAsync(Stage.Handshake))
        {
            return;
        }

        await OrderAsync(new PuppetOrder(PuppetOrderKind.Output, _conversation.FirstLine(_address)));
    }

    private async Task ServeAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true)
            {
                Socket socket = await _service.AcceptAsync(_end.Token);
                connections.Add(IgnoreEndAsync(() => ServeAsync(socket)));
            }
        }
        finally
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var stream = new NetworkStream(socket, ownsSocket: true);
        await stream.ReadExactlyAsync(new byte[PrefaceLength], _end.Token);
        if (!await BeginAsync(Stage.Connection) || !await SendAsync(stream, Stage.Connection, _conversation.Settings()))
        {
            return;
        }

        Dictionary<int, Stage> requests = [];
        while (true)
        {
            Frame frame = await ReadFrameAsync(stream);
            if (frame is { Type: FrameType.Settings, IsAcknowledgment: false })
            {
                await stream.WriteAsync(Frame.SettingsAck.ToBytes(), _end.Token);
            }
            else if (frame is { Type: FrameType.Ping, IsAcknowledgment: false })
            {
                await stream.WriteAsync(Frame.Ping(frame.Payload, isAcknowledgment: true).ToBytes(), _end.Token);
            }
            else if (frame.Type == FrameType.Headers)
            {
                requests[frame.StreamId] = StageOf(Encoding.ASCII.GetString(frame.Payload));
            }

            if (frame.EndsStream
                && requests.Remove(frame.StreamId, out Stage stage)
                && !await AnswerAsync(stream, stage, frame.StreamId))
            {
                return;
            }
        }
    }

    /// <returns>Whether the connection goes on.</returns>
    private async Task<bool> AnswerAsync(NetworkStream stream, Stage stage, int streamId)
    {
        if (!await BeginAsync(stage))
        {
            return _conversation.FaultOf(stage) == Fault.Hang;
        }

        bool goesOn = await SendAsync(stream, stage, _conversation.Answer(stage, streamId));
        if (stage == Stage.Shutdown)
        {
            await OrderAsync(PuppetOrder.Exit(_conversation.ExitCode));
        }

        return goesOn;
    }

    /// <summary>Writes what the process writes at this stage.</summary>
    /// <returns>Whether the plugin answers.</returns>
    private async Task<bool> BeginAsync(Stage stage)
    {
        await OrderAsync(new PuppetOrder(PuppetOrderKind.Error, _conversation.NoiseOf(stage)));
        Fault? fault = _conversation.FaultOf(stage);
        if (fault == Fault.Exit)
        {
            await OrderAsync(PuppetOrder.Exit(_conversation.ExitCode));
        }

        return fault is not (Fault.Exit or Fault.Hang);
    }

    /// <returns>Whether the connection goes on.</returns>
    private async Task<bool> SendAsync(NetworkStream stream, Stage stage, byte[] bytes)
    {
        bool isCut = _conversation.FaultOf(stage) == Fault.Cut;
        await stream.WriteAsync(isCut ? bytes.AsMemory(0, bytes.Length / 2) : bytes, _end.Token);
        return !isCut;
    }

    private async Task OrderAsync(PuppetOrder order)
    {
        await _ordering.WaitAsync(_end.Token);
        try
        {
            await _orders!.WriteAsync(order.ToBytes(), _end.Token);
        }
        finally
        {
            _ordering.Release();
        }
    }

    private async Task<Frame> ReadFrameAsync(NetworkStream stream)
    {
        byte[] header = new byte[Frame.HeaderLength];
        await stream.ReadExactlyAsync(header, _end.Token);
        byte[] payload = new byte[(header[0] << 16) | (header[1] << 8) | header[2]];
        await stream.ReadExactlyAsync(payload, _end.Token);
        int id = (header[5] << 24) | (header[6] << 16) | (header[7] << 8) | header[8];
        return new Frame((FrameType)header[3], header[4], id, payload);
    }

    private static Stage StageOf(string headers) =>
        headers.Contains("Authenticate", StringComparison.Ordinal) ? Stage.Authenticate
        : headers.Contains("StreamStdio", StringComparison.Ordinal) ? Stage.Stdio
        : headers.Contains("Shutdown", StringComparison.Ordinal) ? Stage.Shutdown
        : Stage.Health;

    /// <summary>The process or the host can end a connection at any time, and the end of the case does.</summary>
    private static async Task IgnoreEndAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception failure) when (failure is IOException or SocketException or OperationCanceledException)
        {
            // See above.
        }
    }
}
