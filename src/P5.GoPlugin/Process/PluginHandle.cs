using System.Net.Sockets;

namespace P5.GoPlugin;

/// <summary>
/// One plugin's process and what lives and ends with it: its pipes, which are read to their end, and its socket folder.
/// </summary>
internal sealed class PluginHandle : IPluginHandle
{
    /// <summary>How long the pipes may outlive the process: a child of it can hold them open forever.</summary>
    private static readonly TimeSpan s_drainGrace = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How long a killed process may take to end. One that hangs in the kernel must not hang the host.
    /// </summary>
    private static readonly TimeSpan s_killGrace = TimeSpan.FromSeconds(5);

    private readonly ChildProcess _child;
    private readonly PluginClientOptions _options;
    private readonly SocketFolder _socketFolder;
    private readonly IProcessObserver? _observer;
    private readonly ErrorTail _errorTail;
    private readonly StandardOutputReader _standardOutput;
    private volatile bool _killed;

    /// <param name="options">The plugin's options.</param>
    /// <param name="command">The executable's full path.</param>
    /// <param name="child">The process, just started; owned from here on.</param>
    /// <param name="socketFolder">The folder for its socket; deleted when the process ends.</param>
    /// <param name="observer">Observes the process for a check; null for none.</param>
    internal PluginHandle(
        PluginClientOptions options,
        string command,
        ChildProcess child,
        SocketFolder socketFolder,
        IProcessObserver? observer = null)
    {
        _options = options;
        _child = child;
        _socketFolder = socketFolder;
        _observer = observer;
        Command = command;
        Name = Path.GetFileNameWithoutExtension(command);
        Output = new OutputDispatcher(Name, options);
        _errorTail = new ErrorTail(Output.Redactor);
        _standardOutput = new StandardOutputReader(
            Output.CreateStream(PluginOutputSource.Stdout), options.TimeProvider);
        options.Logger.Started(Name, ProcessId);
        RecordPid();
        Ended = EndAsync();
    }

    internal string Command { get; }

    public string Title => $"'{Command}'";

    public string Name { get; }

    /// <summary>The folder that the plugin was given for its socket.</summary>
    internal string SocketFolder => _socketFolder.Path;

    public int ProcessId => _child.Id;

    public OutputDispatcher Output { get; }

    /// <summary>The first line on standard output. Never fails.</summary>
    internal Task<FirstLine> FirstLine => _standardOutput.FirstLine;

    public Task Exited => _child.Exited;

    public bool HasExited => _child.HasExited;

    public Task Ended { get; }

    public TimeSpan OutputGrace => s_drainGrace;

    public bool IsOwned => true;

    /// <summary>The unix socket of the handshake; null for TCP, and before there is a handshake.</summary>
    internal string? SocketPath { get; set; }

    /// <summary>The exit code; null while the process runs, and if the host killed it.</summary>
    internal int? ExitCode => !_killed && _child.Exited.IsCompletedSuccessfully ? _child.Exited.Result : null;

    public string ErrorSummary => _errorTail.Summary();

    public string AfterCrash =>
        "Try again; the plugin will be restarted. If it ends again, read its error output.";

    public PluginFailure Failure(string recommendedAction) => new(Command, recommendedAction)
    {
        ProcessId = ProcessId,
        ExitCode = ExitCode,
        RecentErrorOutput = _errorTail.Snapshot(),
    };

    public async Task KillAsync()
    {
        if (!HasExited)
        {
            _killed = true;
            try
            {
                _child.KillTree();
            }
            catch (Exception failure) when (failure is System.ComponentModel.Win32Exception or AggregateException)
            {
                _options.Logger.KillFailed(failure, Name, ProcessId);
            }
        }

        try
        {
            await Ended.WaitAsync(s_killGrace).ConfigureAwait(false);
        }
        catch (TimeoutException) when (_child.Exited.IsCompleted)
        {
            _options.Logger.OutputBlocked(Name);
        }
        catch (TimeoutException failure)
        {
            _options.Logger.KillFailed(failure, Name, ProcessId);
        }
    }

    private async Task EndAsync()
    {
        using var drained = new CancellationTokenSource();
        var standardError = new StandardErrorReader(Output, _errorTail, _observer);

        // On another thread: log lines that are already there must not delay the handshake.
        Task errorReading = Task.Run(
            () => standardError.RunAsync(_child.StandardError, drained.Token), CancellationToken.None);
        Task pipes = Task.WhenAll(
            ReadPipeAsync(_standardOutput.RunAsync(_child.StandardOutput, drained.Token)),
            ReadPipeAsync(errorReading));
        int exitCode = await _child.Exited.ConfigureAwait(false);
        drained.CancelAfter(s_drainGrace);
        await pipes.ConfigureAwait(false);
        if (_observer is not null)
        {
            await _observer
                .OnEndedAsync(_socketFolder.Path, SocketPath, pipesAreHeld: drained.IsCancellationRequested)
                .ConfigureAwait(false);
        }

        _child.Dispose();
        Delete(_socketFolder.Path, _socketFolder.Delete);
        if (SocketPath is { } socket
            && IsSocketOfOldLibrary(socket)
            && await IsAbandonedAsync(socket).ConfigureAwait(false))
        {
            Delete(socket, () => File.Delete(socket));
        }

        _options.Logger.Ended(Name, ProcessId, exitCode);
    }

    private async Task ReadPipeAsync(Task reading)
    {
        try
        {
            await reading.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _options.Logger.PipeAbandoned(Name);
        }
        catch (Exception failure)
        {
            // Any failure: the cleanup after the process must still run.
            _options.Logger.PipeFailed(failure, Name);
        }
    }

    /// <summary>
    /// Go's library before 1.5 creates its socket in the temporary folder, whatever folder it is given, and leaves it
    /// behind when the plugin dies. Any other socket may be in use by another program.
    /// </summary>
    internal static bool IsSocketOfOldLibrary(string path) =>
        Path.GetDirectoryName(path) == Path.TrimEndingDirectorySeparator(Path.GetTempPath())
        && Path.GetFileName(path).StartsWith("plugin", StringComparison.Ordinal);

    /// <summary>
    /// Whether a file can be a socket, which is empty, and nothing is listening on it. The handshake of a rejected
    /// plugin can name any file.
    /// </summary>
    private static async Task<bool> IsAbandonedAsync(string path)
    {
        if (new FileInfo(path) is not { Exists: true, Length: 0 })
        {
            return false;
        }

        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path)).ConfigureAwait(false);
            return false;
        }
        catch (SocketException failure)
        {
            return failure.SocketErrorCode == SocketError.ConnectionRefused;
        }
    }

    /// <summary>A failure is logged only: the plugin runs as well without the record.</summary>
    private void RecordPid()
    {
        try
        {
            _socketFolder.RecordPid(ProcessId);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _options.Logger.RecordFailed(failure, Name, ProcessId);
        }
    }

    private void Delete(string path, Action delete)
    {
        try
        {
            delete();
        }
        catch (DirectoryNotFoundException)
        {
            // The plugin deleted it first.
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _options.Logger.DeleteFailed(failure, Name, path);
        }
    }
}
