namespace P5.GoPlugin;

/// <summary>Sends the bodies of requests by turns, as far as the windows of the peer go.</summary>
/// <remarks>Used under the connection's lock.</remarks>
internal sealed class RequestSender
{
    /// <summary>As much is copied before it is written.</summary>
    private const int WriteSize = 64 * 1024;

    /// <summary>Those whose request is not sent wholly.</summary>
    private readonly List<Http2Stream> _sending = [];

    /// <summary>The connection's.</summary>
    private SendWindow _window = new(PeerSettings.DefaultWindowSize);

    internal void Add(Http2Stream stream) => _sending.Add(stream);

    internal void Remove(Http2Stream stream) => _sending.Remove(stream);

    internal void Clear() => _sending.Clear();

    /// <returns>False where the connection's window would become larger than a window may be.</returns>
    internal bool TryWiden(int increment) => _window.TryWiden(increment);

    /// <summary>Takes a frame of each request by turns.</summary>
    internal void Write(Http2Output output)
    {
        int blocked = 0;
        while (blocked < _sending.Count && output.Length < WriteSize)
        {
            Http2Stream stream = _sending[0];
            ReadOnlySpan<byte> rest = stream.Unsent;
            // A stream's window may be less than nothing, and a request's end needs none.
            int window = Math.Max(0, Math.Min(_window.Left, stream.SendWindow.Left));
            int length = Math.Min(Math.Min(rest.Length, Http2FrameHeader.DefaultMaxLength), window);
            _sending.RemoveAt(0);
            if (length == 0 && !rest.IsEmpty)
            {
                blocked++;
                _sending.Add(stream);
                continue;
            }

            blocked = 0;
            bool isLast = length == rest.Length;
            output.WriteFrame(
                Http2FrameType.Data, isLast ? Http2FrameHeader.EndStream : (byte)0, stream.Id, rest[..length]);
            _window.Take(length);
            stream.SendWindow.Take(length);
            stream.Sent += length;
            if (isLast)
            {
                stream.IsSent = true;
            }
            else
            {
                _sending.Add(stream);
            }
        }
    }
}
