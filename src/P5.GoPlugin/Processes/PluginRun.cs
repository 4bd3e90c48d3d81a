namespace P5.GoPlugin;

/// <summary>
/// One plugin's process with all that lives and ends with it: its pipes, which are read to their end, and its
/// socket folder.
/// </summary>
internal sealed class PluginRun : IPluginRun
{
    /// <summary>How long the pipes may last after the process: a child of it can hold them open for good.</summary>
    private static readonly TimeSpan s_drainGrace = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a killed process may take to end. One that hangs in the kernel must not hang the host.</summary>
    private static readonly TimeSpan s_killGrace = TimeSpan.FromSeconds(5);

    private readonly ChildProcess _child;
    private readonly PluginClientOptions _options;
    private readonly IRedactor? _redactor;
    private readonly SocketFolder _socketFolder;
    private readonly RunObservations? _observations;
    private readonly ErrorTail _errorTail;
    private readonly StandardOutputReader _standardOutput;
    private volatile bool _killed;

    /// <param name="options">How to treat the plugin.</param>
    /// <param name="command">The executable's full path.</param>
    /// <param name="child">The process, just started; owned from here on.</param>
    /// <param name="socketFolder">The folder for its socket; deleted with the process's end.</param>
    /// <param name="observations">Takes down what only a check of the plugin wants to know; null for nothing.</param>
    internal PluginRun(
        PluginClientOptions options,
        string command,
        ChildProcess child,
        SocketFolder socketFolder,
        RunObservations? observations = null)
    {
        _options = options;
        _redactor = options.GuardedRedactor;
        _child = child;
        _socketFolder = socketFolder;
        _observations = observations;
        Command = command;
        Name = Path.GetFileNameWithoutExtension(command);
        _errorTail = new ErrorTail(_redactor);
        Output = new OutputDispatcher(Name, options.Logger, options.Output, _redactor);
        _standardOutput = new StandardOutputReader(
            new TextChannel(piece => Output.Dispatch(
                new PluginOutput(PluginOutputSource.Stdout, PluginLogLevel.Information, piece.Text)
                {
                    IsPartial = !piece.EndsLine,
                })),
            options.TimeProvider);
        options.Logger.Started(Name, ProcessId);
        Note();
        Ended = EndAsync();
    }

    internal string Command { get; }

    public string Title => $"'{Command}'";

    public string Name { get; }

    /// <summary>The folder that the plugin was given for its socket.</summary>
    internal string SocketFolder => _socketFolder.Path;

    public int ProcessId => _child.Id;

    public OutputDispatcher Output { get; }

    /// <summary>What the plugin printed first. Never fails.</summary>
    internal Task<FirstLine> FirstLine => _standardOutput.FirstLine;

    /// <summary>Completes as soon as the process has ended.</summary>
    public Task Exited => _child.Exited;

    /// <summary>Completes when the process has ended, its pipes are read and its folder is gone. Never fails.</summary>
    public Task Ended { get; }

    public TimeSpan OutputGrace => s_drainGrace;

    public bool IsOwned => true;

    /// <summary>The unix socket that the host is connected to; null for TCP, and before there is a connection.</summary>
    internal string? SocketPath { get; set; }

    public string ErrorSummary => _errorTail.Summary();

    public string AfterCrash => "Try again, which starts the plugin anew; if it ends again, look at its error output.";

    public string Redact(string words) => _redactor?.Redact(words) ?? words;

    public PluginFailure Failure(string recommendedAction) => new(Command, recommendedAction)
    {
        ProcessId = ProcessId,
        ExitCode = !_killed && _child.Exited.IsCompletedSuccessfully ? _child.Exited.Result : null,
        RecentErrorOutput = _errorTail.Snapshot(),
    };

    /// <summary>Ends the process tree, if it still runs, and waits until nothing is left of it.</summary>
    public async Task KillAsync()
    {
        if (!_child.Exited.IsCompleted)
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
        catch (TimeoutException failure)
        {
            _options.Logger.KillFailed(failure, Name, ProcessId);
        }
    }

    private async Task EndAsync()
    {
        using var drained = new CancellationTokenSource();
        var standardError = new StandardErrorReader(Output, _errorTail, _observations);

        // Standard error on another thread: a plugin that has logged already must not wait with its handshake for that.
        Task pipes = Task.WhenAll(
            ReadPipeAsync(_standardOutput.RunAsync(_child.StandardOutput, drained.Token)),
            ReadPipeAsync(Task.Run(() => standardError.RunAsync(_child.StandardError, drained.Token), CancellationToken.None)));
        int exitCode = await _child.Exited.ConfigureAwait(false);
        drained.CancelAfter(s_drainGrace);
        await pipes.ConfigureAwait(false);
        if (_observations is not null)
        {
            await _observations
                .LookAroundAsync(_socketFolder.Path, SocketPath, pipesAreHeld: drained.IsCancellationRequested)
                .ConfigureAwait(false);
        }

        _child.Dispose();
        Delete(_socketFolder.Path, _socketFolder.Delete);
        if (SocketPath is { } socket && IsOldLibrarysSocket(socket))
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
        catch (IOException failure)
        {
            _options.Logger.PipeFailed(failure, Name);
        }
    }

    /// <summary>
    /// Go's library before 1.5 makes its socket in the temporary folder, whatever folder it is given, and leaves it
    /// there when the plugin dies. Any other socket belongs to somebody who may still want it.
    /// </summary>
    internal static bool IsOldLibrarysSocket(string path) =>
        Path.GetDirectoryName(path) == Path.TrimEndingDirectorySeparator(Path.GetTempPath())
        && Path.GetFileName(path).StartsWith("plugin", StringComparison.Ordinal);

    /// <summary>The plugin runs as well without the note.</summary>
    private void Note()
    {
        try
        {
            _socketFolder.Note(ProcessId);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _options.Logger.NoteFailed(failure, Name, ProcessId);
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
            // The plugin, or with it its folder, was faster.
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _options.Logger.DeleteFailed(failure, Name, path);
        }
    }
}
