namespace P5.Sources.Azure;

/// <summary>An access token. Secret.</summary>
/// <param name="Value">The token.</param>
/// <param name="ExpiresAt">When it expires.</param>
internal sealed record AzureToken(string Value, DateTimeOffset ExpiresAt)
{
    /// <summary>The tenant that issued it; null if that is not known.</summary>
    public string? Tenant { get; init; }

    /// <summary>The subscription that is selected; null if none is.</summary>
    public string? Subscription { get; init; }

    /// <summary>The expiry alone.</summary>
    public override string ToString() => $"token until {ExpiresAt}";
}

/// <summary>A way to log in, for one request. Thread-safe.</summary>
internal interface IAzureLogin
{
    /// <summary>Gets an access token.</summary>
    /// <param name="scope">The scope, which ends with <see cref="AzureCloud.DefaultScope"/>.</param>
    /// <param name="cancellationToken">Ends the login.</param>
    /// <exception cref="SourceException">The login fails.</exception>
    Task<AzureToken> GetTokenAsync(string scope, CancellationToken cancellationToken);
}

/// <summary>A login, and what others need to log in like it.</summary>
/// <param name="Login">The login.</param>
internal sealed record AzureIdentity(IAzureLogin Login) : IDisposable
{
    /// <summary>The variables that its tools and providers read. Values are secret.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>When the first of these variables is of no use any more; null if none expires.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Returns whether what it is read from has changed since.</summary>
    public Func<bool> HasChanged { get; init; } = () => false;

    /// <summary>What it uses until it is disposed of; null for nothing.</summary>
    public IDisposable? Owned { get; init; }

    /// <inheritdoc />
    public void Dispose() => Owned?.Dispose();

    /// <summary>Nothing of the variables, which are secret.</summary>
    public override string ToString() => nameof(AzureIdentity);
}
