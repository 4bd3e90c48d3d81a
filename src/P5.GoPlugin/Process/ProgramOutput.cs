using System.IO.Pipes;

namespace P5.GoPlugin;

/// <summary>
/// What a program on Windows writes. Unlike with an anonymous pipe, no thread waits for it, the wait can be cancelled,
/// and a few lines that nothing reads do not stop the program.
/// </summary>
internal sealed class ProgramOutput : Stream
{
    private const int BufferBytes = 64 * 1024; // that of a pipe on Linux

    private readonly NamedPipeServerStream _pipe;

    private ProgramOutput(NamedPipeServerStream pipe) => _pipe = pipe;

    public override bool CanRead => _pipe.CanRead;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Creates a pipe that only this user can open, and only once.</summary>
    /// <param name="end">
    /// The end that the program writes to. Its finalizer would close the handle, so it is the stream that is returned.
    /// </param>
    /// <exception cref="IOException">The system rejected it.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    internal static ProgramOutput Create(out NamedPipeClientStream end)
    {
        string name = $"goplugin-{Guid.NewGuid():n}";
        var pipe = new NamedPipeServerStream(
            name,
            PipeDirection.In,
            maxNumberOfServerInstances: 1,
            PipeTransmissionMode.Byte,
            PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly | PipeOptions.FirstPipeInstance,
            inBufferSize: BufferBytes,
            outBufferSize: 0);
        try
        {
            end = new NamedPipeClientStream(".", name, PipeDirection.Out);
            end.Connect(TimeSpan.Zero);
            pipe.WaitForConnection();
            return new ProgramOutput(pipe);
        }
        catch
        {
            pipe.Dispose();
            throw;
        }
    }

    /// <remarks>
    /// A program that writes no bytes, as .NET does to examine its output, ends a read without bytes. That is not the
    /// end of the output.
    /// </remarks>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count;
        do
        {
            count = await _pipe.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        while (count == 0 && buffer.Length > 0 && _pipe.IsConnected);
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(Span<byte> buffer)
    {
        int count;
        do
        {
            count = _pipe.Read(buffer);
        }
        while (count == 0 && buffer.Length > 0 && _pipe.IsConnected);
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _pipe.Dispose();
        }

        base.Dispose(disposing);
    }
}
