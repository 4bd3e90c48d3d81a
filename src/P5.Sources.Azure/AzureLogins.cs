using System.Buffers.Text;

namespace P5.Sources.Azure;

/// <summary>Makes the login that settings name.</summary>
internal sealed class AzureLogins
{
    private const string DefaultAudience = "api://AzureADTokenExchange";

    private readonly DeviceLogin _devices = new();

    /// <summary>The login of a request. It has not been verified.</summary>
    /// <param name="cloud">The servers.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="http">What talks to the servers.</param>
    /// <param name="context">The user, and what is read.</param>
    /// <param name="cancellationToken">Ends what is read.</param>
    /// <exception cref="SourceException">What it needs cannot be read.</exception>
    public async Task<AzureIdentity> CreateAsync(
        AzureCloud cloud,
        SourceSettings settings,
        AzureHttp http,
        SourceContext context,
        CancellationToken cancellationToken) => LoginOf(settings) switch
        {
            AzureKey.ByDeviceCode => new AzureIdentity(_devices.For(cloud, settings, http, context)),
            AzureKey.ByClientSecret =>
                await WithSecretAsync(cloud, settings, http, context, cancellationToken).ConfigureAwait(false),
            AzureKey.ByCertificate =>
                await WithCertificateAsync(cloud, settings, http, context, cancellationToken).ConfigureAwait(false),
            AzureKey.ByGitHub =>
                await OfGitHubAsync(cloud, settings, http, context, cancellationToken).ConfigureAwait(false),
            AzureKey.ByManagedIdentity => OfMachine(settings, context),
            _ => OfCli(settings, context),
        };

    /// <summary>The login of settings.</summary>
    public static string LoginOf(SourceSettings settings) => settings.Text(AzureKey.Login) ?? AzureKey.ByCli;

    /// <summary>Throws if a login must fail on this machine. Runs and requests nothing.</summary>
    /// <exception cref="SourceException">It must.</exception>
    public static void FindNeeded(SourceSettings settings, SourceContext context)
    {
        switch (LoginOf(settings))
        {
            case AzureKey.ByCli:
                AzureCli.Find(context);
                break;
            case AzureKey.ByClientSecret when !settings.Has(AzureKey.ClientSecret):
                SecretOfUser(context);
                break;
            case AzureKey.ByGitHub:
                GitHubOidc.Find(context.UserEnvironment);
                break;
        }
    }

    private static string SecretOfUser(SourceContext context) =>
        context.UserEnvironment.GetValueOrDefault(AzureVariables.ClientSecret) is { Length: > 0 } secret
            ? secret
            : throw new SourceException(
                $"no secret is known; set {AzureKey.ClientSecret} in config, or {AzureVariables.ClientSecret}")
            {
                Setting = AzureKey.Login,
                Fix = $"Add {AzureKey.ClientSecret} to config, or set {AzureVariables.ClientSecret}.",
            };

    private static AzureIdentity OfCli(SourceSettings settings, SourceContext context)
    {
        AzureCli.Find(context);
        var cli = new AzureCli(settings, context);
        return new AzureIdentity(cli)
        {
            Variables = ForProviders((AzureVariables.ArmUseCli, "true")),
            HasChanged = cli.ReadAccounts().HasChanged,
        };
    }

    private static async Task<AzureIdentity> WithSecretAsync(
        AzureCloud cloud,
        SourceSettings settings,
        AzureHttp http,
        SourceContext context,
        CancellationToken cancellationToken)
    {
        UserSecret secret = settings.Secret(AzureKey.ClientSecret) is { } reference
            ? await context.Tools.ReadSecretAsync(
                reference, AzureKey.ClientSecret, AzureVariables.ClientSecret, cancellationToken).ConfigureAwait(false)
            : new UserSecret(SecretOfUser(context), HasChanged: () => false);
        return new AzureIdentity(
            new ApplicationLogin(
                cloud, settings, http, builder => builder.WithClientSecret(secret.Value), secret.Value))
        {
            Variables = ForApplication(
                settings,
                (AzureVariables.ArmClientSecret, secret.Value),
                (AzureVariables.ClientSecret, secret.Value)),
            HasChanged = secret.HasChanged,
        };
    }

