using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace P5.Plugin;

/// <summary>
/// Runs a plugin: the last line of a plugin's program is <c>return await PluginServer.ServeAsync(...)</c>.
/// </summary>
/// <remarks>
/// Until the plugin ends, <see cref="Console.Out"/> and <see cref="Console.Error"/> go to the host, which shows them to
/// the user. Writing never blocks: if the host does not read, 4 MiB are buffered and the oldest output is dropped.
/// <para>
/// With the argument <c>--p5-debug</c> a plugin serves without a host, for debugging: it prints the value of
/// <c>P5_REATTACH_PLUGINS</c> with which hosts attach to it, and runs until Ctrl+C. Its console output also appears in
/// the terminal.
/// </para>
/// </remarks>
public static class PluginServer
{
    private const int ExitSuccess = 0;
    private const int ExitRefused = 1;

    /// <summary>Serves a plugin until the host sends Shutdown or ends.</summary>
    /// <param name="plugin">Answers the host.</param>
    /// <param name="cancellationToken">Ends the plugin like Shutdown.</param>
    /// <returns>
    /// The exit code for the process: 0 after serving; 1, with a message on stderr, if it was not started by a host of
    /// this kind of plugin or the host cannot be served.
    /// </returns>
    public static Task<int> ServeAsync(IAuthPlugin plugin, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plugin);
        return ServeAsync(For(_ => plugin), cancellationToken);
    }

    /// <summary>Serves a plugin that logs, until the host sends Shutdown or ends.</summary>
    /// <param name="createPlugin">
    /// Creates the plugin, once, after the host's handshake was accepted. The host receives log entries with their
    /// level: the message, and the values of its placeholders as fields in camel case. Placeholders at the very end of
    /// a template, as in <c>authenticated {Stack} {Calls}</c>, are fields only and not part of the message.
    /// </param>
    /// <param name="cancellationToken">Ends the plugin like Shutdown.</param>
    /// <inheritdoc cref="ServeAsync(IAuthPlugin, CancellationToken)" path="/returns"/>
    public static Task<int> ServeAsync(
        Func<ILogger, IAuthPlugin> createPlugin, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(createPlugin);
        return ServeAsync(For(createPlugin), cancellationToken);
    }

    /// <summary>
    /// Serves the plugin's own gRPC services, with or without an <see cref="IAuthPlugin"/>, until the host sends
    /// Shutdown or ends.
    /// </summary>
    /// <param name="options">The plugin's services.</param>
    /// <param name="cancellationToken">Ends the plugin like Shutdown.</param>
    /// <exception cref="ArgumentException">A part of the options' handshake is empty.</exception>
    /// <exception cref="InvalidOperationException">
    /// The handshake is p5's, but no <see cref="IAuthPlugin"/> is registered; or a service is mapped twice.
    /// </exception>
    /// <inheritdoc cref="ServeAsync(IAuthPlugin, CancellationToken)" path="/returns"/>
    public static async Task<int> ServeAsync(
        PluginServerOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Handshake?.Validate();
        try
        {
            HostInvitation invitation = HostInvitation.Read(
                Environment.GetEnvironmentVariable, Environment.GetCommandLineArgs().Skip(1), options.Handshake);
            await PluginSession.RunAsync(invitation, options, TimeProvider.System, cancellationToken)
                .ConfigureAwait(false);
            return ExitSuccess;
        }
        catch (PluginRefusedException e)
        {
            await Console.Error.WriteLineAsync(e.Message).ConfigureAwait(false);
            return ExitRefused;
        }
    }

    /// <summary>The options of a plugin that serves p5 only.</summary>
    internal static PluginServerOptions For(Func<ILogger, IAuthPlugin> createPlugin) => new()
    {
        ConfigureServices = services => services.AddSingleton(
            provider => createPlugin(provider.GetRequiredService<ILogger>())),
    };
}
