using P5.GoPlugin;
using P5.Proto.V0;

namespace P5.Host;

/// <summary>A plugin in a process of its own, asked over gRPC.</summary>
/// <param name="pool">Where its process is kept.</param>
/// <param name="plugin">Its configuration.</param>
/// <param name="context">What it is asked for.</param>
/// <param name="environment">What a process that has to be started gets of the host's own environment.</param>
/// <param name="inheritedVariables">What it gets on top.</param>
/// <param name="timeout">The longest that the answer may take; null sets no limit.</param>
/// <param name="timeProvider">The clock of the timeout.</param>
/// <param name="output">Takes what the plugin prints meanwhile.</param>
internal sealed class ExternalPlugin(
    PluginPool pool,
    PluginConfiguration plugin,
    AuthenticationContext context,
    EnvironmentView environment,
    IReadOnlyDictionary<string, string> inheritedVariables,
    TimeSpan? timeout,
    TimeProvider timeProvider,
    Action<PluginOutput> output) : IAuthenticator
{
    /// <inheritdoc />
    public async Task<PluginCredential> AuthenticateAsync(
        AuthenticateRequest request, Func<AuthenticateResponse, PluginCredential> accept, CancellationToken cancellationToken)
    {
        var launch = new PluginLaunch
        {
            PluginName = plugin.Name,
            Reattach = plugin.Reattach,
            Command = plugin.Reattach is null ? CommandResolver.Resolve(plugin, context.WorkspaceDirectory) : plugin.Name,
            Arguments = plugin.Arguments,
            Context = context,
            Environment = environment,
            InheritedVariables = inheritedVariables,
            Sha256 = plugin.Sha256,
            Mtls = (MtlsMode)plugin.Mtls,
            StartTimeout = plugin.StartTimeout,
            IdleTimeout = plugin.IdleTimeout,
        };
        try
        {
            using PluginLease lease = await pool.RentAsync(launch, output, cancellationToken).ConfigureAwait(false);
            try
            {
                return accept(await new AuthPlugin.AuthPluginClient(lease.Client.CallInvoker)
                    .AuthenticateAsync(request, deadline: Deadline(), cancellationToken: cancellationToken)
                    .ConfigureAwait(false));
            }
            catch (Exception exception) when (exception is OperationCanceledException or PluginTimeoutException)
            {
                // The next call gets a fresh process.
                await lease.AbandonAsync().ConfigureAwait(false);
                throw;
            }
        }
        catch (PluginException exception)
        {
            throw plugin.Reattach is null
                ? PluginErrors.Translate(plugin.Name, exception)
                : PluginErrors.TranslateAttached(plugin.Name, exception);
        }
        catch (ObjectDisposedException exception)
        {
            throw PluginErrors.Stopped(plugin.Name, exception);
        }
    }

    /// <summary>When the answer must be there, on the clock of the client; null for a timeout that no calendar holds.</summary>
    private DateTime? Deadline()
    {
        DateTime now = timeProvider.GetUtcNow().UtcDateTime;
        return timeout < DateTime.MaxValue - now ? now + timeout : null;
    }
}
