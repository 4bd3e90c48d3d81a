using System.Text.Json;
using P5.Sources;

namespace P5.Host;

/// <summary>
/// The built-in source <c>vault</c>: fields of secrets of HashiCorp Vault, or of OpenBao, as variables.
/// </summary>
internal sealed class VaultSource() : BuiltInSource("vault")
{
    public const string Variables = "variables";

    /// <inheritdoc />
    public override IReadOnlyList<SourceSetting> Settings { get; } =
    [
        new(
            Variables,
            SettingKind.Table,
            "For each variable the path of a secret in Vault's API, without v1/, then '#' and a field.",
            IsRequired: true),
        .. VaultServer.Settings,
        .. VaultLogin.Settings,
    ];

    /// <inheritdoc />
    public override IEnumerable<string> ListUses(PluginConfiguration plugin, string? stack)
    {
        var settings = SourceSettings.Read(Settings, plugin.ProgramConfig, plugin.StackConfig, report: _ => { });
        return [$"{plugin.Name}: requests to {settings.Text(VaultServer.Address) ?? VaultServer.AddressVariable}"];
    }

    /// <inheritdoc />
    public override IEnumerable<string> ListVariables(PluginConfiguration plugin) =>
        TryReadSettings(plugin) is { } settings
            ? [.. VaultServer.Variables, VaultClient.CertificateVariable, VaultLogin.Of(settings).Variable]
            : [];

    /// <inheritdoc />
    protected override void Validate(SourceSettings settings)
    {
        foreach (VaultReference reference in References(settings))
        {
            RequireName(Variables, reference.Variable);
        }

        if (settings.Text(VaultServer.Address) is { } address)
        {
            VaultServer.Parse(address, VaultServer.Address);
        }

        VaultLogin.Of(settings);
    }

    /// <inheritdoc />
    protected override async Task<CredentialResult> ReadAsync(
        CredentialRequest request, SourceContext context, CancellationToken cancellationToken)
    {
        SourceSettings settings = ReadSettings(request);
        var server = VaultServer.Of(settings, context.UserEnvironment);
        using var client = new VaultClient(server, context.UserEnvironment);
        VaultToken token = await VaultLogin.Of(settings)
            .LoginAsync(client, context, cancellationToken).ConfigureAwait(false);
        client.Token = token.Value;

        var reader = new VaultReader(client);
        try
        {
            Dictionary<string, string> variables =
                await reader.ReadAsync(References(settings), cancellationToken).ConfigureAwait(false);

            // What a token created ends with it.
            TimeSpan? lifetime = token.Lifetime < reader.Lease ? token.Lifetime : reader.Lease;
            return CredentialResult.Granted(
                variables, context.SecondsUntil(context.TimeProvider.GetUtcNow() + lifetime));
        }
        catch (Exception exception)
        {
            await reader.RevokeAsync().ConfigureAwait(false);
            if (exception is InvalidOperationException)
            {
                throw new SourceException(
                    "Vault's answer contains an escape that is not a valid character", exception);
            }

            throw;
        }
    }

    private static IEnumerable<VaultReference> References(SourceSettings settings) =>
        settings.Table(Variables)!.Select(pair => VaultReference.Parse(pair.Key, pair.Value));
}

/// <summary>The field of a secret that a variable gets.</summary>
/// <param name="Variable">The variable.</param>
/// <param name="Path">The path of the secret in Vault's API, without <c>v1/</c>.</param>
/// <param name="Field">The name of the field.</param>
internal sealed record VaultReference(string Variable, string Path, string Field)
{
    /// <summary>Reads <c>PATH#FIELD</c>.</summary>
    /// <exception cref="SourceException">It has another form.</exception>
    public static VaultReference Parse(string variable, string text)
    {
        int sign = text.LastIndexOf('#');
        string path = sign < 0 ? "" : text[..sign].Trim('/');
        return IsPath(path) && sign < text.Length - 1
                ? new VaultReference(variable, path, text[(sign + 1)..])
                : throw new SourceException(
                    $"variables.{variable} must be the path of a secret, '#' and a field of it, such as "
                    + "secret/data/app#password")
                {
                    Setting = VaultSource.Variables,
                };
    }

    /// <summary>Whether a path stays where it begins.</summary>
    public static bool IsPath(string path) => !path.Split('/').Any(segment => segment is "" or "." or "..");

    /// <summary>The variable alone.</summary>
    public override string ToString() => Variable;
}

/// <summary>Reads secrets, each once.</summary>
internal sealed class VaultReader(VaultClient client)
{
    private readonly List<string> _leases = [];

    /// <summary>How long the first lease lasts; null without a lease.</summary>
    public TimeSpan? Lease { get; private set; }

    /// <summary>The variables of the references.</summary>
    /// <exception cref="SourceException">A secret cannot be read, or has no such field.</exception>
    public async Task<Dictionary<string, string>> ReadAsync(
        IEnumerable<VaultReference> references, CancellationToken cancellationToken)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (IGrouping<string, VaultReference> secret in references.GroupBy(reference => reference.Path))
        {
            JsonElement answer = await client.ReadAsync(secret.Key, cancellationToken).ConfigureAwait(false);
            Note(answer);
            JsonElement fields = FieldsOf(answer)
                ?? throw new SourceException($"Vault's secret {secret.Key} has no fields");
            foreach (VaultReference reference in secret)
            {
                string value = ValueOf(fields, reference);
                if (VariableRules.Problem(reference.Variable, value) is { } problem)
                {
                    throw new SourceException($"Vault's secret {secret.Key} has {problem}");
                }

                variables[reference.Variable] = value;
            }
        }

        return variables;
    }

    /// <summary>Revokes what was created, because it is not used. What cannot be revoked expires by itself.</summary>
    public Task RevokeAsync() => client.RevokeAsync(_leases);

    private void Note(JsonElement answer)
    {
        if (answer.TryGetProperty("lease_id", out JsonElement lease)
            && lease.ValueKind == JsonValueKind.String
            && lease.GetString() is { Length: > 0 } id)
        {
            _leases.Add(id);
            TimeSpan length = VaultClient.SecondsOf(answer, "lease_duration");
            Lease = length < Lease || Lease is null ? length : Lease;
        }
    }

    // Version 2 of the key-value store has the fields one level deeper, beside their metadata.
    private static JsonElement? FieldsOf(JsonElement answer)
    {
        if (!answer.TryGetProperty("data", out JsonElement data) || data.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (!data.TryGetProperty("metadata", out JsonElement metadata)
            || metadata.ValueKind != JsonValueKind.Object
            || !data.TryGetProperty("data", out JsonElement inner))
        {
            return data;
        }

        return inner.ValueKind == JsonValueKind.Object ? inner : null;
    }

    private static string ValueOf(JsonElement fields, VaultReference reference)
    {
        if (!fields.TryGetProperty(reference.Field, out JsonElement value))
        {
            string[] names = [.. fields.EnumerateObject().Select(field => field.Name)];
            throw new SourceException(
                $"Vault's secret {reference.Path} has no field {reference.Field}; it has {string.Join(", ", names)}");
        }

        if (value.ValueKind == JsonValueKind.Null)
        {
            throw new SourceException($"Vault's secret {reference.Path} has no value in its field {reference.Field}");
        }

        return value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
    }
}
