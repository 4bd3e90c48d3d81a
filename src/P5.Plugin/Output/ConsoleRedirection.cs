using System.Text;
using P5.Proto.GoPlugin;

namespace P5.Plugin.Output;

/// <summary>
/// Takes <see cref="Console.Out"/> and <see cref="Console.Error"/> into a buffer for as long as the plugin serves:
/// a stray <see cref="Console.WriteLine()"/> must not come before the handshake line, which has to be the first.
/// </summary>
internal sealed class ConsoleRedirection : IDisposable
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly TextWriter _out = Console.Out;
    private readonly TextWriter _error = Console.Error;

    /// <summary>Starts to redirect.</summary>
    public ConsoleRedirection(StdioBuffer buffer)
    {
        Console.SetOut(CreateWriter(buffer, StdioData.Types.Channel.Stdout));
        Console.SetError(CreateWriter(buffer, StdioData.Types.Channel.Stderr));
    }

    /// <summary>Gives the console back.</summary>
    public void Dispose()
    {
        Console.SetOut(_out);
        Console.SetError(_error);
    }

    private static StreamWriter CreateWriter(StdioBuffer buffer, StdioData.Types.Channel channel) =>
        new(new StdioStream(buffer, channel), s_utf8) { AutoFlush = true };
}
