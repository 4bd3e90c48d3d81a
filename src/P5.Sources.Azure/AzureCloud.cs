namespace P5.Sources.Azure;

/// <summary>One of Microsoft's clouds.</summary>
/// <param name="Name">Its name in settings and for the providers of Pulumi.</param>
/// <param name="Authority">The server of Entra ID, with a slash at its end.</param>
/// <param name="Management">The server of Azure Resource Manager.</param>
/// <param name="VaultSuffix">The domain of its key vaults.</param>
internal sealed record AzureCloud(string Name, Uri Authority, string Management, string VaultSuffix)
{
    /// <summary>The user's own server of Entra ID, as for the SDKs of Azure.</summary>
    public const string AuthorityVariable = AzureVariables.AuthorityHost;

    /// <summary>What the scope of a resource ends with.</summary>
    public const string DefaultScope = "/.default";

    private const string Public = "public";

    private static readonly AzureCloud[] s_all =
    [
        new(Public, new("https://login.microsoftonline.com/"), "https://management.azure.com", "vault.azure.net"),
        new(
            "usgovernment",
            new("https://login.microsoftonline.us/"),
            "https://management.usgovcloudapi.net",
            "vault.usgovcloudapi.net"),
        new(
            "china",
            new("https://login.partner.microsoftonline.cn/"),
            "https://management.chinacloudapi.cn",
            "vault.azure.cn"),
    ];

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_all.Select(cloud => cloud.Name)];

    /// <summary>Whether it is the one that tools use if none is named.</summary>
    public bool IsDefault => Name == Public;

    /// <summary>The scope of Azure Resource Manager.</summary>
    public string ManagementScope => Management + DefaultScope;

    /// <summary>The scope of all key vaults.</summary>
    public string VaultScope => $"https://{VaultSuffix}{DefaultScope}";

    /// <summary>The cloud of settings.</summary>
    public static AzureCloud Of(SourceSettings settings) =>
        s_all.Single(cloud => cloud.Name == (settings.Text(AzureKey.Environment) ?? Public));

    /// <summary>
    /// The cloud of settings, with the server that the user's environment names. A setting cannot name one: secrets are
    /// sent to it.
    /// </summary>
    /// <exception cref="SourceException">Secrets cannot be sent to that server.</exception>
    public static AzureCloud Of(SourceSettings settings, IReadOnlyDictionary<string, string> userEnvironment) =>
        userEnvironment.GetValueOrDefault(AuthorityVariable) is { Length: > 0 } text
            ? Of(settings) with { Authority = AuthorityOf(text) }
            : Of(settings);

    private static Uri AuthorityOf(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? url)
        && url.Scheme == Uri.UriSchemeHttps
        && url.AbsolutePath == "/"
        && SourceHttp.IsSafe(url)
            ? url
            : throw new SourceException(
                $"{AuthorityVariable} must be the address of a server that begins with https, such as "
                + s_all[0].Authority)
            {
                Fix = $"Correct {AuthorityVariable} in your environment.",
            };
}
