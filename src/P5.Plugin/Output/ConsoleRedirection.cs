using System.Text;
using P5.Proto.GoPlugin;

namespace P5.Plugin;

/// <summary>
/// Redirects <see cref="Console.Out"/> and <see cref="Console.Error"/> to a buffer while the plugin serves: no
/// <see cref="Console.WriteLine()"/> may come before the handshake, which must be the first line. In debug mode the
/// output also goes to the console.
/// </summary>
internal sealed class ConsoleRedirection : IDisposable
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly TextWriter _out = Console.Out;
    private readonly TextWriter _error = Console.Error;

    /// <param name="buffer">Takes the output.</param>
    /// <param name="stdout">Takes a copy of standard output; null for none.</param>
    /// <param name="stderr">Takes a copy of standard error; null for none.</param>
    public ConsoleRedirection(StdioBuffer buffer, Stream? stdout = null, Stream? stderr = null)
    {
        Console.SetOut(CreateWriter(buffer, StdioData.Types.Channel.Stdout, stdout));
        Console.SetError(CreateWriter(buffer, StdioData.Types.Channel.Stderr, stderr));
    }

    /// <summary>Restores the console.</summary>
    public void Dispose()
    {
        Console.SetOut(_out);
        Console.SetError(_error);
    }

    private static StreamWriter CreateWriter(StdioBuffer buffer, StdioData.Types.Channel channel, Stream? copy)
    {
        void Write(ReadOnlySpan<byte> bytes)
        {
            buffer.Write(channel, bytes);
            copy?.Write(bytes);
        }

        return new(new WriteStream(Write), s_utf8) { AutoFlush = true };
    }
}
