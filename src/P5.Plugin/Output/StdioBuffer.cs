using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using Google.Protobuf;
using P5.Proto.GoPlugin;
using Channel = System.Threading.Channels.Channel;

namespace P5.Plugin;

/// <summary>
/// Buffers the plugin's console output until the host reads it. Writing never waits: a plugin must not block because
/// its host does not read. If the buffer is full, the oldest output is dropped, and a line states how much.
/// </summary>
internal sealed class StdioBuffer
{
    /// <summary>The longest piece of output in bytes; longer writes become several pieces.</summary>
    public const int MaxPieceLength = 4096;

    /// <summary>The overhead of a piece in bytes: a plugin may write one character at a time.</summary>
    public const int PieceCost = 100;

    private readonly Channel<StdioData> _pieces = Channel.CreateUnbounded<StdioData>();
    private readonly int _capacity;
    private long _bufferedBytes;
    private long _droppedBytes;

    /// <param name="capacity">The largest sum of the pieces' bytes and costs.</param>
    public StdioBuffer(int capacity = 4 * 1024 * 1024) => _capacity = capacity;

    /// <summary>Adds output. After <see cref="Complete"/> it is discarded.</summary>
    public void Write(StdioData.Types.Channel channel, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            ReadOnlySpan<byte> piece = bytes[..Math.Min(bytes.Length, MaxPieceLength)];
            if (!_pieces.Writer.TryWrite(new StdioData { Channel = channel, Data = ByteString.CopyFrom(piece) }))
            {
                return;
            }

            Interlocked.Add(ref _bufferedBytes, piece.Length + PieceCost);
            bytes = bytes[piece.Length..];
        }

        while (Interlocked.Read(ref _bufferedBytes) > _capacity && _pieces.Reader.TryRead(out StdioData? oldest))
        {
            Release(oldest);
            Interlocked.Add(ref _droppedBytes, oldest.Data.Length);
        }
    }

    /// <summary>Ends the readers after they have read the remaining output.</summary>
    public void Complete() => _pieces.Writer.TryComplete();

    /// <summary>Reads output until <see cref="Complete"/>. Two readers share it, as in Go.</summary>
    public async IAsyncEnumerable<StdioData> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (StdioData piece in _pieces.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            Release(piece);
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

    private void Release(StdioData piece) => Interlocked.Add(ref _bufferedBytes, -(piece.Data.Length + PieceCost));
}
