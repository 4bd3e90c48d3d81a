using P5.Proto.V0;

namespace P5.Host;

/// <summary>Something that can be asked for a credential: a running plugin, or one built into the host.</summary>
internal interface IAuthenticator
{
    /// <summary>Asks for a credential.</summary>
    /// <param name="request">The configuration and context, as a plugin receives them.</param>
    /// <param name="accept">
    /// Takes the answer, which may be a failure that the plugin explains. Called while the caller still hears what the
    /// plugin prints, so that nobody hears it before the values of the answer are known.
    /// </param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The credential that <paramref name="accept"/> made of the answer.</returns>
    /// <exception cref="P5Exception">The plugin could not be asked, or broke.</exception>
    Task<PluginCredential> AuthenticateAsync(
        AuthenticateRequest request, Func<AuthenticateResponse, PluginCredential> accept, CancellationToken cancellationToken);
}
