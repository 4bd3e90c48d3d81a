using P5.Plugin.Grpc;
using P5.Proto.V0;

namespace P5.Plugin.Services;

/// <summary><c>p5.plugin.v0.AuthPlugin</c>: the plugin's own work, between its types and the wire's.</summary>
internal static class AuthService
{
    /// <summary>The methods that answer with a plugin.</summary>
    public static IEnumerable<GrpcMethod> CreateMethods(IAuthPlugin plugin) =>
    [
        GrpcMethod.Unary(
            "/p5.plugin.v0.AuthPlugin/Authenticate",
            AuthenticateRequest.Parser,
            (request, cancellationToken) => AuthenticateAsync(plugin, request, cancellationToken)),
    ];

    private static async Task<AuthenticateResponse> AuthenticateAsync(
        IAuthPlugin plugin, AuthenticateRequest request, CancellationToken cancellationToken)
    {
        try
        {
            AuthResponse response = await plugin.AuthenticateAsync(FromWire(request), cancellationToken)
                .ConfigureAwait(false);
            return ToWire(response ?? throw new InvalidOperationException("The plugin answered null."));
        }
        catch (MissingSettingException e)
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
