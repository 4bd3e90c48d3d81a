using System.Collections.ObjectModel;

namespace P5.Sources;

/// <summary>What the host provides to a source.</summary>
public sealed record SourceContext
{
    private static readonly TimeSpan s_renewalWindow = TimeSpan.FromMinutes(5);

    /// <summary>The full path of the workspace: relative paths start there, and commands run there.</summary>
    public required string WorkspaceDirectory { get; init; }

    /// <summary>
    /// The environment of commands: the host's own, without what is applied for another workspace or stack, and with
    /// the variables of the sources before this one in <c>order</c>. Values are secret.
    /// </summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>
    /// The environment that the user has made: <see cref="Environment"/> without any variable of a plugin. What decides
    /// where secrets are sent is read from it, so that a repository cannot. Default: <see cref="Environment"/>. Values
    /// are secret.
    /// </summary>
    public IReadOnlyDictionary<string, string> UserEnvironment
    {
        get => field ?? Environment;
        init;
    }

    /// <summary>
    /// The variables of the sources before this one in <c>order</c>. Default: none. Values are secret.
    /// </summary>
    public IReadOnlyDictionary<string, string> InheritedVariables { get; init; } =
        ReadOnlyDictionary<string, string>.Empty;

    /// <summary>How long the answer may take; null sets no limit, the default.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The clock of the timeout. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>
    /// What the source can keep for itself between sessions; null, the default, if the user has not turned the
    /// credential store on, or the configuration keeps this source out of it.
    /// </summary>
    public ISourceStore? Store { get; init; }

    /// <summary>
    /// The lease of the source's last result for the same request, which the source may renew in place of a new one;
    /// null, the default, if it had none, or a new result is demanded.
    /// </summary>
    public CredentialLease? Lease { get; init; }

    /// <summary>The user's own secrets; null, the default, if the host has none.</summary>
    public IUserSecrets? Secrets { get; init; }

    /// <summary>The user of the session; null, the default, if the caller has none to offer.</summary>
    public ISourceUser? User { get; init; }

    /// <summary>What a source with its own assembly uses of the host.</summary>
    internal ISourceTools Tools
    {
        get => field ?? throw new InvalidOperationException("The host has set no tools.");
        init;
    }

    /// <summary>
    /// The seconds until a credential with an expiry should be renewed: 5 minutes before it, and at most the half of
    /// its lifetime.
    /// </summary>
    internal int SecondsUntilRenewal(DateTimeOffset expiresAt) =>
        SecondsUntil(expiresAt - RenewalWindow(expiresAt - TimeProvider.GetUtcNow()));

    /// <summary>How long before its end a credential is renewed.</summary>
    /// <param name="lifetime">How long it is valid.</param>
    internal static TimeSpan RenewalWindow(TimeSpan lifetime) =>
        lifetime / 2 < s_renewalWindow ? lifetime / 2 : s_renewalWindow;

    /// <summary>
    /// The seconds until an expiry; 0 without one, so that the answer is valid until the stack, the workspace, the
    /// configuration or a file changes.
    /// </summary>
    internal int SecondsUntil(DateTimeOffset? expiresAt)
    {
        if (expiresAt is not { } time)
        {
            return 0;
        }

        double seconds = Math.Floor((time - TimeProvider.GetUtcNow()).TotalSeconds);
        return (int)Math.Clamp(seconds, 1, int.MaxValue);
    }

    /// <summary>The folder alone: values of the environment are secret.</summary>
    /// <returns>The full path.</returns>
    public override string ToString() => WorkspaceDirectory;
}