    private static async Task<AzureIdentity> WithCertificateAsync(
        AzureCloud cloud,
        SourceSettings settings,
        AzureHttp http,
        SourceContext context,
        CancellationToken cancellationToken)
    {
        UserSecret? password = settings.Secret(AzureKey.CertificatePassword) is { } reference
            ? await context.Tools.ReadSecretAsync(
                reference, AzureKey.CertificatePassword, AzureVariables.CertificatePassword, cancellationToken)
                .ConfigureAwait(false)
            : null;
        SourceFile file = context.Tools.ReadFileOfSetting(
            AzureKey.Certificate, settings.Text(AzureKey.Certificate)!);
        var certificate = ClientCertificate.Read(file, password?.Value, context.TimeProvider.GetUtcNow());
        (string, string)[] ofPassword = password is null
            ? []
            :
            [
                (AzureVariables.ArmCertificatePassword, password.Value),
                (AzureVariables.CertificatePassword, password.Value),
            ];
        return new AzureIdentity(
            new ApplicationLogin(cloud, settings, http, builder => builder.WithCertificate(certificate), secret: null))
        {
            Variables = ForApplication(
                settings,
                [
                    (AzureVariables.ArmCertificate, file.Path),
                    (AzureVariables.Certificate, file.Path),
                    .. ofPassword,
                ]),
            HasChanged = () => file.HasChanged() || password?.HasChanged() == true,
            Owned = certificate,
        };
    }

    private static async Task<AzureIdentity> OfGitHubAsync(
        AzureCloud cloud,
        SourceSettings settings,
        AzureHttp http,
        SourceContext context,
        CancellationToken cancellationToken)
    {
        string token = await GitHubOidc.RequestAsync(
            context.UserEnvironment, settings.Text(AzureKey.Audience) ?? DefaultAudience, cancellationToken)
            .ConfigureAwait(false);
        return new AzureIdentity(
            new ApplicationLogin(
                cloud,
                settings,
                http,
                builder => builder.WithClientAssertion((CancellationToken _) => Task.FromResult(token)),
                token))
        {
            Variables = ForApplication(
                settings, (AzureVariables.ArmOidcToken, token), (AzureVariables.ArmUseOidc, "true")),
            ExpiresAt = ExpiryOf(token),
        };
    }

    private static AzureIdentity OfMachine(SourceSettings settings, SourceContext context)
    {
        (string, string) use = (AzureVariables.ArmUseMsi, "true");
        return new AzureIdentity(new ManagedIdentity(settings, context))
        {
            Variables = settings.Has(AzureKey.ClientId) ? ForApplication(settings, use) : ForProviders(use),
        };
    }

    private static Dictionary<string, string> ForApplication(
        SourceSettings settings, params (string Name, string Value)[] variables)
    {
        string clientId = settings.Text(AzureKey.ClientId)!;
        return ForProviders(
            [(AzureVariables.ArmClientId, clientId), (AzureVariables.ClientId, clientId), .. variables]);
    }

    /// <summary>
    /// The variables, and those that would let the providers of Pulumi log in in another way than the one that is
    /// verified. Empty ones are for them as if they were not set.
    /// </summary>
    private static Dictionary<string, string> ForProviders(params (string Name, string Value)[] variables)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [AzureVariables.ArmClientId] = "",
            [AzureVariables.ArmClientSecret] = "",
            [AzureVariables.ArmCertificate] = "",
            [AzureVariables.ArmCertificatePassword] = "",
            [AzureVariables.ArmOidcToken] = "",
            [AzureVariables.ArmUseOidc] = "false",
            [AzureVariables.ArmUseMsi] = "false",
            [AzureVariables.ArmUseCli] = "false",
        };
        foreach ((string name, string value) in variables)
        {
            all[name] = value;
        }

        return all;
    }

    private static DateTimeOffset ExpiryOf(string token) =>
        token.Split('.') is [_, { } claims, _]
        && Base64Url.IsValid(claims)
        && JsonAnswer.Parse(Base64Url.DecodeFromChars(claims))?.TimeOf("exp") is { } end
            ? end
            : throw new SourceException("the identity token of GitHub has no exp, the time when it expires");
}
