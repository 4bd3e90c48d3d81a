using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using P5.GoPlugin;
using P5.Sources;

namespace P5.Host;

/// <summary>Variables that a command prints.</summary>
/// <param name="Command">
/// The executable, as configured: a path from the folder that it runs in, or a name on PATH.
/// </param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Directory">The folder it runs in; null is the workspace's.</param>
internal sealed record ExecInput(string Command, IReadOnlyList<string> Arguments, string? Directory) : EnvInput
{
    /// <summary>Far more than the variables that any system starts a program with.</summary>
    private const int MaximumOutputBytes = 1024 * 1024;

    private const int ReportedErrorLines = 20;
    private const int ReportedErrorBytes = 64 * 1024;

    /// <inheritdoc />
    public override string Title => $"exec source {Command}";

    /// <inheritdoc />
    public override async Task<EnvVariables> ReadAsync(
        SourceContext context, CancellationToken cancellationToken)
    {
        using Process process = Start(context);
        process.StandardInput.Close();
        Task<byte[]> output = ReadOutputAsync(process, cancellationToken);
        Task<string> errors = ReadErrorsAsync(process.StandardError.BaseStream, cancellationToken);
        try
        {
            // On Windows such a pipe does not notice the token before its process ends.
            await Task.WhenAll(output, errors).WaitAsync(cancellationToken).ConfigureAwait(false);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }

        return process.ExitCode == 0
            ? Parse(await output.ConfigureAwait(false))
            : throw Failed(process.ExitCode, await errors.ConfigureAwait(false));
    }

    /// <summary>Names the command; its arguments may contain secrets.</summary>
    public override string ToString() => Command;

    private EnvVariables Parse(byte[] output)
    {
        try
        {
            var text = VariableText.Parse(output);
            return new EnvVariables { Variables = text.Variables, ExpiresAt = text.ExpiresAt };
        }
        catch (VariableTextException exception)
        {
            throw new EnvInputException($"output of {Title}", exception);
        }
    }

    private async Task<byte[]> ReadOutputAsync(Process process, CancellationToken cancellationToken)
    {
        Stream stream = process.StandardOutput.BaseStream;
        using var output = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        int count;
        while ((count = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            output.Write(buffer, 0, count);
            if (output.Length > MaximumOutputBytes)
            {
                // It would wait for its output to be read, and its standard error would stay open.
                process.Kill(entireProcessTree: true);
                throw new EnvInputException($"{Title} printed more than 1 MiB ({MaximumOutputBytes} bytes)");
            }
        }

        return output.ToArray();
    }

    /// <summary>
    /// The last lines of the error output, which has any length. A line whose start is not kept is not shown: a secret
    /// in it may be cut, and would not be masked.
    /// </summary>
    private static async Task<string> ReadErrorsAsync(Stream stream, CancellationToken cancellationToken)
    {
        byte[] kept = new byte[2 * ReportedErrorBytes];
        int count = 0;
        long total = 0;
        int read;
        while ((read = await stream.ReadAsync(kept.AsMemory(count), cancellationToken).ConfigureAwait(false)) > 0)
        {
            total += read;
            count += read;
            if (count == kept.Length)
            {
                kept.AsSpan(ReportedErrorBytes).CopyTo(kept);
                count = ReportedErrorBytes;
            }
        }

        int start = 0;
        if (total > count)
        {
            int lineFeed = kept.AsSpan(0, count).IndexOf((byte)'\n');
            start = lineFeed < 0 ? count : lineFeed + 1;
        }

        // Bytes that are not UTF-8 may be replaced, because this is a message, not a value.
        string[] lines =
        [
            .. Encoding.UTF8.GetString(kept.AsSpan(start..count))
                .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .TakeLast(ReportedErrorLines),
        ];
        long leftOut = total - count + start;
        return string.Join(
            Environment.NewLine, leftOut > 0 ? [$"({leftOut} bytes are not shown)", .. lines] : lines);
    }

    private Process Start(SourceContext context)
    {
        try
        {
            string folder = Directory is null
                ? context.WorkspaceDirectory
                : UserPath.Resolve(Directory, context.WorkspaceDirectory);

            // Left to Process.Start, a relative path would begin in the folder of the host's process.
            string command = UserPath.HasSeparator(Command) ? UserPath.Resolve(Command, folder) : Command;
            if (!ExecutableFinder.TryFind(command, context.Environment, out string? file, out string? problem))
            {
                throw new EnvInputException($"{Title} cannot be run: {problem}");
            }

            if (!UserPath.IsIndependent(Command) && FileOwner.StrangerOf(file) is { } stranger)
            {
                throw new EnvInputException(
                    $"{Title} is not run: the owner of {file} is {stranger}, not you. {FileOwner.Advice(stranger)}");
            }

            var start = new ProcessStartInfo(file, Arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
                CreateNoWindow = true,
            };
            start.Environment.Clear();
            foreach ((string name, string value) in context.Environment)
            {
                start.Environment[name] = value;
            }

            return Process.Start(start)!;
        }
        catch (Exception exception) when (exception is Win32Exception or IOException or ArgumentException)
        {
            string reason = EnvironmentLimits.OfSystem.FindProblem(context.Environment) ?? exception.Message;
            throw new EnvInputException($"{Title} cannot be started: {reason}", exception);
        }
    }

    private EnvInputException Failed(int exitCode, string reason) =>
        new($"{Title} ended with exit code {exitCode}{(reason.Length > 0 ? ": " : "")}", lines: reason);
}
