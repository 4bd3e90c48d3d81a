namespace P5.GoPlugin.Checks;

/// <summary>The state of one run of the suite: the plugin's processes, and what one rule passes to the next.</summary>
internal sealed class ConformanceSession : IAsyncDisposable
{
    /// <summary>How long the process may outlive its connection when it ends.</summary>
    private static readonly TimeSpan s_exitGrace = TimeSpan.FromMilliseconds(500);

    private readonly List<ProcessTrace> _traces = [];
    private readonly OutputRedactor _redactor;

    private ConformanceSession(ConformanceOptions options, string command)
    {
        Options = options;
        Command = command;
        _redactor = new OutputRedactor(options.Plugin.Redactor, options.Plugin.Logger);
    }

    internal ConformanceOptions Options { get; }

    /// <summary>The executable's full path.</summary>
    internal string Command { get; }

    /// <summary>
    /// The process that most rules share; null before its start, and after a failure that may affect it.
    /// </summary>
    internal ObservedPlugin? Plugin { get; private set; }

    /// <summary>
    /// Whether the stdio of a restarted process is read. Some plugins block on output otherwise.
    /// </summary>
    internal bool ReadsStdio { get; set; }

    /// <summary>The whole lines on standard error of the processes that rules shared.</summary>
    internal IEnumerable<string> ErrorLines => _traces.SelectMany(trace => trace.ErrorLines);

    /// <exception cref="PluginNotFoundException">The executable does not exist or cannot be executed.</exception>
    /// <exception cref="PluginChecksumException">The file does not have the expected checksum.</exception>
    internal static async Task<ConformanceSession> OpenAsync(
        ConformanceOptions options, CancellationToken cancellationToken)
    {
        string command = PluginExecutable.Find(options.Plugin);
        await PluginExecutable.VerifyAsync(options.Plugin, command, cancellationToken).ConfigureAwait(false);
        return new ConformanceSession(options, command);
    }

    /// <summary>Starts the process that the rules share.</summary>
    /// <exception cref="PluginStartException">The operating system could not start it.</exception>
    internal ObservedPlugin Start()
    {
        Plugin = ObservedPlugin.Start(Options.Plugin, Command, offersMtls: false);
        _traces.Add(Plugin.Trace);
        return Plugin;
    }

    /// <summary>The process that the rules share, restarted if it has ended.</summary>
    internal async Task<ObservedPlugin> GetPluginAsync(CancellationToken cancellationToken)
    {
        if (Plugin is { IsRunning: true } running)
        {
            return running;
        }

        await DiscardAsync().ConfigureAwait(false);
        ObservedPlugin restarted = Start();
        await restarted.ReadHandshakeAsync(cancellationToken).ConfigureAwait(false);
        await restarted.ConnectAsync(cancellationToken).ConfigureAwait(false);
        if (ReadsStdio)
        {
            restarted.ReadStdio();
        }

        return restarted;
    }

    /// <summary>Kills the process that the rules share, if there is one.</summary>
    internal async Task DiscardAsync()
    {
        if (Plugin is { } plugin)
        {
            Plugin = null;
            await plugin.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Describes a failed call; after a lost connection, the state of the process.</summary>
    internal async Task<string> DescribeAsync(CallException failure)
    {
        if (Plugin is not { } plugin || failure.Cause != CallFailureCause.Connection)
        {
            return Show(failure);
        }

        await Task.WhenAny(plugin.Handle.Ended, Task.Delay(s_exitGrace)).ConfigureAwait(false);
        return plugin.IsRunning
            ? $"it closed its connection during the call.{plugin.Handle.ErrorSummary}"
            : $"it ended with the exit code {ExitCodeText.Of(plugin.Handle.ExitCode)} during the call."
                + plugin.Handle.ErrorSummary;
    }

    internal string Show(CallException failure) => $"{failure.StatusCode}: {Show(failure.Detail)}";

    /// <summary>Redacts and truncates a text of the plugin.</summary>
    internal string Show(string text) => SafeText.Truncate(_redactor.Redact(text));

    public async ValueTask DisposeAsync() => await DiscardAsync().ConfigureAwait(false);
}
