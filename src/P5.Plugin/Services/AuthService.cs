using P5.Plugin.Grpc;
using P5.Proto.V0;

namespace P5.Plugin.Services;

/// <summary><c>p5.plugin.v0.AuthPlugin</c>: the plugin's own work, between its types and the wire's.</summary>
internal static class AuthService
{
    /// <summary>The path of the one method.</summary>
    public const string AuthenticatePath = "/p5.plugin.v0.AuthPlugin/Authenticate";

    /// <summary>The methods.</summary>
    /// <param name="plugin">What answers.</param>
    /// <param name="stopping">Cancels the calls under way when the plugin is to end.</param>
    public static IEnumerable<GrpcMethod> CreateMethods(IAuthPlugin plugin, CancellationToken stopping) =>
    [
        GrpcMethod.Unary(
            AuthenticatePath,
            AuthenticateRequest.Parser,
            async (request, cancellationToken) =>
            {
                using var call = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping);
                return await AuthenticateAsync(plugin, request, call.Token).ConfigureAwait(false);
            }),
    ];

    /// <summary>An answer as a host reads it.</summary>
    public static AuthResponse FromWire(AuthenticateResponse response) => response.Success
        ? AuthResponse.Success(response.Env.AsReadOnly(), CredentialLifetime.FromSeconds(response.TtlSeconds))
        : AuthResponse.Failure(response.Error);

    private static async Task<AuthenticateResponse> AuthenticateAsync(
        IAuthPlugin plugin, AuthenticateRequest request, CancellationToken cancellationToken)
    {
        try
        {
            // Waiting with the token too: a plugin that ignores it must not keep the host beyond its deadline.
            AuthResponse response = await plugin.AuthenticateAsync(FromWire(request), cancellationToken)
                .WaitAsync(cancellationToken)
                .ConfigureAwait(false);
            return ToWire(response ?? throw new InvalidOperationException("The plugin answered null."));
        }
        catch (SettingException e)
        {
            return ToWire(AuthResponse.Failure(e.Message));
        }
    }

    private static AuthRequest FromWire(AuthenticateRequest request) => new()
    {
        ProgramConfig = request.ProgramConfig.AsReadOnly(),
        StackConfig = request.StackConfig.AsReadOnly(),
        StackName = request.StackName,
        ProgramName = request.ProgramName,
        SecretsProvider = request.SecretsProvider,
    };

    private static AuthenticateResponse ToWire(AuthResponse response) => new()
    {
        Success = response.IsSuccess,
        Env = { response.Env.ToDictionary() },
        TtlSeconds = response.Lifetime.Seconds,
        Error = response.Error ?? "",
    };
}
