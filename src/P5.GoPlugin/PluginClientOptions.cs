using System.Collections.ObjectModel;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace P5.GoPlugin;

/// <summary>The options of one plugin: how to start it, and where its output goes.</summary>
public sealed record PluginClientOptions
{
    /// <summary>The plugin's executable: a full path, or a name to find on <c>PATH</c>.</summary>
    public required string Command { get; init; }

    /// <summary>The arguments, passed without quoting or expansion. Default: none.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The folder that the plugin runs in. Default: null, the host's current folder.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>
    /// Whether the plugin inherits the host's environment at the time of its start. If false, it gets only
    /// <see cref="Environment"/> and the protocol's variables. Default: true.
    /// </summary>
    public bool InheritsEnvironment { get; init; } = true;

    /// <summary>
    /// Environment variables to set for the plugin; a null value removes one. The protocol's variables (the magic
    /// cookie and <c>PLUGIN_*</c>) take precedence. Default: none.
    /// </summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; }
        = ReadOnlyDictionary<string, string?>.Empty;

    /// <summary>The magic cookie and the versions of the application's protocol.</summary>
    public required HandshakeConfig Handshake { get; init; }

    /// <summary>
    /// The longest time until the host is connected to the plugin; <see cref="Timeout.InfiniteTimeSpan"/> sets no
    /// limit. Default: 60 seconds.
    /// </summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The SHA-256 of the executable, 64 hexadecimal digits in either case. A file with another one is not started.
    /// Default: null, which accepts any file.
    /// </summary>
    public string? Sha256 { get; init; }

    /// <summary>Whether the connection is encrypted. Default: <see cref="MtlsMode.Auto"/>.</summary>
    public MtlsMode Mtls { get; init; } = MtlsMode.Auto;

    /// <summary>The lowest port for a plugin that listens on TCP. Default: 10000.</summary>
    public int MinPort { get; init; } = 10000;

    /// <summary>The highest port for a plugin that listens on TCP. Default: 25000.</summary>
    public int MaxPort { get; init; } = 25000;

    /// <summary>
    /// The folder for the unix sockets. Each plugin gets its own folder inside <c>goplugin-UID</c> there
    /// (<c>goplugin</c> on Windows). A later host with the same folder ends the plugins of a killed host and deletes
    /// their folders. Keep the path short: a socket's path has about 100 bytes, of which 51 are used. Default: null,
    /// the temporary folder, or <c>/tmp</c> if the temporary folder's path is long.
    /// </summary>
    public string? SocketRoot { get; init; }

    /// <summary>
    /// Creates the logger for the host's actions and the plugin's output. The category is the full name of
    /// <see cref="PluginClient"/>. If creating it fails, the start does; an exception of the logger itself is ignored.
    /// The logger must not wait for the plugin. Default: nothing is logged.
    /// </summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>
    /// Called for all output after the handshake and on standard error, in order and never concurrently, on threads of
    /// the pool. The plugin is blocked meanwhile, so it should return quickly. Default: null, for none.
    /// </summary>
    public Action<PluginOutput>? Output { get; init; }

    /// <summary>
    /// Removes secrets from the plugin's texts before they reach <see cref="Output"/>, <see cref="LoggerFactory"/> or a
    /// <see cref="PluginException"/>. If it throws, the whole text is withheld. Default: null, which removes nothing.
    /// </summary>
    public IRedactor? Redactor { get; init; }

    /// <summary>
    /// The largest message in bytes that the plugin may send. A larger one fails its call with
    /// <see cref="StatusCode.ResourceExhausted"/>. gRPC allocates the announced size before the message arrives.
    /// Default: 67108864 (64 MB); null sets no limit.
    /// </summary>
    public int? MaxReceiveMessageSize { get; init; } = 64 * 1024 * 1024;

    /// <summary>
    /// The clock of the timeouts. Waits for the operating system, to end a process or to drain a pipe, use real time.
    /// Default: the system's.
    /// </summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal SafeLogger Logger => new(LoggerFactory);

    /// <summary>Fails before anything is started: later the operating system would, in its own words.</summary>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(LoggerFactory);
        ArgumentNullException.ThrowIfNull(TimeProvider);
        Logger.Open();
        ValidateProcess();
        ValidateHandshake();
        Require(
            StartTimeout == Timeout.InfiniteTimeSpan
                || (StartTimeout > TimeSpan.Zero && StartTimeout <= PluginCall.LongestTimer),
            $"The start timeout is {StartTimeout}. Set a positive one of at most 49 days, or Timeout.InfiniteTimeSpan.",
            nameof(StartTimeout));
        Require(
            MinPort is > 0 and <= ushort.MaxValue && MaxPort >= MinPort && MaxPort <= ushort.MaxValue,
            $"The ports {MinPort} to {MaxPort} are not a range between 1 and {ushort.MaxValue}.",
            nameof(MinPort));
        Require(
            MaxReceiveMessageSize is null or > 0,
            $"The largest message is {MaxReceiveMessageSize} bytes. Set a positive number, or null for no limit.",
            nameof(MaxReceiveMessageSize));
    }

    private void ValidateProcess()
    {
        ArgumentNullException.ThrowIfNull(Arguments);
        ArgumentNullException.ThrowIfNull(Environment);
        Require(IsPath(Command), "The command is empty, or contains a null character.", nameof(Command));
        Require(
            WorkingDirectory is null || IsPath(WorkingDirectory),
            "The working folder is empty, or contains a null character.",
            nameof(WorkingDirectory));
        Require(
            SocketRoot is null || IsPath(SocketRoot),
            "The folder for the sockets is empty, or contains a null character.",
            nameof(SocketRoot));
        Require(
            Arguments.All(argument => argument?.Contains('\0') == false),
            "An argument is null or contains a null character, which no program can receive.",
            nameof(Arguments));
        foreach ((string name, string? value) in Environment)
        {
            Require(
                IsVariable(name) && value?.Contains('\0') != true,
                $"The environment variable '{SafeText.Truncate(name)}' cannot be set: a name is not empty and has no "
                + "'=', and neither it nor its value has a null character.",
                nameof(Environment));
        }
    }

    private void ValidateHandshake()
    {
        ArgumentNullException.ThrowIfNull(Handshake);
        Require(
            Handshake.ProtocolVersions is { Count: > 0 } versions && versions.All(version => version >= 0),
            "The handshake has no protocol version, or a negative one. Set at least one.",
            nameof(Handshake));
        Require(
            IsVariable(Handshake.MagicCookieKey) && Handshake.MagicCookieValue?.Contains('\0') == false,
            "The magic cookie's key is not the name of an environment variable, or its value cannot be one's.",
            nameof(Handshake));
        Require(Enum.IsDefined(Mtls), $"{Mtls} is not a value of {nameof(MtlsMode)}.", nameof(Mtls));
        Require(
            Sha256 is null || PluginExecutable.TryParseChecksum(Sha256, out _),
            "A SHA-256 is 64 hexadecimal digits.",
            nameof(Sha256));
    }

    private static bool IsPath(string? path) => path is { Length: > 0 } && !path.Contains('\0');

    private static bool IsVariable(string? name) =>
        name is { Length: > 0 } && name.AsSpan().IndexOfAny('=', '\0') < 0;

    private static void Require(bool isValid, string message, string option)
    {
        if (!isValid)
        {
            throw new ArgumentException(message, option);
        }
    }
}
