using System.ComponentModel;
using System.Diagnostics;
using P5.GoPlugin;

namespace P5.Host;

/// <summary>
/// The key as an entry <c>p5/ID</c> of <c>pass</c>. GnuPG asks for the passphrase of its key by itself, if it has one.
/// </summary>
internal sealed class PassVault : KeyVault
{
    private const string Command = "pass";

    /// <inheritdoc />
    public override async Task<byte[]?> ReadAsync(string id, CancellationToken cancellationToken)
    {
        (int exitCode, string output, string error) =
            await RunAsync(["show", EntryOf(id)], input: null, cancellationToken).ConfigureAwait(false);
        if (exitCode != 0)
        {
            // Its exit code is the same for every failure.
            return error.Contains("is not in the password store", StringComparison.Ordinal)
                ? null
                : throw Failed(error);
        }

        try
        {
            return Convert.FromBase64String(output.Trim());
        }
        catch (FormatException exception)
        {
            throw new KeyVaultException($"the entry {EntryOf(id)} is not a key", exception);
        }
    }

    /// <inheritdoc />
    public override async Task WriteAsync(string id, byte[] key, CancellationToken cancellationToken)
    {
        (int exitCode, _, string error) = await RunAsync(
            ["insert", "--multiline", "--force", EntryOf(id)], Convert.ToBase64String(key), cancellationToken)
            .ConfigureAwait(false);
        if (exitCode != 0)
        {
            throw Failed(error);
        }
    }

    /// <inheritdoc />
    public override async Task RemoveAsync(string id, CancellationToken cancellationToken)
    {
        (int exitCode, _, string error) =
            await RunAsync(["rm", "--force", EntryOf(id)], input: null, cancellationToken).ConfigureAwait(false);
        if (exitCode != 0 && !error.Contains("is not in the password store", StringComparison.Ordinal))
        {
            throw Failed(error);
        }
    }

    private static string EntryOf(string id) => $"p5/{id}";

    private static KeyVaultException Failed(string error)
    {
        string reason = string.Join(' ', error.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return new KeyVaultException($"'{Command}' failed: {(reason.Length > 0 ? reason : "it gave no reason")}");
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(
        string[] arguments, string? input, CancellationToken cancellationToken)
    {
        using Process process = Start(arguments);
        using var tree = ProcessTree.Hold(process);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            Task<string> error = process.StandardError.ReadToEndAsync(cancellationToken);
            await WriteAsync(process, input).ConfigureAwait(false);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return (
                process.ExitCode,
                await output.ConfigureAwait(false),
                await error.ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            tree.Kill();
            throw;
        }
    }

    private static Process Start(string[] arguments)
    {
        if (!ExecutableFinder.TryFind(Command, out string? path, out string? problem))
        {
            throw new KeyVaultException(problem);
        }

        try
        {
            // The key is on standard input: other users can read arguments.
            return Process.Start(new ProcessStartInfo(path, arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        }
        catch (Exception exception) when (exception is Win32Exception or IOException)
        {
            throw new KeyVaultException($"'{path}' cannot be started: {exception.Message}", exception);
        }
    }

    private static async Task WriteAsync(Process process, string? input)
    {
        try
        {
            await process.StandardInput.WriteAsync(input).ConfigureAwait(false);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading; its exit code and its error output say why.
        }
    }
}
