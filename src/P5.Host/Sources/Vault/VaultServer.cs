using P5.Sources;

namespace P5.Host;

/// <summary>Where a Vault server is.</summary>
/// <param name="Url">Its address, with a slash at its end.</param>
/// <param name="Namespace">The namespace, or null.</param>
internal sealed record VaultServer(Uri Url, string? Namespace)
{
    /// <summary>The setting of the address.</summary>
    public const string Address = "address";

    /// <summary>The variable of the address, as for Vault's own command line.</summary>
    public const string AddressVariable = "VAULT_ADDR";

    private const string NamespaceSetting = "namespace";
    private const string NamespaceVariable = "VAULT_NAMESPACE";

    /// <summary>The variables that name the server.</summary>
    public static IReadOnlyList<string> Variables { get; } = [AddressVariable, NamespaceVariable];

    /// <summary>The settings that name the server.</summary>
    public static IReadOnlyList<SourceSetting> Settings { get; } =
    [
        new(Address, SettingKind.Text, $"The server. Default: {AddressVariable}."),
        new(NamespaceSetting, SettingKind.Text, $"The namespace. Default: {NamespaceVariable}."),
    ];

    /// <summary>The server of settings, or of the variables of Vault's own command line.</summary>
    /// <exception cref="SourceException">There is none, or its address cannot be used.</exception>
    public static VaultServer Of(SourceSettings settings, IReadOnlyDictionary<string, string> environment)
    {
        string? address = settings.Text(Address);
        string? ofEnvironment = environment.GetValueOrDefault(AddressVariable);
        Uri url = address is not null ? Parse(address, Address)
            : ofEnvironment is { Length: > 0 } ? Parse(ofEnvironment, AddressVariable)
            : throw new SourceException($"no server is known; set {Address} in config, or {AddressVariable}")
            {
                Setting = Address,
                Fix = $"Add {Address} to config, or set {AddressVariable}.",
            };
        return new VaultServer(
            url,
            settings.Text(NamespaceSetting)
                ?? (environment.GetValueOrDefault(NamespaceVariable) is { Length: > 0 } name ? name : null));
    }

    /// <summary>Reads an address.</summary>
    /// <param name="address">The address.</param>
    /// <param name="origin">The setting or variable that has it.</param>
    /// <exception cref="SourceException">It is not one that credentials can be sent to.</exception>
    public static Uri Parse(string address, string origin) =>
        ServiceAddress.Parse(address, origin, "https://vault.example.com:8200");
}
