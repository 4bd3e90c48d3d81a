namespace P5.Sources;

/// <summary>
/// A provider of credentials: code in this process, or a plugin in its own process. Thread-safe; one source
/// serves any number of requests.
/// </summary>
public interface ICredentialSource
{
    /// <summary>Requests a credential.</summary>
    /// <param name="request">The configuration, and what the credential is for.</param>
    /// <param name="context">What the source may use of the host.</param>
    /// <param name="cancellationToken">Cancels the request; nothing that it started remains.</param>
    /// <returns>The variables, or the reason why the source returned none.</returns>
    /// <exception cref="OperationCanceledException">The request was cancelled.</exception>
    /// <exception cref="TimeoutException">
    /// The source did not answer within <see cref="SourceContext.Timeout"/>.
    /// </exception>
    Task<CredentialResult> GetCredentialAsync(
        CredentialRequest request, SourceContext context, CancellationToken cancellationToken);

    /// <summary>
    /// Ends what the source has created for a credential. By default, a source cannot, because its results have no
    /// lease.
    /// </summary>
    /// <param name="lease">The lease of one of its results.</param>
    /// <param name="context">What the source may use of the host.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>Why the lease was not ended, for the user; null if it was, or had ended before.</returns>
    /// <exception cref="OperationCanceledException">The request was cancelled.</exception>
    Task<string?> RevokeAsync(CredentialLease lease, SourceContext context, CancellationToken cancellationToken) =>
        Task.FromResult<string?>("the source cannot revoke credentials");
}
