using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using Google.Protobuf;
using P5.Proto.GoPlugin;
using Channel = System.Threading.Channels.Channel;

namespace P5.Plugin.Output;

/// <summary>
/// What the plugin wrote to its console and the host has not read yet. Writing never waits: a plugin must not hang
/// because its host does not read. When it is full the oldest output is dropped, and a note says how much.
/// </summary>
internal sealed class StdioBuffer
{
    /// <summary>The longest piece of output in bytes; longer writes become several pieces.</summary>
    public const int MaxPieceLength = 4096;

    private readonly Channel<StdioData> _pieces;
    private long _droppedBytes;

    /// <summary>Makes an empty buffer.</summary>
    /// <param name="capacity">How many pieces it holds; the default comes to 4 MiB at most.</param>
    public StdioBuffer(int capacity = 1024)
    {
        var options = new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.DropOldest };
        _pieces = Channel.CreateBounded<StdioData>(
            options, dropped => Interlocked.Add(ref _droppedBytes, dropped.Data.Length));
    }

    /// <summary>Adds output. After <see cref="Complete"/> it is let go: nobody will read it.</summary>
    public void Write(StdioData.Types.Channel channel, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            ReadOnlySpan<byte> piece = bytes[..Math.Min(bytes.Length, MaxPieceLength)];
            _pieces.Writer.TryWrite(new StdioData { Channel = channel, Data = ByteString.CopyFrom(piece) });
            bytes = bytes[piece.Length..];
        }
    }

    /// <summary>Ends the readers once they have read what there is.</summary>
    public void Complete() => _pieces.Writer.TryComplete();

    /// <summary>Reads output as it comes, until <see cref="Complete"/>. Two readers share it, as in Go.</summary>
    public async IAsyncEnumerable<StdioData> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (StdioData piece in _pieces.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            long dropped = Interlocked.Exchange(ref _droppedBytes, 0);
            if (dropped > 0)
            {
                yield return new StdioData
                {
                    Channel = StdioData.Types.Channel.Stderr,
                    Data = ByteString.CopyFrom($"[{dropped} bytes of earlier output were dropped]\n", Encoding.UTF8),
                };
            }

            yield return piece;
        }
    }
}
