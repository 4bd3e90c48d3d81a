namespace P5.GoPlugin;

/// <summary>Reads a plugin's standard error to its end: hclog lines, lines with a level, and the rest.</summary>
internal sealed class StandardErrorReader(
    OutputDispatcher dispatcher, ErrorTail tail, RunObservations? observations)
{
    private const int BufferBytes = 4 * 1024;

    internal async Task RunAsync(Stream stream, CancellationToken cancellationToken)
    {
        var reader = new ErrorOutputReader();
        var channel = new TextChannel(piece =>
        {
            PluginOutput output = reader.Read(piece);
            tail.Add(piece, output);
            observations?.Add(piece);
            dispatcher.Dispatch(output);
        });
        byte[] buffer = new byte[BufferBytes];
        try
        {
            int read;
            while ((read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                channel.Append(buffer.AsSpan(0, read));
            }
        }
        finally
        {
            channel.Finish();
        }
    }
}
