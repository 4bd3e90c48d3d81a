using P5.Proto.V0;

namespace P5.Host.Plugins;

/// <summary>Something that can be asked for a credential: a running plugin, or one built into the host.</summary>
internal interface IAuthenticator
{
    /// <summary>Asks for a credential.</summary>
    /// <param name="request">The configuration and context, as a plugin receives them.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The answer, which may be a failure that the plugin explains.</returns>
    /// <exception cref="P5Exception">The plugin could not be asked, or broke.</exception>
    Task<AuthenticateResponse> AuthenticateAsync(AuthenticateRequest request, CancellationToken cancellationToken);
}
