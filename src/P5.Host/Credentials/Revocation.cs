namespace P5.Host;

/// <summary>What a revocation of a plugin's credentials did.</summary>
public sealed record Revocation
{
    /// <summary>Why some credentials are removed without a revocation, for the user.</summary>
    public const string WhatHasNone =
        "Only vault, and aws with a login of its own, create something that P5 can end. The protocol of plugins has no "
        + "revocation. End these credentials at their issuer.";

    /// <summary>
    /// What has ended at its source, now or before, such as <c>1 lease at https://vault.example.com</c>.
    /// </summary>
    public required IReadOnlyList<string> Revoked { get; init; }

    /// <summary>Why other credentials were not revoked; they are still cached or stored.</summary>
    public required IReadOnlyList<P5Exception> Errors { get; init; }
}
