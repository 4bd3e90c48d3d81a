namespace P5.Sources;

/// <summary>
/// A built-in source with an assembly of its own, which is loaded when a configuration names the source. Thread-safe.
/// </summary>
internal interface ISeparateSource
{
    /// <summary>The settings that it has.</summary>
    IReadOnlyList<SourceSetting> Settings { get; }

    /// <summary>Throws if settings that are right one by one do not fit together, or have another wrong form.</summary>
    /// <exception cref="SourceException">They do not.</exception>
    void Validate(SourceSettings settings);

    /// <summary>
    /// Lists the commands that it runs, and what it reads and requests, for the user who approves it.
    /// </summary>
    /// <param name="settings">Settings that are right.</param>
    /// <returns>A line each; without the files of settings, which the host lists.</returns>
    IEnumerable<string> ListUses(SourceSettings settings);

    /// <summary>Lists the variables that it can set.</summary>
    /// <param name="settings">Settings that are right.</param>
    /// <returns>Their names.</returns>
    IEnumerable<string> ListNames(SourceSettings settings);

    /// <summary>Finds what settings name and this machine does not have. Runs and requests nothing.</summary>
    /// <param name="settings">Settings that are right.</param>
    /// <param name="context">The user's environment, and the files.</param>
    /// <returns>The problems; none, the default, if the source needs nothing here.</returns>
    /// <exception cref="SourceException">A file of the user cannot be read.</exception>
    IEnumerable<SourceException> FindMissing(SourceSettings settings, SourceContext context) => [];

    /// <summary>
    /// Lists the variables of the user's environment that an answer depends on: if one changes, an answer that is
    /// cached or stored is not used.
    /// </summary>
    /// <param name="settings">Settings that are right.</param>
    /// <returns>Their names.</returns>
    IEnumerable<string> ListVariables(SourceSettings settings);

    /// <summary>Requests a credential.</summary>
    /// <param name="settings">Settings that are right.</param>
    /// <param name="context">What the source may use of the host.</param>
    /// <param name="cancellationToken">Cancels the request; nothing that it started remains.</param>
    /// <returns>The variables.</returns>
    /// <exception cref="SourceException">The source refuses.</exception>
    Task<CredentialResult> ReadAsync(
        SourceSettings settings, SourceContext context, CancellationToken cancellationToken);

    /// <summary>Ends what it has created for a credential.</summary>
    /// <param name="lease">The lease of one of its results.</param>
    /// <param name="context">What the source may use of the host.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="SourceException">The lease was not ended.</exception>
    Task RevokeAsync(CredentialLease lease, SourceContext context, CancellationToken cancellationToken);
}
