using Grpc.Core;
using P5.GoPlugin;
using P5.Proto.V0;

namespace P5.Host.Conformance;

/// <summary>Large settings are taken, or refused as gRPC has it; they end nothing.</summary>
/// <param name="session">What is asked.</param>
internal sealed class LargeRequestRule(AuthenticateSession session) : CallRule(
    "LargeRequest",
    "Survives large requests",
    "Take requests of 1 MiB; refuse what is too large with RESOURCE_EXHAUSTED, as gRPC libraries do beyond 4 MiB, and go on serving.",
    AuthenticateRule.RuleId)
{
    /// <summary>A setting that no plugin knows.</summary>
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
