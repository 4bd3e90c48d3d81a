using System.Text.RegularExpressions;
using static P5.Sources.SettingRules;

namespace P5.Sources.Azure;

/// <summary>
/// The built-in source <c>azure</c>: a verified login to Azure for Pulumi and the SDKs, secrets of Key Vault, and
/// access tokens, as variables.
/// </summary>
internal sealed partial class AzureSource : ISeparateSource
{
    /// <summary>What each login cannot do without.</summary>
    private static readonly Dictionary<string, string[]> s_needs = new()
    {
        [AzureKey.ByClientSecret] = [AzureKey.Tenant, AzureKey.ClientId],
        [AzureKey.ByCertificate] = [AzureKey.Tenant, AzureKey.ClientId, AzureKey.Certificate],
        [AzureKey.ByGitHub] = [AzureKey.Tenant, AzureKey.ClientId],
    };

    /// <summary>The settings that are not of all logins.</summary>
    private static readonly (string Key, string[] Logins)[] s_uses =
    [
        (
            AzureKey.ClientId,
            [
                AzureKey.ByDeviceCode, AzureKey.ByClientSecret, AzureKey.ByCertificate, AzureKey.ByGitHub,
                AzureKey.ByManagedIdentity,
            ]),
        (AzureKey.ClientSecret, [AzureKey.ByClientSecret]),
        (AzureKey.Certificate, [AzureKey.ByCertificate]),
        (AzureKey.CertificatePassword, [AzureKey.ByCertificate]),
        (AzureKey.Audience, [AzureKey.ByGitHub]),
    ];

    private static readonly Dictionary<string, string> s_nothing = [];

    private readonly AzureLogins _logins = new();

    /// <inheritdoc />
    public IReadOnlyList<SourceSetting> Settings { get; } =
    [
        new(AzureKey.Login, SettingKind.Text, "How to log in. Default: cli, the login of the Azure CLI.")
        {
            Values = AzureKey.Logins,
        },
        new(AzureKey.Tenant, SettingKind.Text, "The tenant: its ID or one of its domains."),
        new(AzureKey.ClientId, SettingKind.Text, "The ID of the application, or of the managed identity."),
        new(AzureKey.Subscription, SettingKind.Text, "The ID of the subscription. Default with cli: the selected one."),
        new(AzureKey.Environment, SettingKind.Text, "The cloud. Default: public.") { Values = AzureCloud.Names },
        new(
            AzureKey.ClientSecret,
            SettingKind.Secret,
            $"Where the secret of the application is kept. Default: {AzureVariables.ClientSecret}."),
        new(
            AzureKey.Certificate,
            SettingKind.File,
            "The file with the certificate of the application and its private key, in PEM or PKCS #12."),
        new(AzureKey.CertificatePassword, SettingKind.Secret, "Where the password of that file is kept."),
        new(AzureKey.Audience, SettingKind.Text, "Whom GitHub's token is for. Default: api://AzureADTokenExchange."),
        new(AzureKey.Variables, SettingKind.Table, "For each variable the address of a secret of Key Vault.")
        {
            NamesVariables = true,
        },
        new(AzureKey.Tokens, SettingKind.Table, "For each variable the scope of the access token that it gets.")
        {
            NamesVariables = true,
        },
    ];

    /// <inheritdoc />
    public void Validate(SourceSettings settings)
    {
        string? login = settings.IsWrong(AzureKey.Login) ? null : AzureLogins.LoginOf(settings);
        AzureCloud? cloud = settings.IsWrong(AzureKey.Environment) ? null : AzureCloud.Of(settings);
        SourceException.CheckAll(
        [
            () => Check(
                settings,
                AzureKey.Tenant,
                text => IsId(text) || DomainForm().IsMatch(text),
                "must be the ID of a tenant or one of its domains, such as example.onmicrosoft.com"),
            () => Check(
                settings,
                AzureKey.ClientId,
                IsId,
                "must be the ID of an application, such as 00000000-0000-0000-0000-000000000000"),
            () => Check(
                settings,
                AzureKey.Subscription,
                IsId,
                "must be the ID of a subscription, such as 00000000-0000-0000-0000-000000000000"),
            () =>
            {
                if (login is not null)
                {
                    RequireNeeded(settings, login);
                }
            },
            .. s_uses.Select<(string Key, string[] Logins), Action>(use => () =>
            {
                if (login is not null && settings.Has(use.Key) && !use.Logins.Contains(login))
                {
                    throw Wrong(
                        use.Key,
                        $"does not apply to {AzureKey.Login} = \"{login}\"",
                        $"Remove {use.Key}, or correct {AzureKey.Login}.");
                }
            }),
            .. SecretsIn(settings).Keys.Select<string, Action>(name => () => ValidateName(AzureKey.Variables, name)),
            .. TokensOf(settings).Keys.Select<string, Action>(name => () => ValidateName(AzureKey.Tokens, name)),
            .. TokensOf(settings).Keys.Select<string, Action>(name => () =>
            {
                if (SecretsIn(settings).Keys.Contains(name, StringComparer.OrdinalIgnoreCase))
                {
                    throw Wrong(AzureKey.Tokens, $"and {AzureKey.Variables} both have {name}");
                }
            }),
            .. SecretsIn(settings).Select<KeyValuePair<string, string>, Action>(pair => () =>
            {
                if (cloud is not null)
                {
                    KeyVaultSecret.Parse(pair.Key, pair.Value, cloud);
                }
            }),
            .. TokensOf(settings).Select<KeyValuePair<string, string>, Action>(pair => () =>
            {
                if (!ScopeForm().IsMatch(pair.Value))
                {
                    throw Wrong(
                        AzureKey.Tokens,
                        $"has a wrong scope for {pair.Key}: it must end with {AzureCloud.DefaultScope}, such as "
                            + "https://graph.microsoft.com/.default");
                }
            }),
        ]);
    }

