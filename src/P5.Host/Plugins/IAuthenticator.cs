using P5.Proto.V0;

namespace P5.Host.Plugins;

/// <summary>Something that can be asked for a credential: a running plugin, or one built into the host.</summary>
internal interface IAuthenticator
{
    /// <summary>Asks for a credential.</summary>
    /// <typeparam name="T">What becomes of the answer.</typeparam>
    /// <param name="request">The configuration and context, as a plugin receives them.</param>
    /// <param name="accept">
    /// Takes the answer, which may be a failure that the plugin explains. Called while the caller still hears what the
    /// plugin prints, so that nobody hears it before the values of the answer are known.
    /// </param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What <paramref name="accept"/> made of the answer.</returns>
    /// <exception cref="P5Exception">The plugin could not be asked, or broke.</exception>
    Task<T> AuthenticateAsync<T>(
        AuthenticateRequest request, Func<AuthenticateResponse, T> accept, CancellationToken cancellationToken);
}
