using Microsoft.Extensions.Logging;
using P5.Plugin;

namespace DevEnv;

/// <summary>Returns a stack's state backend and the passphrase of its secrets.</summary>
internal sealed partial class DevEnvPlugin(ILogger logger) : IAuthPlugin
{
    private int _calls;

    public Task<AuthResponse> AuthenticateAsync(AuthRequest request, CancellationToken cancellationToken)
    {
        int calls = Interlocked.Increment(ref _calls);
        string backendUrl = request.GetSetting("backendUrl", "file://~/.pulumi");
        if (!backendUrl.Contains("://", StringComparison.Ordinal))
        {
            return Task.FromResult(AuthResponse.Failure(
                "backendUrl has no scheme. Write it like file://~/.pulumi or s3://bucket."));
        }

        LogAuthenticated(request.StackName, calls);
        var env = new Dictionary<string, string>
        {
            ["PULUMI_BACKEND_URL"] = backendUrl,
            ["PULUMI_CONFIG_PASSPHRASE"] = request.GetSetting("passphrase", ""),
        };
        return Task.FromResult(AuthResponse.Success(env, CredentialLifetime.NeverExpires));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "authenticated {Stack} {Calls}")]
    private partial void LogAuthenticated(string stack, int calls);
}
