using Grpc.Core;
using P5.GoPlugin;
using P5.GoPlugin.Checks;
using P5.Proto.V0;

namespace P5.Checks;

/// <summary>
/// Large settings are accepted, or rejected with gRPC's status for it. The plugin continues to serve.
/// </summary>
internal sealed class LargeRequestRule(AuthenticateSession session) : CallRule(
    "LargeRequest",
    "Survives large requests",
    "Accept requests of 1 MiB. Refuse larger ones with RESOURCE_EXHAUSTED if necessary, as gRPC libraries do above "
    + "4 MiB, and continue to serve.",
    AuthenticateRule.RuleId)
{
    /// <summary>The name is unlikely to be a setting of the plugin.</summary>
    private const string Setting = "p5-test-of-large-requests";

    private const int Mebibyte = 1024 * 1024;

    protected override async Task<RuleFinding> TryAsync(CallInvoker plugin, CancellationToken cancellationToken)
    {
        await session.AskAsync(plugin, cancellationToken, Request(1)).ConfigureAwait(false);
        string more = await AskForMoreAsync(plugin, cancellationToken).ConfigureAwait(false);
        await session.AskAsync(plugin, cancellationToken).ConfigureAwait(false);
        return RuleFinding.Pass($"1 MiB was answered, 5 MiB {more}, and a small request after them too");
    }

    private async Task<string> AskForMoreAsync(CallInvoker plugin, CancellationToken cancellationToken)
    {
        try
        {
            await session.AskAsync(plugin, cancellationToken, Request(5)).ConfigureAwait(false);
            return "too";
        }
        catch (PluginRpcException failure) when (failure.StatusCode == StatusCode.ResourceExhausted)
        {
            return $"refused with {failure.StatusCode}";
        }
    }

    private AuthenticateRequest Request(int mebibytes)
    {
        AuthenticateRequest request = session.Request.Clone();
        request.ProgramConfig[Setting] = new string('x', mebibytes * Mebibyte);
        return request;
    }
}
