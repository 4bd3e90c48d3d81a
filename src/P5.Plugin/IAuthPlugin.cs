namespace P5.Plugin;

/// <summary>A p5 plugin: provides the environment variables of a stack.</summary>
public interface IAuthPlugin
{
    /// <summary>
    /// Answers one request of the host. Calls can be concurrent, for example for several stacks.
    /// </summary>
    /// <param name="request">The requested stack and the settings.</param>
    /// <param name="cancellationToken">
    /// Cancelled when the host cancels the call, when its deadline passes and when the plugin ends.
    /// </param>
    /// <returns>
    /// <see cref="AuthResponse.Success"/> with the variables, or <see cref="AuthResponse.Failure"/> with the reason.
    /// An exception reaches the host as gRPC status UNKNOWN with the exception's message; an
    /// <see cref="OperationCanceledException"/> as CANCELLED; a <see cref="SettingException"/> as a failure.
    /// </returns>
    Task<AuthResponse> AuthenticateAsync(AuthRequest request, CancellationToken cancellationToken);
}
