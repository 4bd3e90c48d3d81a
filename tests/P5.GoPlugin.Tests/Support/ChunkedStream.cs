namespace P5.GoPlugin.Tests;

/// <summary>Hands bytes out in pieces of any length, as a pipe or a socket does.</summary>
internal sealed class ChunkedStream(byte[] bytes, Random random) : MemoryStream(bytes)
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        base.ReadAsync(buffer[..Math.Min(buffer.Length, random.Next(1, 16))], cancellationToken);
}
