namespace P5.GoPlugin;

/// <summary>One check of one plugin: the processes that it starts, and what it learns from one rule for the next.</summary>
internal sealed class ConformanceSession : IAsyncDisposable
{
    /// <summary>How long the end of a process may trail behind the end of its connection.</summary>
    private static readonly TimeSpan s_exitGrace = TimeSpan.FromMilliseconds(500);

    private readonly List<RunObservations> _observations = [];

    private ConformanceSession(ConformanceOptions options, string command)
    {
        Options = options;
        Command = command;
    }

    internal ConformanceOptions Options { get; }

    /// <summary>The executable's full path.</summary>
    internal string Command { get; }

    /// <summary>The process that most rules share; null before its start, and after a failure that may have harmed it.</summary>
    internal ObservedPlugin? Plugin { get; private set; }

    /// <summary>Whether a process that is started afresh is asked for its stdio, without which some cannot print.</summary>
    internal bool ReadsStdio { get; set; }

    /// <summary>What the processes that the rules shared wrote to their standard error, whole lines.</summary>
    internal IEnumerable<string> ErrorLines => _observations.SelectMany(run => run.ErrorLines);

    /// <exception cref="PluginNotFoundException">There is no such executable.</exception>
    /// <exception cref="PluginChecksumException">The file is not the one that the checksum names.</exception>
    internal static async Task<ConformanceSession> OpenAsync(
        ConformanceOptions options, CancellationToken cancellationToken)
    {
        var launcher = new PluginLauncher(options.Plugin);
        string command = launcher.Find();
        await launcher.CheckSumAsync(command, cancellationToken).ConfigureAwait(false);
        return new ConformanceSession(options, command);
    }

    /// <summary>Starts the process that the rules share.</summary>
    /// <exception cref="PluginStartException">The operating system could not start it.</exception>
    internal ObservedPlugin Start()
    {
        Plugin = ObservedPlugin.Start(Options.Plugin, Command, offersMtls: false);
        _observations.Add(Plugin.Observations);
        return Plugin;
    }

    /// <summary>The process that the rules share, started afresh where the last one has ended.</summary>
    internal async Task<ObservedPlugin> GetPluginAsync(CancellationToken cancellationToken)
    {
        if (Plugin is { IsRunning: true } running)
        {
            return running;
        }

        await DiscardAsync().ConfigureAwait(false);
        ObservedPlugin fresh = Start();
        await fresh.ReadHandshakeAsync(cancellationToken).ConfigureAwait(false);
        await fresh.ConnectAsync(cancellationToken).ConfigureAwait(false);
        if (ReadsStdio)
        {
            fresh.ReadStdio();
        }

        return fresh;
    }

    /// <summary>Ends the process that the rules share, if there is one.</summary>
    internal async Task DiscardAsync()
    {
        if (Plugin is { } plugin)
        {
            Plugin = null;
            await plugin.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Says why a call failed; where the connection broke, what became of the process.</summary>
    internal async Task<string> DescribeAsync(CallException failure)
    {
        if (Plugin is not { } plugin || failure.Cause != CallFailureCause.Connection)
        {
            return Show(failure);
        }

        await Task.WhenAny(plugin.Run.Ended, Task.Delay(s_exitGrace)).ConfigureAwait(false);
        return plugin.IsRunning
            ? $"it cut its connection in the call.{plugin.Run.ErrorSummary}"
            : $"it ended with the exit code {plugin.ExitCode} in the call.{plugin.Run.ErrorSummary}";
    }

    /// <summary>A failed call in one line.</summary>
    internal string Show(CallException failure) => $"{failure.StatusCode}: {Show(failure.Detail)}";

    /// <summary>The plugin's own words, as they may be shown.</summary>
    internal string Show(string words) => Printable.Shorten(Options.Plugin.GuardedRedactor?.Redact(words) ?? words);

    public async ValueTask DisposeAsync() => await DiscardAsync().ConfigureAwait(false);
}
