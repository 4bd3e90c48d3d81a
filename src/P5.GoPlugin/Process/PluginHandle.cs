namespace P5.GoPlugin;

/// <summary>
/// One plugin's process and what lives and ends with it: its pipes, which are read to their end, and its socket folder.
/// </summary>
internal sealed class PluginHandle : IPluginHandle
{
    /// <summary>How long the pipes may outlive the process: a child of it can hold them open forever.</summary>
    private static readonly TimeSpan s_drainGrace = TimeSpan.FromMilliseconds(500);

    private readonly ChildProcess _child;
    private readonly PluginClientOptions _options;
    private readonly SocketFolder _socketFolder;
    private readonly IProcessObserver? _observer;
    private readonly ErrorTail _errorTail;
    private readonly StandardOutputReader _standardOutput;
    private volatile bool _killed;
    private volatile bool _mayLeaveChildren;
    private string? _socketPath;

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
        _socketFolder.RecordPid(ProcessId, Name, _options.Logger);
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

    /// <summary>
    /// Whether the processes that the plugin started continue if it exits with the exit code 0, such as the browser of
    /// a login. True while it serves and is not killed.
    /// </summary>
    internal bool MayLeaveChildren
    {
        get => _mayLeaveChildren;
        set => _mayLeaveChildren = value;
    }

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

    /// <summary>Sets the unix socket of the handshake.</summary>
    internal void SetSocket(string path)
    {
        _socketPath = path;
        if (OldLibrarySocket.Is(path))
        {
            _socketFolder.RecordSocket(path, Name, ProcessId, _options.Logger);
        }
    }

    public async Task KillAsync()
    {
        if (!HasExited)
        {
            MayLeaveChildren = false;
            _killed = true;
            _child.KillTree(Name, _options.Logger);
        }

        try
        {
            await Ended.WaitAsync(ChildProcess.KillGrace).ConfigureAwait(false);
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
        await Task.WhenAny(pipes, Task.Delay(s_drainGrace)).ConfigureAwait(false);
        bool areHeld = !pipes.IsCompleted;
        await drained.CancelAsync().ConfigureAwait(false);
        await pipes.ConfigureAwait(false);
        if (_observer is not null)
        {
            await _observer.OnEndedAsync(_socketFolder.Path, _socketPath, pipesAreHeld: areHeld).ConfigureAwait(false);
        }

        bool isAllEnded = (MayLeaveChildren && exitCode == 0)
            || (_child.TryKillDescendants(Name, _options.Logger)
                && _socketFolder.TryKillRemains(Name, _options.Logger));
        _child.Dispose();

        // Otherwise the record stays for the next host.
        if (isAllEnded)
        {
            _socketFolder.TryDelete(Name, _options.Logger);
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
}
