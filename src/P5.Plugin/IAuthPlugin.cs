namespace P5.Plugin;

/// <summary>What a p5 plugin does: give the environment variables of one stack.</summary>
public interface IAuthPlugin
{
    /// <summary>
    /// Answers one request of the host. Calls may overlap: a host asks for several stacks at once if it likes.
    /// </summary>
    /// <param name="request">The settings and the stack that the host asks for.</param>
    /// <param name="cancellationToken">
    /// Set when the host hangs up, when its deadline passes and when the plugin is told to end.
    /// </param>
    /// <returns>
    /// <see cref="AuthResponse.Success"/> with the variables, or <see cref="AuthResponse.Failure"/> with the reason.
    /// An exception reaches the host as gRPC status UNKNOWN with the exception's message; an
    /// <see cref="OperationCanceledException"/> as CANCELLED; a <see cref="SettingException"/> as a failure.
    /// </returns>
    Task<AuthResponse> AuthenticateAsync(AuthRequest request, CancellationToken cancellationToken);
}
