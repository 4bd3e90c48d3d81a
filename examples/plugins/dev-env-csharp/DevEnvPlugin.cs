using Microsoft.Extensions.Logging;
using P5.Plugin;

namespace DevEnv;

/// <summary>Gives a stack its state backend and the passphrase of its secrets.</summary>
internal sealed partial class DevEnvPlugin(ILogger logger) : IAuthPlugin
{
    private int _calls;

    public Task<AuthResponse> AuthenticateAsync(AuthRequest request, CancellationToken cancellationToken)
    {
        var env = new Dictionary<string, string>
        {
            ["PULUMI_BACKEND_URL"] = request.Setting("backendUrl", "file://~/.pulumi"),
            ["PULUMI_CONFIG_PASSPHRASE"] = request.Setting("passphrase", ""),
        };
        LogAuthenticated(request.StackName, Interlocked.Increment(ref _calls));
        return Task.FromResult(AuthResponse.Success(env, CredentialLifetime.NeverExpires));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "authenticated {Stack} {Calls}")]
    private partial void LogAuthenticated(string stack, int calls);
}
