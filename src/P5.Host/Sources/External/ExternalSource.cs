using Google.Protobuf.Collections;
using P5.GoPlugin;
using P5.Proto.V0;
using P5.Sources;

namespace P5.Host;

/// <summary>A plugin in its own process, called over gRPC.</summary>
/// <param name="pool">The running plugins.</param>
/// <param name="plugin">Its configuration.</param>
/// <param name="environment">The environment of its process, if one must be started.</param>
/// <param name="callers">The request whose callers receive what the plugin prints.</param>
internal sealed class ExternalSource(
    PluginPool pool, PluginConfiguration plugin, EnvironmentView environment, object callers)
    : ICredentialSource
{
    /// <inheritdoc />
    /// <exception cref="P5Exception">The plugin could not be called, or its process broke.</exception>
    public async Task<CredentialResult> GetCredentialAsync(
        CredentialRequest request, SourceContext context, CancellationToken cancellationToken)
    {
        try
        {
            var launch = new PluginLaunch
            {
                Plugin = plugin,
                Command = plugin.Reattach is null
                    ? CommandResolver.Resolve(plugin, context.WorkspaceDirectory)
                    : plugin.Name,
                Environment = environment,
            };
            PluginInstance instance = await pool.RentAsync(launch, callers, cancellationToken).ConfigureAwait(false);
            AuthenticateResponse response =
                await CallAsync(instance, ToMessage(request), context, cancellationToken).ConfigureAwait(false);
            return response.Success
                ? CredentialResult.Granted(response.Env, response.TtlSeconds)
                : CredentialResult.Refused(response.Error);
        }
        catch (PluginStartException exception)
            when (EnvironmentLimits.OfSystem.FindProblem(environment.Variables) is { } problem)
        {
            throw PluginErrors.EnvironmentTooLarge(plugin.Name, problem, exception);
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

    private static async Task<AuthenticateResponse> CallAsync(
        PluginInstance instance,
        AuthenticateRequest message,
        SourceContext context,
        CancellationToken cancellationToken)
    {
        bool isInterrupted = false;
        try
        {
            return await new AuthPlugin.AuthPluginClient(instance.Client.CallInvoker)
                .AuthenticateAsync(message, deadline: Deadline(context), cancellationToken: cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or PluginTimeoutException)
        {
            // The state of the process is unknown now: the next call starts another.
            isInterrupted = true;
            await instance.AbandonAsync().ConfigureAwait(false);
            throw;
        }
        finally
        {
            if (!isInterrupted)
            {
                instance.Leave();
            }
        }
    }

    /// <summary>When the answer is due; null for a timeout that goes past the end of the calendar.</summary>
    private static DateTime? Deadline(SourceContext context)
    {
        DateTime now = context.TimeProvider.GetUtcNow().UtcDateTime;
        return context.Timeout < DateTime.MaxValue - now ? now + context.Timeout : null;
    }

    private static AuthenticateRequest ToMessage(CredentialRequest request)
    {
        var message = new AuthenticateRequest
        {
            StackName = request.StackName,
            ProgramName = request.ProgramName,
            SecretsProvider = request.SecretsProvider,
        };
        Fill(message.ProgramConfig, request.ProgramConfig);
        Fill(message.StackConfig, request.StackConfig);
        return message;
    }

    private static void Fill(MapField<string, string> field, IReadOnlyDictionary<string, string> settings)
    {
        foreach ((string name, string value) in settings)
        {
            field.Add(name, value);
        }
    }
}
