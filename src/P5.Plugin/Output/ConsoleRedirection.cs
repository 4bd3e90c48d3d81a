using System.Text;
using P5.Proto.GoPlugin;

namespace P5.Plugin.Output;

/// <summary>
/// Takes <see cref="Console.Out"/> and <see cref="Console.Error"/> into a buffer for as long as the plugin serves:
/// a stray <see cref="Console.WriteLine()"/> must not come before the handshake line, which has to be the first. In a
/// debugger it goes to the console as well.
/// </summary>
internal sealed class ConsoleRedirection : IDisposable
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly TextWriter _out = Console.Out;
    private readonly TextWriter _error = Console.Error;

    /// <summary>Starts to redirect.</summary>
    /// <param name="buffer">Where output goes.</param>
    /// <param name="stdout">Where standard output goes too; null for nowhere.</param>
    /// <param name="stderr">Where standard error goes too; null for nowhere.</param>
    public ConsoleRedirection(StdioBuffer buffer, Stream? stdout = null, Stream? stderr = null)
    {
        Console.SetOut(CreateWriter(buffer, StdioData.Types.Channel.Stdout, stdout));
        Console.SetError(CreateWriter(buffer, StdioData.Types.Channel.Stderr, stderr));
    }

    /// <summary>Gives the console back.</summary>
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
