using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace P5.Host.Plugins.Builtins;

/// <summary>Variables that a command prints in dotenv form.</summary>
/// <param name="Command">The executable, as configured.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Directory">The folder it runs in; null is the workspace's.</param>
internal sealed record ExecEnvSource(string Command, IReadOnlyList<string> Arguments, string? Directory) : EnvSource
{
    /// <inheritdoc />
    public override async Task<IEnumerable<KeyValuePair<string, string>>> ReadAsync(
        string workspaceDirectory,
        CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Command, Arguments)
        {
            WorkingDirectory = Directory is null ? workspaceDirectory : FullPath(Directory, workspaceDirectory),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            UseShellExecute = false,
        };

        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Exception exception) when (exception is Win32Exception or IOException or InvalidOperationException)
        {
            throw new EnvSourceException($"exec source {Command} cannot be started: {exception.Message}", exception);
        }

        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        Task<string> errors = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await Task.WhenAll(output, errors).ConfigureAwait(false);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        if (process.ExitCode != 0)
        {
            string reason = (await errors.ConfigureAwait(false)).Trim();
            throw new EnvSourceException(
                $"exec source {Command} ended with exit code {process.ExitCode}" + (reason.Length > 0 ? $": {reason}" : ""));
        }

        return Dotenv.Parse(await output.ConfigureAwait(false));
    }

    /// <summary>Names the command; its arguments may hold secrets.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Command;
}
