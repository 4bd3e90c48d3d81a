using System.Collections.ObjectModel;
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
            IsRequired: true)
        {
            NamesVariables = true,
        },
        .. VaultServer.Settings,
        .. VaultLogin.Settings,
    ];

    /// <inheritdoc />
    public override IEnumerable<string> ListUses(PluginConfiguration plugin, string workspace, string? stack)
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
    protected override void Validate(SourceSettings settings) => SourceException.CheckAll(
    [
        .. (settings.Table(Variables) ?? ReadOnlyDictionary<string, string>.Empty)
            .Select<KeyValuePair<string, string>, Action>(pair => () => VaultReference.Parse(pair.Key, pair.Value)),
        () =>
        {
            if (settings.Text(VaultServer.Address) is { } address)
            {
                VaultServer.Parse(address, VaultServer.Address);
            }
        },
        () => VaultLogin.Of(settings),
    ]);

    /// <inheritdoc />
    protected override IEnumerable<SourceException> FindMissing(
        SourceSettings settings, string workspace, SourceSurroundings surroundings)
    {
        try
        {
            VaultServer.Of(settings, surroundings.Environment);
            return [];
        }
        catch (SourceException exception)
        {
            return exception.Problems;
        }
    }

    /// <inheritdoc />
    protected override async Task<CredentialResult> ReadAsync(
        CredentialRequest request, SourceContext context, CancellationToken cancellationToken)
    {
        SourceSettings settings = ReadSettings(request);
        var server = VaultServer.Of(settings, context.UserEnvironment);
        var login = VaultLogin.Of(settings);
        VaultReference[] references = [.. References(settings)];
        using var client = new VaultClient(server, context.UserEnvironment);
        try
        {
            VaultReader? reader = await new VaultRenewal(client, server, login, context)
                .RenewAsync(cancellationToken).ConfigureAwait(false);
            if (reader is null)
            {
                VaultToken token = await login.LoginAsync(client, context, cancellationToken).ConfigureAwait(false);
                reader = new VaultReader(client, server, token, context.TimeProvider);
            }

            return await reader.ReadAsync(references, context, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidOperationException exception)
        {
            throw new SourceException("Vault's answer contains an escape that is not a valid character", exception);
        }
    }

    /// <inheritdoc />
    protected override async Task EndAsync(
        CredentialLease lease, SourceContext context, CancellationToken cancellationToken)
    {
        VaultLease created = VaultLease.Of(lease)
            ?? throw new SourceException("the stored lease is of another version of P5");
        using var client = new VaultClient(created.Server, context.UserEnvironment);
        await client.RevokeAsync(created.Token, created.Secrets.Select(secret => secret.Id), cancellationToken)
            .ConfigureAwait(false);
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
        if (path.StartsWith("v1/", StringComparison.Ordinal))
        {
            throw new SourceException($"variables.{variable} must be a path without v1/ at its beginning")
            {
                Setting = VaultSource.Variables,
                Fix = $"Remove v1/ from {VaultSource.Variables}.{variable}.",
            };
        }

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
/// <param name="client">The server, with the token.</param>
/// <param name="server">The server.</param>
/// <param name="token">The token.</param>
/// <param name="clock">The clock of leases.</param>
internal sealed class VaultReader(VaultClient client, VaultServer server, VaultToken token, TimeProvider clock)
{
    private readonly List<VaultSecret> _created = [];

    /// <summary>The secrets that need not be read, because their leases were renewed. Default: none.</summary>
    public IReadOnlyList<VaultSecret> Renewed { get; init; } = [];

    /// <summary>How long the leases lasted when they were created; null if they are new.</summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>The credential of references. If it fails, what was created for it is revoked.</summary>
    /// <exception cref="SourceException">A secret cannot be read, or has no such field.</exception>
    public async Task<CredentialResult> ReadAsync(
        IEnumerable<VaultReference> references, SourceContext context, CancellationToken cancellationToken)
    {
        client.Token = token.Value;
        var variables = new Dictionary<string, string>(Renewed.SelectMany(secret => secret.Variables));
        try
        {
            foreach (IGrouping<string, VaultReference> secret in references
                .Where(reference => !variables.ContainsKey(reference.Variable))
                .GroupBy(reference => reference.Path))
            {
                foreach ((string name, string value) in await ReadAsync(secret, cancellationToken)
                    .ConfigureAwait(false))
                {
                    variables[name] = value;
                }
            }
        }
        catch
        {
            // Renewed leases need their token.
            VaultToken created = Lifetime is null ? token : token with { IsOfLogin = false };
            await client.TryRevokeAsync(created, _created.Select(secret => secret.Id)).ConfigureAwait(false);
            throw;
        }

        VaultSecret[] secrets = [.. Renewed, .. _created];
        var lease = new VaultLease(server, token, TimeSpan.Zero, secrets);
        lease = lease with { Lifetime = Lifetime ?? lease.EndsAt - clock.GetUtcNow() ?? TimeSpan.Zero };
        return CredentialResult.Granted(
            variables, lease.EndsAt is { } end ? context.SecondsUntilRenewal(end) : context.SecondsUntil(null)) with
        {
            Lease = lease.ToLease(),
        };
    }

    private async Task<Dictionary<string, string>> ReadAsync(
        IGrouping<string, VaultReference> secret, CancellationToken cancellationToken)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        JsonElement answer = await client.ReadAsync(secret.Key, cancellationToken).ConfigureAwait(false);
        Note(secret.Key, answer, variables);
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

        return variables;
    }

    /// <summary>Notes the lease of a secret before its fields are read: if that fails, it is revoked.</summary>
    private void Note(string path, JsonElement answer, Dictionary<string, string> variables)
    {
        if (answer.TryGetProperty("lease_id", out JsonElement lease)
            && lease.ValueKind == JsonValueKind.String
            && lease.GetString() is { Length: > 0 } id)
        {
            _created.Add(new VaultSecret(
                path,
                id,
                clock.GetUtcNow() + VaultClient.SecondsOf(answer, "lease_duration"),
                VaultClient.IsTrue(answer, "renewable"),
                variables));
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
