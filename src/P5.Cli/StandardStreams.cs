using System.Runtime.InteropServices;
using System.Text;

namespace P5.Cli;

/// <summary>Writes to standard output and standard error and does nothing else to the terminal.</summary>
internal static partial class StandardStreams
{
    private const int Interrupted = 4;
    private const int BadDescriptor = 9;
    private const int BrokenPipe = 32;
    private static readonly int s_tryAgain = OperatingSystem.IsMacOS() ? 35 : 11;

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <returns>A writer without a buffer.</returns>
    public static TextWriter OpenOutput() =>
        !OperatingSystem.IsWindows() ? Open(1)
        : Console.IsOutputRedirected ? Wrap(Console.OpenStandardOutput())
        : Console.Out;

    /// <returns>A writer without a buffer.</returns>
    public static TextWriter OpenError() =>
        !OperatingSystem.IsWindows() ? Open(2)
        : Console.IsErrorRedirected ? Wrap(Console.OpenStandardError())
        : Console.Error;

    // On Unix, System.Console switches a terminal's keypad mode and switches it back when the process exits, which a
    // process that is replaced by a command never does. A FileStream would keep its own position, and the command
    // would overwrite what p5env wrote to the same file.
    private static StreamWriter Open(int descriptor) => Wrap(new WriteStream(bytes => Write(descriptor, bytes)));

    // In the code page of a Windows console, a value would lose the characters that the page does not have. The
    // formats end their lines with \n on every system, and so does the rest.
    private static StreamWriter Wrap(Stream stream) => new(stream, s_utf8) { AutoFlush = true, NewLine = "\n" };

    private static void Write(int descriptor, ReadOnlySpan<byte> bytes)
    {
        if (CallerState.IsClosed(descriptor))
        {
            throw new OutputMissingException();
        }

        while (bytes.Length > 0)
        {
            nint written = Write(descriptor, bytes, (nuint)bytes.Length);
            if (written >= 0)
            {
                bytes = bytes[(int)written..];
                continue;
            }

            int error = Marshal.GetLastPInvokeError();
            if (error == s_tryAgain)
            {
                // Another program made the terminal or pipe non-blocking, and it is full. Write is synchronous.
#pragma warning disable RS0030
                Thread.Sleep(1);
#pragma warning restore RS0030
            }
            else if (error == BrokenPipe)
            {
                throw new OutputClosedException();
            }
            else if (error == BadDescriptor)
            {
                throw new OutputMissingException();
            }
            else if (error != Interrupted)
            {
                throw new IOException($"The output cannot be written: {Marshal.GetPInvokeErrorMessage(error)}");
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, ReadOnlySpan<byte> bytes, nuint count);
}

/// <summary>
/// Nothing reads the output any more, as after <c>head</c>. SIGPIPE ends other programs then; the runtime ignores it.
/// </summary>
internal sealed class OutputClosedException() : IOException("The output is closed.");

/// <summary>The caller has given no output to write to.</summary>
internal sealed class OutputMissingException()
    : IOException("The output cannot be written: standard output is closed, or opened for reading only.")
{
    public const string NextStep = "Redirect standard output to a file, a pipe or /dev/null.";
}
