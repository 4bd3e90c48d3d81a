namespace P5.Host;

/// <summary>What happens to a plugin on the way to its result.</summary>
public enum AuthenticationProgress
{
    /// <summary>It is started where it does not run yet, and asked.</summary>
    Asked,

    /// <summary>It is not asked, because the credential that it gave still holds.</summary>
    FoundInCache,
}
