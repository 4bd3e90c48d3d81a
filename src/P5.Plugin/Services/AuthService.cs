using System.Text.Unicode;
using Grpc.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using P5.Proto.V0;

namespace P5.Plugin;

/// <summary>Calls the plugin, and converts between its types and the protocol's.</summary>
internal sealed partial class AuthService(IAuthPlugin plugin, IHostApplicationLifetime lifetime, ILogger logger)
    : AuthPlugin.AuthPluginBase
{
    // Clients limit the size of all headers (64 KiB in .NET): with a longer reason the status would be lost too.
    private const int MaxReasonBytes = 8192;

    /// <inheritdoc/>
    public override async Task<AuthenticateResponse> Authenticate(
        AuthenticateRequest request, ServerCallContext context)
    {
        using var call = CancellationTokenSource.CreateLinkedTokenSource(
            context.CancellationToken, lifetime.ApplicationStopping);
        try
        {
            // A plugin that ignores the token must not delay the host beyond its deadline.
            AuthResponse response = await plugin.AuthenticateAsync(FromWire(request), call.Token)
                .WaitAsync(call.Token)
                .ConfigureAwait(false);
            return ToWire(response ?? throw new InvalidOperationException("The plugin returned null."));
        }
        catch (SettingException e)
        {
            return ToWire(AuthResponse.Failure(e.Message));
        }
        catch (OperationCanceledException e)
        {
            // After the deadline the host has its status already, and ignores this one.
            throw Failure(StatusCode.Cancelled, e);
        }
#pragma warning disable CA1031 // Every exception of a plugin is the call's result: the host gets it as a status.
        catch (Exception e)
#pragma warning restore CA1031
        {
            // The host gets the message; the plugin's author finds the stack trace in the log.
            LogThrew(context.Method, e.StackTrace, e);
            throw Failure(StatusCode.Unknown, e);
        }
    }

    public static AuthResponse FromWire(AuthenticateResponse response) => response.Success
        ? AuthResponse.Success(response.Env.AsReadOnly(), CredentialLifetime.FromSeconds(response.TtlSeconds))
        : AuthResponse.Failure(response.Error);

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
        Env = { response.EnvironmentVariables.ToDictionary() },
        TtlSeconds = response.Lifetime.Seconds,
        Error = response.Error ?? "",
    };

    private static RpcException Failure(StatusCode code, Exception exception)
    {
        string reason = exception.Message;
        Utf8.FromUtf16(reason, new byte[MaxReasonBytes], out int fitting, out _);
        return new(new Status(code, fitting == reason.Length ? reason : reason[..fitting] + "..."));
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "call threw {Method} {StackTrace}")]
    private partial void LogThrew(string method, string? stackTrace, Exception exception);
}
