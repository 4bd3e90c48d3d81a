namespace P5.Host;

/// <summary>Where the user's own settings are found.</summary>
public sealed record StackSelectorOptions
{
    /// <summary>
    /// Reads one environment variable, null where it is not set. Default: this process's environment. Asked for:
    /// <c>PULUMI_STACK</c>, <c>PULUMI_HOME</c>, <c>PULUMI_BACKEND_URL</c>, <c>PULUMI_CREDENTIALS_PATH</c>.
    /// </summary>
    public Func<string, string?> ReadVariable { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>The user's home folder, where <c>.pulumi</c> lies. Default: the profile folder.</summary>
    public string HomeDirectory { get; init; } = System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile);
}
