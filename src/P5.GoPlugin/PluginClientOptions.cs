using System.Collections.ObjectModel;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace P5.GoPlugin;

/// <summary>How to start one plugin and how to treat it.</summary>
public sealed record PluginClientOptions
{
    /// <summary>The plugin's executable: a full path, or a name to look up on <c>PATH</c>.</summary>
    public required string Command { get; init; }

    /// <summary>The arguments, each passed as it is. Default: none.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The folder that the plugin runs in. Default: null, the host's current folder.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>
    /// Whether the plugin gets the host's own environment, as it is when the plugin starts. Default: true; false leaves
    /// it with <see cref="Environment"/> and the protocol's own variables.
    /// </summary>
    public bool InheritsEnvironment { get; init; } = true;

    /// <summary>
    /// Variables added to the host's own environment for the plugin; null removes one. The protocol's own
    /// variables (the magic cookie and <c>PLUGIN_*</c>) win over these. Default: none.
    /// </summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; }
        = ReadOnlyDictionary<string, string?>.Empty;

    /// <summary>The magic cookie and the versions of the application's protocol.</summary>
    public required HandshakeConfig Handshake { get; init; }

    /// <summary>How long the plugin may take until the host is connected to it. Default: 60 seconds.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The SHA-256 of the executable, 64 hexadecimal digits of either case; another file is not started.
    /// Default: null, any file.
    /// </summary>
    public string? Sha256 { get; init; }

    /// <summary>Whether the connection is encrypted. Default: <see cref="MtlsMode.Auto"/>.</summary>
    public MtlsMode Mtls { get; init; } = MtlsMode.Auto;

    /// <summary>The lowest port for a plugin that listens on TCP. Default: 10000.</summary>
    public int MinPort { get; init; } = 10000;

    /// <summary>The highest port for a plugin that listens on TCP. Default: 25000.</summary>
    public int MaxPort { get; init; } = 25000;

    /// <summary>
    /// The folder in which each plugin gets a folder of its own for its unix socket, inside <c>goplugin-UID</c>
    /// (<c>goplugin</c> on Windows). What a killed host left there is ended and deleted by the next host that is given
    /// the same folder. Keep it short: a socket's path has about 100 bytes, of which 51 are taken. Default: null, the
    /// temporary folder, or <c>/tmp</c> where that one's path is long.
    /// </summary>
    public string? SocketRoot { get; init; }

    /// <summary>
    /// Makes the logger for what the host does and for everything that the plugin writes, under the category of
    /// <see cref="PluginClient"/>. Default: nothing is logged.
    /// </summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>
    /// Called for everything that the plugin writes after its handshake and on standard error, in order and never
    /// twice at once, on threads of the pool. The plugin waits while it runs, so it should be quick. Default: null.
    /// </summary>
    public Action<PluginOutput>? Output { get; init; }

    /// <summary>
    /// Takes out of what the plugin says what nobody shall see, before it reaches <see cref="Output"/>,
    /// <see cref="LoggerFactory"/> or a <see cref="PluginException"/>. If it throws, the whole text
    /// is withheld. Default: null, nothing is taken out.
    /// </summary>
    public IRedactor? Redactor { get; init; }

    /// <summary>
    /// The size in bytes of the largest message that the plugin may send; a larger one fails its call with
    /// <see cref="StatusCode.ResourceExhausted"/>. gRPC allocates the size that a message announces before the message
    /// itself comes. Default: 67108864 (64 MB); null sets no limit.
    /// </summary>
    public int? MaxReceiveMessageSize { get; init; } = 64 * 1024 * 1024;

    /// <summary>
    /// The clock of the timeouts. Moments given to the operating system, to end a process or to drain a pipe, pass
    /// in real time. Default: the system's.
    /// </summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal IRedactor? GuardedRedactor => Redactor is null ? null : new GuardedRedactor(Redactor, Logger);

    internal ILogger Logger => LoggerFactory.CreateLogger(typeof(PluginClient).FullName!);
}
