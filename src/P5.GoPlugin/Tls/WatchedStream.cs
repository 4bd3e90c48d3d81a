using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace P5.GoPlugin;

/// <summary>
/// A connection that reports its end by the plugin, or by the operating system. TLS and HTTP/2 call only the two
/// methods that are overridden here.
/// </summary>
/// <param name="socket">The connected socket; disposed with the stream.</param>
/// <param name="lost">Called when it has ended, at least once; not if the host closes it.</param>
internal sealed class WatchedStream(Socket socket, Action lost) : NetworkStream(socket, ownsSocket: true)
{
    private volatile bool _isDisposed;

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            int read = await base.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            if (read == 0 && buffer.Length > 0)
            {
                lost();
            }

            return read;
        }
        catch (Exception) when (!_isDisposed)
        {
            lost();
            throw;
        }
    }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            await base.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (!_isDisposed)
        {
            lost();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _isDisposed = true;
        base.Dispose(disposing);
    }
}