    /// <inheritdoc />
    public IEnumerable<string> ListNames(SourceSettings settings) =>
        [.. AzureVariables.All, .. SecretsIn(settings).Keys, .. TokensOf(settings).Keys];

    /// <inheritdoc />
    public IEnumerable<SourceException> FindMissing(SourceSettings settings, SourceContext context)
    {
        try
        {
            SourceException.CheckAll(
                () =>
                {
                    var cloud = AzureCloud.Of(settings, context.UserEnvironment);
                    RequireAuthority(SecretsOf(settings, cloud), cloud);
                },
                () => AzureLogins.FindNeeded(settings, context));
            return [];
        }
        catch (SourceException exception)
        {
            return exception.Problems;
        }
    }

    /// <inheritdoc />
    public IEnumerable<string> ListUses(SourceSettings settings)
    {
        string of = settings.Text(AzureKey.Tenant) is { } tenant ? $" of the tenant {tenant}" : "";
        string application = $"the application {settings.Text(AzureKey.ClientId)}{of}";
        yield return AzureLogins.LoginOf(settings) switch
        {
            AzureKey.ByDeviceCode => $"your login to Entra ID{of}, confirmed in the browser",
            AzureKey.ByClientSecret => $"{application}, with its secret",
            AzureKey.ByCertificate => $"{application}, with a certificate",
            AzureKey.ByGitHub => $"{application}, with the identity token of GitHub Actions",
            AzureKey.ByManagedIdentity => "the managed identity of this machine",
            _ => $"your login of the Azure CLI{of}",
        };
        foreach (KeyValuePair<string, string> secret in SecretsIn(settings))
        {
            yield return $"{secret.Key} from {secret.Value}";
        }

        foreach (KeyValuePair<string, string> token in TokensOf(settings))
        {
            yield return $"{token.Key}, an access token for {token.Value}";
        }
    }

    /// <inheritdoc />
    public IEnumerable<string> ListVariables(SourceSettings settings) =>
    [
        AzureCloud.AuthorityVariable,
        AzureHttp.CertificatesVariable,
        .. AzureLogins.LoginOf(settings) switch
        {
            AzureKey.ByCli => [AzureCli.FolderVariable],
            AzureKey.ByClientSecret when !settings.Has(AzureKey.ClientSecret) => [AzureVariables.ClientSecret],
            AzureKey.ByManagedIdentity => ManagedIdentity.Variables,
            _ => (IReadOnlyList<string>)[],
        },
    ];

    /// <inheritdoc />
    public async Task<CredentialResult> ReadAsync(
        SourceSettings settings, SourceContext context, CancellationToken cancellationToken)
    {
        var cloud = AzureCloud.Of(settings, context.UserEnvironment);
        IReadOnlyList<KeyVaultSecret> secrets = SecretsOf(settings, cloud);
        RequireAuthority(secrets, cloud);
        using var http = new AzureHttp(cloud, context);
        using AzureIdentity identity = await _logins
            .CreateAsync(cloud, settings, http, context, cancellationToken).ConfigureAwait(false);
        Task<AzureToken> GetAsync(string scope) => identity.Login.GetTokenAsync(scope, cancellationToken);

        // A user's own application need not have access to Azure Resource Manager.
        AzureToken verified = await GetAsync(
            AzureLogins.LoginOf(settings) != AzureKey.ByDeviceCode ? cloud.ManagementScope
            : secrets.Count > 0 ? cloud.VaultScope
            : TokensOf(settings).First().Value).ConfigureAwait(false);
        Dictionary<string, string> variables = VariablesOf(settings, cloud, identity, verified);
        DateTimeOffset? end = identity.ExpiresAt;
        foreach ((string variable, string scope) in TokensOf(settings))
        {
            AzureToken token = await GetAsync(scope).ConfigureAwait(false);
            variables[variable] = token.Value;
            end = end < token.ExpiresAt ? end : token.ExpiresAt;
        }

        if (secrets.Count > 0)
        {
            var vault = new KeyVault(http.Client, await GetAsync(cloud.VaultScope).ConfigureAwait(false));
            foreach (KeyVaultSecret secret in secrets)
            {
                variables[secret.Variable] = await vault.ReadAsync(secret, cancellationToken).ConfigureAwait(false);
            }
        }

        return CredentialResult.Granted(variables, context.LifetimeUntil(end)) with
        {
            HasChanged = identity.HasChanged,
        };
    }

