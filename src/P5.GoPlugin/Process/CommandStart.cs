using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace P5.GoPlugin;

/// <summary>
/// How a program is started so that it receives exactly the given arguments. Windows has batch files run by cmd.exe,
/// which reads a command line by other rules than programs do: with the usual quoting, an argument could run commands.
/// </summary>
public static class CommandStart
{
    private const int LongestForBatch = 8191;

    // Punctuation without a meaning for cmd.exe. Not ',', ';' and '=', which separate arguments.
    private const string PlainPunctuation = "-_./\\:@+#";

    // Expands to nothing. Without it, text between two percent signs would be replaced by a variable's value.
    private const string LiteralPercent = "%%cd:~,%";

    /// <summary>Describes the start of a program, without the shell and with this process's environment.</summary>
    /// <param name="file">Full path of the executable, or of a batch file on Windows.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>The description, to be completed and started.</returns>
    /// <exception cref="ArgumentException">
    /// It is a batch file, and no quoting passes an argument to it unchanged, or the command line is too long. The
    /// message does not contain the argument.
    /// </exception>
    public static ProcessStartInfo Create(string file, IEnumerable<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(arguments);
        return OperatingSystem.IsWindows() && IsBatchFile(Path.GetFullPath(file))
            ? new ProcessStartInfo(Path.Combine(Environment.SystemDirectory, "cmd.exe"))
            {
                Arguments = BatchArguments(Path.GetFullPath(file), arguments),
                UseShellExecute = false,
            }
            : new ProcessStartInfo(file, arguments) { UseShellExecute = false };
    }

    /// <summary>Whether Windows has cmd.exe run a file.</summary>
    /// <param name="file">A full path, without the dots and blanks at its end that Windows ignores.</param>
    internal static bool IsBatchFile(string file) => Path.GetExtension(file.AsSpan()) is var extension
        && (extension.Equals(".bat", StringComparison.OrdinalIgnoreCase)
            || extension.Equals(".cmd", StringComparison.OrdinalIgnoreCase));

    /// <summary>The command line after <c>cmd.exe</c>.</summary>
    /// <param name="file">Full path of the batch file.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="ArgumentException">An argument cannot be passed.</exception>
    internal static string BatchArguments(string file, IEnumerable<string> arguments)
    {
        // No AutoRun of the registry; extensions for the percent signs; '!' has no meaning; one pair of quotes around
        // the whole is removed.
        var line = new StringBuilder("/d /e:on /v:off /s /c \"");
        AppendQuoted(line, file);
        int number = 0;
        foreach (string argument in arguments)
        {
            number++;
            if (argument.AsSpan().ContainsAny('\r', '\n', '\0'))
            {
                throw new ArgumentException(
                    $"Argument {number} of the batch file '{file}' contains a line break, which cmd.exe cannot pass.");
            }

            line.Append(' ');
            if (IsPlain(argument))
            {
                line.Append(argument);
            }
            else
            {
                AppendQuoted(line, argument);
            }
        }

        line.Append('"');
        return line.Length <= LongestForBatch
            ? line.ToString()
            : throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture,
                $"The command line of the batch file '{file}' has {line.Length:N0} characters; cmd.exe accepts "
                + $"{LongestForBatch:N0}."));
    }

    private static bool IsPlain(string argument) =>
        argument.Length > 0 && argument.All(c => char.IsAsciiLetterOrDigit(c) || PlainPunctuation.Contains(c));

    /// <summary>
    /// Between quotes, only '%' has a meaning for cmd.exe. A doubled quote leaves them and enters them again, and a
    /// program that the batch file passes it to reads one quote; backslashes before a quote are doubled for that
    /// program.
    /// </summary>
    private static void AppendQuoted(StringBuilder line, string text)
    {
        line.Append('"');
        int backslashes = 0;
        foreach (char c in text)
        {
            _ = c switch
            {
                '"' => line.Append('\\', backslashes).Append("\"\""),
                '%' => line.Append(LiteralPercent),
                _ => line.Append(c),
            };
            backslashes = c == '\\' ? backslashes + 1 : 0;
        }

        line.Append('\\', backslashes).Append('"');
    }
}
