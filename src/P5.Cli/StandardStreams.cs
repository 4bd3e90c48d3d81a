using System.Text;

namespace P5.Cli;

/// <summary>Writes to standard output and standard error and does nothing else to the terminal.</summary>
internal static class StandardStreams
{
    /// <summary>Opens standard output.</summary>
    /// <returns>A writer that keeps nothing back.</returns>
    public static TextWriter OpenOutput() =>
        OperatingSystem.IsWindows() ? Console.Out : Writer(Console.OpenStandardOutput());

    /// <summary>Opens standard error.</summary>
    /// <returns>A writer that keeps nothing back.</returns>
    public static TextWriter OpenError() =>
        OperatingSystem.IsWindows() ? Console.Error : Writer(Console.OpenStandardError());

    // On Unix, Console.Out and Console.Error switch a terminal's keypad mode when they are first used, and switch it
    // back when the process exits, which one that becomes another never does.
    private static StreamWriter Writer(Stream stream) =>
        new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true };
}
