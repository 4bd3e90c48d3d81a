using System.Net.Sockets;

namespace P5.GoPlugin.Tests;

/// <summary>A connection to a <see cref="ScriptedPlugin"/>.</summary>
internal sealed class ScriptedConnection(Socket socket, ScriptedPlugin plugin) : IDisposable
{
    private const int PrefaceLength = 24;

    private readonly NetworkStream _stream = new(socket, ownsSocket: true);
    private readonly SemaphoreSlim _writing = new(1);
    private readonly Dictionary<int, byte[]> _requests = [];

    /// <summary>Serves until either side closes the connection.</summary>
    internal async Task RunAsync()
    {
        try
        {
            await _stream.ReadExactlyAsync(new byte[PrefaceLength]);
            await SendAsync(Frame.Settings.ToBytes());
            while (true)
            {
                await HandleAsync(await ReadFrameAsync());
            }
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            // The client, or a script, closed the connection.
        }
        finally
        {
            Dispose();
        }
    }

    /// <param name="bytes">The bytes.</param>
    /// <param name="cut">
    /// Whether they are the last, so that no frame of another stream follows half a frame. The client can still read
    /// them.
    /// </param>
    /// <exception cref="IOException">The connection is closed.</exception>
    internal async Task SendAsync(byte[] bytes, bool cut = false)
    {
        await _writing.WaitAsync();
        try
        {
            await _stream.WriteAsync(bytes);
            if (cut)
            {
                socket.Shutdown(SocketShutdown.Both);
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Dispose() => _stream.Dispose();

    private async Task<Frame> ReadFrameAsync()
    {
        byte[] header = new byte[Frame.HeaderLength];
        await _stream.ReadExactlyAsync(header);
        byte[] payload = new byte[(header[0] << 16) | (header[1] << 8) | header[2]];
        await _stream.ReadExactlyAsync(payload);
        int id = (header[5] << 24) | (header[6] << 16) | (header[7] << 8) | header[8];
        return new Frame((FrameType)header[3], header[4], id, payload);
    }

    private async Task HandleAsync(Frame frame)
    {
        switch (frame.Type)
        {
            case FrameType.Settings when !frame.IsAcknowledgment:
                await SendAsync(Frame.SettingsAck.ToBytes());
                break;
            case FrameType.Ping when !frame.IsAcknowledgment:
                await SendAsync(Frame.Ping(frame.Payload, isAcknowledgment: true).ToBytes());
                break;
            case FrameType.Headers:
                _requests[frame.StreamId] = frame.Payload;
                break;
        }

        if (frame.EndsStream && _requests.Remove(frame.StreamId, out byte[]? headers))
        {
            plugin.Serve(this, frame.StreamId, headers);
        }
    }
}