    /// <inheritdoc />
    /// <remarks>Entra ID has no request that ends a login or a token: no answer has a lease.</remarks>
    public Task RevokeAsync(CredentialLease lease, SourceContext context, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("The source has created nothing that can be revoked.");

    private static bool IsId(string text) => Guid.TryParseExact(text, "D", out _);

    private static IReadOnlyDictionary<string, string> TokensOf(SourceSettings settings) =>
        settings.Table(AzureKey.Tokens) ?? s_nothing;

    private static IReadOnlyDictionary<string, string> SecretsIn(SourceSettings settings) =>
        settings.Table(AzureKey.Variables) ?? s_nothing;

    private static IReadOnlyList<KeyVaultSecret> SecretsOf(SourceSettings settings, AzureCloud cloud) =>
        [.. SecretsIn(settings).Select(pair => KeyVaultSecret.Parse(pair.Key, pair.Value, cloud))];

    private static void RequireNeeded(SourceSettings settings, string login)
    {
        string[] missing = [.. s_needs.GetValueOrDefault(login, []).Where(key => !settings.Has(key))];
        if (missing.Length > 0)
        {
            string keys = missing.Length == 1
                ? missing[0]
                : $"{string.Join(", ", missing[..^1])} and {missing[^1]}";
            throw Wrong(AzureKey.Login, $"= \"{login}\" needs {keys}", Add(keys));
        }

        if (login == AzureKey.ByDeviceCode && !settings.Has(AzureKey.Variables) && !settings.Has(AzureKey.Tokens))
        {
            const string Either = $"{AzureKey.Variables} or {AzureKey.Tokens}";
            throw Wrong(
                AzureKey.Login,
                $"= \"{login}\" needs {Either}: no provider takes the login itself",
                Add(Either));
        }
    }

    // A token of the real Entra ID must not go to whatever listens on this machine.
    private static void RequireAuthority(IReadOnlyList<KeyVaultSecret> secrets, AzureCloud cloud)
    {
        if (secrets.FirstOrDefault(secret => secret.IsLocal) is { } local && !cloud.Authority.IsLoopback)
        {
            throw KeyVaultSecret.Wrong(local.Variable, cloud);
        }
    }

    private static void ValidateName(string key, string name)
    {
        if (AzureVariables.All.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            throw Wrong(key, $"has {name}, which the login sets");
        }
    }

    private static Dictionary<string, string> VariablesOf(
        SourceSettings settings, AzureCloud cloud, AzureIdentity identity, AzureToken token)
    {
        var variables = new Dictionary<string, string>(identity.Variables, StringComparer.Ordinal);
        void Add(string? value, params string[] names)
        {
            foreach (string name in value is null ? [] : names)
            {
                variables[name] = value!;
            }
        }

        Add(settings.Text(AzureKey.Tenant) ?? token.Tenant, AzureVariables.ArmTenant, AzureVariables.Tenant);
        Add(
            settings.Text(AzureKey.Subscription) ?? token.Subscription,
            AzureVariables.ArmSubscription,
            AzureVariables.Subscription);

        // Tools use the default cloud without them.
        Add(cloud.IsDefault ? null : cloud.Name, AzureVariables.ArmEnvironment);
        Add(cloud.IsDefault ? null : cloud.Authority.AbsoluteUri, AzureVariables.AuthorityHost);
        return variables;
    }

    [GeneratedRegex(@"^[0-9A-Za-z-]{1,63}(\.[0-9A-Za-z-]{1,63})+\z")]
    private static partial Regex DomainForm();

    // Also an argument of the Azure CLI, which is a batch file on Windows: no character has a meaning there.
    [GeneratedRegex(@"^([a-z][a-z0-9+]*://)?[0-9A-Za-z][0-9A-Za-z._/-]*/\.default\z")]
    private static partial Regex ScopeForm();
}
