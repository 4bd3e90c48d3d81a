using System.Text;

namespace P5.Plugin.Testing;

/// <summary>
/// Captures what is written to <see cref="Console"/> on behalf of one test host. The console belongs to the process and
/// tests run concurrently, so the writer is identified by the call's execution context.
/// </summary>
internal sealed class CapturedConsole
{
    private static readonly AsyncLocal<CapturedConsole?> s_current = new();
    private static readonly Lock s_gate = new();
    private static TextWriter? s_installedOut;
    private static TextWriter? s_installedError;

    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    public string Output => Text(_output);

    public string Error => Text(_error);

    /// <summary>Captures the output of this execution context, and of those that it starts, until disposed.</summary>
    public IDisposable Enter()
    {
        Install();
        CapturedConsole? outer = s_current.Value;
        s_current.Value = this;
        return new Scope(outer);
    }

    /// <summary>Installs the routing writers, again if other code has replaced them.</summary>
    private static void Install()
    {
        lock (s_gate)
        {
            if (!ReferenceEquals(Console.Out, s_installedOut))
            {
                Console.SetOut(new RoutingWriter(Console.Out, static console => console._output));
                s_installedOut = Console.Out;
            }

            if (!ReferenceEquals(Console.Error, s_installedError))
            {
                Console.SetError(new RoutingWriter(Console.Error, static console => console._error));
                s_installedError = Console.Error;
            }
        }
    }

    private static string Text(StringBuilder captured)
    {
        lock (captured)
        {
            return captured.ToString();
        }
    }

    private sealed class Scope(CapturedConsole? outer) : IDisposable
    {
        public void Dispose() => s_current.Value = outer;
    }

    /// <summary>Writes to the current host's text, or to the original console.</summary>
    private sealed class RoutingWriter(TextWriter original, Func<CapturedConsole, StringBuilder> select) : TextWriter
    {
        public override Encoding Encoding => original.Encoding;

        public override void Write(char value) => Write([value]);

        public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

        public override void Write(string? value) => Write(value.AsSpan());

        public override void Write(ReadOnlySpan<char> buffer)
        {
            if (s_current.Value is not { } console)
            {
                original.Write(buffer);
                return;
            }

            StringBuilder captured = select(console);
            lock (captured)
            {
                captured.Append(buffer);
            }
        }

        public override void Flush() => original.Flush();
    }
}
