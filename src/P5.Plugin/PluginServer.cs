using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using P5.Plugin.Startup;

namespace P5.Plugin;

/// <summary>Runs a plugin: the last line of a plugin's program is <c>return await PluginServer.ServeAsync(...)</c>.</summary>
/// <remarks>
/// Until it ends, <see cref="Console.Out"/> and <see cref="Console.Error"/> go to the host, which shows them to the
/// user. Up to 4 MiB wait for a host that does not read; then the oldest output is dropped, and writing never blocks.
/// <para>
/// With the argument <c>--p5-debug</c> a plugin serves without a host, under its author's debugger: it prints the value
/// of <c>P5_REATTACH_PLUGINS</c> that leads hosts to it and goes on until Ctrl+C, whatever they do. What it writes to the
/// console then appears there too.
/// </para>
/// </remarks>
public static class PluginServer
{
    private const int ExitSuccess = 0;
    private const int ExitRefused = 1;

    /// <summary>Serves a plugin until the host tells it to end or is gone.</summary>
    /// <param name="plugin">What answers the host.</param>
    /// <param name="cancellationToken">Ends the plugin as the host would.</param>
    /// <returns>
    /// The exit code for the process: 0 after serving; 1, with a notice on stderr, when no host of the plugin's kind
    /// started it or the host cannot be served.
    /// </returns>
    public static Task<int> ServeAsync(IAuthPlugin plugin, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plugin);
        return ServeAsync(For(_ => plugin), cancellationToken);
    }

    /// <summary>Serves a plugin that logs, until the host tells it to end or is gone.</summary>
    /// <param name="createPlugin">
    /// Makes the plugin, once, after it is clear that a host wants it. What it logs arrives at the host by level: the
    /// message, and the values of its placeholders as fields in camel case. Placeholders at the very end of a template,
    /// as in <c>authenticated {Stack} {Calls}</c>, are left out of the message and become fields only.
    /// </param>
    /// <param name="cancellationToken">Ends the plugin as the host would.</param>
    /// <inheritdoc cref="ServeAsync(IAuthPlugin, CancellationToken)" path="/returns"/>
    public static Task<int> ServeAsync(
        Func<ILogger, IAuthPlugin> createPlugin, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(createPlugin);
        return ServeAsync(For(createPlugin), cancellationToken);
    }

    /// <summary>
    /// Serves gRPC services of the plugin's own, with or without an <see cref="IAuthPlugin"/>, until the host asks the
    /// plugin to end or is gone.
    /// </summary>
    /// <param name="options">What the plugin serves.</param>
    /// <param name="cancellationToken">Ends the plugin as the host would.</param>
    /// <exception cref="ArgumentException">A part of the options' handshake is empty.</exception>
    /// <exception cref="InvalidOperationException">
    /// The handshake is p5's, but no <see cref="IAuthPlugin"/> is registered.
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

    /// <summary>The options of a plugin that serves nothing but p5.</summary>
    internal static PluginServerOptions For(Func<ILogger, IAuthPlugin> createPlugin) => new()
    {
        ConfigureServices = services => services.AddSingleton(
            provider => createPlugin(provider.GetRequiredService<ILogger>())),
    };
}
