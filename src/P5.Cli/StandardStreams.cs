using System.Text;

namespace P5.Cli;

/// <summary>Writes to standard output and standard error and does nothing else to the terminal.</summary>
internal static class StandardStreams
{
    /// <summary>Opens standard output.</summary>
    /// <returns>A writer without a buffer.</returns>
    public static TextWriter OpenOutput() =>
        OperatingSystem.IsWindows() ? Console.Out : Writer(1);

    /// <summary>Opens standard error.</summary>
    /// <returns>A writer without a buffer.</returns>
    public static TextWriter OpenError() =>
        OperatingSystem.IsWindows() ? Console.Error : Writer(2);

    // On Unix, whatever writes through System.Console switches a terminal's keypad mode first, and switches it back
    // when the process exits, which one that becomes another never does.
    private static StreamWriter Writer(int descriptor) =>
        new(new DescriptorStream(descriptor), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false))
        {
            AutoFlush = true,
        };
}
