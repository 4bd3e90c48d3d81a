using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
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

    /// <summary>
    /// How long the output may outlive the command: a process that it started can hold it open forever.
    /// </summary>
    private static readonly TimeSpan s_outputGrace = TimeSpan.FromSeconds(2);

    /// <summary>The key that has the executable, if it is an input of <c>env</c>.</summary>
    public string CommandKey { get; init; } = "";

    /// <summary>What messages call it.</summary>
    public string Noun { get; init; } = "exec source";

    /// <inheritdoc />
    public override string Title => $"{Noun} {Command}";

    /// <summary>The command with its arguments, and its folder.</summary>
    public string CommandLine =>
        CommandLines.Join([Command, .. Arguments]) + (Directory is { } directory ? $" in {directory}" : "");

    /// <inheritdoc />
    public override async Task<EnvVariables> ReadAsync(SourceContext context, CancellationToken cancellationToken)
    {
        byte[] output = await RunAsync(context, cancellationToken).ConfigureAwait(false);
        try
        {
            var text = VariableText.Parse(output);
            return new EnvVariables { Variables = text.Variables, ExpiresAt = text.ExpiresAt };
        }
        catch (VariableTextException exception)
        {
            throw exception.In($"output of {Title}");
        }
    }

    /// <summary>Reads the output as the value of one variable, without the line break at its end.</summary>
    /// <param name="name">The name of the variable.</param>
    /// <param name="context">The workspace, and the environment of the command.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="SourceException">The command fails, or prints no text.</exception>
    public async Task<EnvVariables> ReadValueAsync(
        string name, SourceContext context, CancellationToken cancellationToken)
    {
        byte[] output = await RunAsync(context, cancellationToken).ConfigureAwait(false);
        if (!Utf8Text.TryDecode(output, out string? text, out _, out _))
        {
            throw new SourceException($"output of {Title} is not valid UTF-8");
        }

        string value = text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2]
            : text.EndsWith('\n') ? text[..^1]
            : text;
        return value.Length > 0
            ? new EnvVariables { Variables = [new(name, value)] }
            : throw new SourceException($"{Title} printed nothing");
    }

    /// <summary>Runs the command.</summary>
    /// <param name="context">The workspace, and the environment of the command.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <returns>Its output. Secret.</returns>
    /// <exception cref="SourceException">The command fails.</exception>
    public async Task<byte[]> RunAsync(SourceContext context, CancellationToken cancellationToken)
    {
        OwnedProcess process = Start(context);
        await using ConfiguredAsyncDisposable disposal = process.ConfigureAwait(false);
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var errors = new ExecErrorOutput();
        Task<byte[]> output = ReadOutputAsync(process, reading.Token);
        Task errorReading = errors.ReadAsync(process.StandardError, reading.Token);
        int exitCode = await process.Exited.WaitAsync(cancellationToken).ConfigureAwait(false);

        // A process that the command started may hold the pipes.
        Task needed = exitCode == 0 ? output : Task.WhenAll(output, errorReading);
        await needed.WaitAsync(s_outputGrace, context.TimeProvider, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        bool isHeld = !output.IsCompleted;
        await reading.CancelAsync().ConfigureAwait(false);
        if (output.IsFaulted)
        {
            await output.ConfigureAwait(false);
        }

        return exitCode != 0 ? throw Failed(exitCode, errors.ToString())
            : isHeld ? throw new SourceException(
                $"{Title} ended, but a process that it started holds its standard output open, so the output may be "
                + "incomplete. Redirect the output of that process, for example to /dev/null")
            : await output.ConfigureAwait(false);
    }

    /// <summary>The full path of the folder in which it runs.</summary>
    /// <param name="workspace">Full path of the workspace.</param>
    /// <exception cref="ArgumentException">It is not a path.</exception>
    public string FolderIn(string workspace) =>
        Directory is null ? workspace : UserPath.Resolve(Directory, workspace);

    /// <summary>Finds the executable.</summary>
    /// <param name="folder">Full path of the folder in which it runs.</param>
    /// <param name="environment">The environment with its PATH.</param>
    /// <returns>Its full path.</returns>
    /// <exception cref="SourceException">It does not exist, or cannot be executed.</exception>
    /// <exception cref="ArgumentException">It is not a path.</exception>
    private string FindExecutable(string folder, IReadOnlyDictionary<string, string> environment)
    {
        return TryFindExecutable(folder, environment, out string? file, out string? problem)
            ? file
            : throw new SourceException($"{Title} cannot be run: {problem}");
    }

    /// <summary>Finds why its executable cannot be run. Runs nothing.</summary>
    /// <param name="workspace">Full path of the workspace.</param>
    /// <param name="environment">The environment with its PATH.</param>
    /// <returns>The problem; null if there is none.</returns>
    public string? FindExecutableProblem(string workspace, IReadOnlyDictionary<string, string> environment)
    {
        try
        {
            return TryFindExecutable(FolderIn(workspace), environment, out _, out string? problem) ? null : problem;
        }
        catch (Exception exception) when (
            exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return exception.Message;
        }
    }

    /// <summary>Finds why it cannot be run in its folder.</summary>
    /// <param name="workspace">Full path of the workspace.</param>
    /// <returns>The problem; null if there is none.</returns>
    public string? FindFolderProblem(string workspace)
    {
        try
        {
            string folder = FolderIn(workspace);
            return System.IO.Directory.Exists(folder) ? null
                : File.Exists(folder) ? $"{folder} is a file"
                : $"{folder} does not exist";
        }
        catch (ArgumentException exception)
        {
            return exception.Message;
        }
    }

    /// <summary>Names the command; its arguments may contain secrets.</summary>
    public override string ToString() => Command;

    private bool TryFindExecutable(
        string folder,
        IReadOnlyDictionary<string, string> environment,
        [NotNullWhen(true)] out string? file,
        [NotNullWhen(false)] out string? problem)
    {
        // Left to Process.Start, a relative path would begin in the folder of the host's process.
        string command = UserPath.HasSeparator(Command) ? UserPath.Resolve(Command, folder) : Command;
        return ExecutableFinder.TryFind(command, environment, out file, out problem);
    }

    private async Task<byte[]> ReadOutputAsync(OwnedProcess process, CancellationToken cancellationToken)
    {
        using var output = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        int count;
        while ((count = await process.StandardOutput.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            output.Write(buffer, 0, count);
            if (output.Length > MaximumOutputBytes)
            {
                // It would wait for its output to be read.
                process.Kill();
                throw new SourceException($"{Title} printed more than 1 MiB ({MaximumOutputBytes} bytes)");
            }
        }

        return output.ToArray();
    }

    private OwnedProcess Start(SourceContext context)
    {
        try
        {
            string folder = FolderIn(context.WorkspaceDirectory);
            if (FindFolderProblem(context.WorkspaceDirectory) is { } problem)
            {
                throw new SourceException($"{Title} cannot be run: its folder cannot be used: {problem}");
            }

            string file = FindExecutable(folder, context.Environment);
            if (!UserPath.IsIndependent(Command) && FileOwner.StrangerOf(file) is { } stranger)
            {
                throw OfStranger(file, stranger);
            }

            if (FileOwner.StrangerOfArguments(Arguments, folder) is { } script)
            {
                throw OfStranger(script.File, script.Stranger);
            }

            return OwnedProcess.Start(file, Arguments, folder, context.Environment);
        }
        catch (Exception exception) when (
            exception is Win32Exception or IOException or UnauthorizedAccessException or ArgumentException)
        {
            string reason = EnvironmentLimits.OfSystem.FindProblem(context.Environment) ?? exception.Message;
            throw new SourceException($"{Title} cannot be started: {reason}", exception);
        }
    }

    private SourceException OfStranger(string file, string stranger) =>
        new($"{Title} is not run: the owner of {file} is {stranger}, not you. {FileOwner.Advice(stranger)}");

    private SourceException Failed(int exitCode, string reason) => new(
        $"{Title} ended with exit code {ExitCodeText.Of(exitCode)}{(reason.Length > 0 ? ": " : "")}", lines: reason);
}
