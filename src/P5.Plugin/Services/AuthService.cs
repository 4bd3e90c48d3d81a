using System.Text.Unicode;
using Grpc.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using P5.Proto.V0;

namespace P5.Plugin.Services;

/// <summary>The plugin's own work, between its types and the wire's.</summary>
internal sealed partial class AuthService(IAuthPlugin plugin, IHostApplicationLifetime lifetime, ILogger logger)
    : AuthPlugin.AuthPluginBase
{
    // Clients limit the size of all headers (64 KiB in .NET): a longer reason would lose the status too.
    private const int MaxReasonBytes = 8192;

    /// <inheritdoc/>
    public override async Task<AuthenticateResponse> Authenticate(
        AuthenticateRequest request, ServerCallContext context)
    {
        using var call = CancellationTokenSource.CreateLinkedTokenSource(
            context.CancellationToken, lifetime.ApplicationStopping);
        try
        {
            // Waiting with the token too: a plugin that ignores it must not keep the host beyond its deadline.
            AuthResponse response = await plugin.AuthenticateAsync(FromWire(request), call.Token)
                .WaitAsync(call.Token)
                .ConfigureAwait(false);
            return ToWire(response ?? throw new InvalidOperationException("The plugin answered null."));
        }
        catch (SettingException e)
        {
            return ToWire(AuthResponse.Failure(e.Message));
        }
        catch (OperationCanceledException e)
        {
            // When the deadline passed, the host has been told so already, and this goes nowhere.
            throw Failure(StatusCode.Cancelled, e);
        }
#pragma warning disable CA1031 // Whatever a plugin throws is the call's result: the host gets it as a status.
        catch (Exception e)
#pragma warning restore CA1031
        {
            // The host gets the message; where it came from is for the plugin's author, in the log.
            LogThrew(context.Method, e.StackTrace, e);
            throw Failure(StatusCode.Unknown, e);
        }
    }

    /// <summary>An answer as a host reads it.</summary>
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
        Env = { response.Env.ToDictionary() },
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
