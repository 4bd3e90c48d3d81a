using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using P5.GoPlugin;

namespace P5.Host;

/// <summary>What a host is built on.</summary>
public sealed record P5HostOptions
{
    /// <summary>The clock of lifetimes and timeouts; the system's by default.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The environment that credentials are applied to; this process's by default.</summary>
    public IEnvironmentVariables Environment { get; init; } = new ProcessEnvironment();

    /// <summary>
    /// Full path of the folder for the user's state between sessions; it need not exist. Default: <c>p5</c> in
    /// <c>XDG_STATE_HOME</c>, else in <c>~/.local/state</c> on Linux, and in the local application data on Windows and
    /// macOS.
    /// </summary>
    public string StateDirectory { get; init; } = UserState.DefaultDirectory();

    /// <summary>
    /// Full path of the user's folder for the time of a login, where files of credentials are; null if there is none:
    /// then they are in <see cref="StateDirectory"/>. Default: <c>XDG_RUNTIME_DIR</c>. One that others can enter is not
    /// used.
    /// </summary>
    public string? RuntimeDirectory { get; init; } =
        System.Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR");

    /// <summary>
    /// How the stack is found that the auto environment applies; from the process's environment by default.
    /// </summary>
    public StackSelectorOptions StackSelection { get; init; } = new();

    /// <summary>Creates the logger for the implementation of the plugin protocol. Default: nothing is logged.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>
    /// Receives what plugins print while they are not called: the plugin's name and the message. What a plugin printed
    /// before its answer may arrive here, because log and answer arrive separately. Called from any thread, one message
    /// at a time for each process; the last call precedes the end of the host's disposal. Null stores them for the next
    /// caller.
    /// </summary>
    public Action<string, PluginOutput>? Output { get; init; }

    /// <summary>
    /// The files of plugins for the plugins after them, which the caller disposes. Null, the default, for files that
    /// end with the host.
    /// </summary>
    public VariableFiles? Files { get; init; }

    internal CredentialFolder CredentialFolder() => new(StateDirectory, RuntimeDirectory);

    /// <summary>The number of iterations that derive a key from a passphrase. A test needs no strong key.</summary>
    internal int PassphraseIterations { get; init; } = PassphraseVault.DefaultIterations;

    /// <summary>Connects to a plugin that another program started.</summary>
    internal Func<ReattachConfig, PluginClientOptions, CancellationToken, Task<PluginClient>> Attach { get; init; } =
        PluginClient.AttachAsync;
}
