using System.Globalization;
using P5.Sources;
using static P5.Sources.SettingRules;

namespace P5.Host;

/// <summary>An access token of Pulumi Cloud.</summary>
/// <param name="Value">The token. Secret.</param>
/// <param name="LifetimeSeconds">How long it lasts.</param>
internal sealed record PulumiToken(string Value, int LifetimeSeconds)
{
    /// <summary>The lifetime alone.</summary>
    public override string ToString() => $"token for {LifetimeSeconds} s";
}

/// <summary>A login to Pulumi Cloud with an OpenID Connect token of another issuer, which it trusts.</summary>
internal sealed class PulumiLogin
{
    /// <summary>The setting that turns it on.</summary>
    public const string Method = "login";

    private const string Organization = "org";
    private const string Team = "team";
    private const string User = "user";
    private const string TokenFile = "token_file";
    private const string Expiration = "expiration";
    private const string Api = "api";

    private const string ByGitHub = "github-oidc";
    private const string ByFile = "oidc";

    private const string DefaultService = "https://api.pulumi.com/";

    /// <summary>The console's address, with which users log in too.</summary>
    private const string ConsoleHost = "app.pulumi.com";

    private readonly string? _tokenFile;
    private readonly string _organization;
    private readonly string? _team;
    private readonly string? _user;
    private readonly TimeSpan? _expiration;
    private readonly Uri _service;

    private PulumiLogin(SourceSettings settings, string method)
    {
        SourceException.CheckAll(
            () => ValidateForAll(settings),
            () => RequireFor(method, settings, Organization),
            () =>
            {
                if (method == ByFile)
                {
                    RequireFor(method, settings, TokenFile);
                }
            },
            () =>
            {
                if (method == ByGitHub && settings.Has(TokenFile))
                {
                    throw Wrong(TokenFile, $"is not used with {Method} = \"{ByGitHub}\"; set \"{ByFile}\"");
                }
            });
        _organization = settings.Text(Organization)!;
        _team = settings.Text(Team);
        _user = settings.Text(User);
        _tokenFile = settings.Text(TokenFile);
        _expiration = settings.Duration(Expiration);
        _service = ServiceOf(settings);
    }

    /// <summary>The settings of a login.</summary>
    public static IReadOnlyList<SourceSetting> Settings { get; } =
    [
        new(Method, SettingKind.Text, "Exchanges an OpenID Connect token for an access token of Pulumi Cloud.")
        {
            Values = [ByGitHub, ByFile],
        },
        new(Organization, SettingKind.Text, "The organization in Pulumi Cloud that the token is for."),
        new(Team, SettingKind.Text, "The team that the token is for. Default: the organization."),
        new(User, SettingKind.Text, "The user whom the token is for. Default: the organization."),
        new(TokenFile, SettingKind.File, $"The file with the token of {Method} = \"{ByFile}\"."),
        new(Expiration, SettingKind.Duration, "How long the token lasts. Default: as Pulumi Cloud decides."),
        new(Api, SettingKind.Text, $"The service that issues the token. Default: {PulumiBackend.Setting}."),
    ];

    /// <summary>The login of settings.</summary>
    /// <returns>The login; null if there is none.</returns>
    /// <exception cref="SourceException">A setting that it needs is missing, or wrong.</exception>
    public static PulumiLogin? Of(SourceSettings settings)
    {
        if (settings.Text(Method) is { } method)
        {
            return new PulumiLogin(settings, method);
        }

        if (settings.IsWrong(Method))
        {
            ValidateForAll(settings);
            return null;
        }

        SourceException.ThrowIfAny(
        [
            .. Settings.Select(setting => setting.Key)
                .Where(settings.Has)
                .Select(key => Wrong(key, $"is only used with {Method}, which is not set")),
        ]);
        return null;
    }

    /// <summary>What a login reads and requests, a line each.</summary>
    /// <param name="workspace">Full path of the workspace.</param>
    public IEnumerable<string> ListUses(string workspace) =>
    [
        _tokenFile is null
            ? "token of GitHub Actions"
            : $"file {RepositoryFolder.DescribeFile(_tokenFile, workspace)}",
        $"requests to {_service}",
    ];

    /// <summary>Gets a token.</summary>
    /// <exception cref="SourceException">The service refuses, or the identity token cannot be read.</exception>
    public async Task<PulumiToken> LogInAsync(SourceContext context, CancellationToken cancellationToken)
    {
        string audience = $"urn:pulumi:org:{_organization}";
        string identity = _tokenFile is null
            ? await GitHubOidc.RequestAsync(context.UserEnvironment, audience, cancellationToken).ConfigureAwait(false)
            : IdentityToken.Of(
                context.Tools.ReadFileOfSetting(TokenFile, _tokenFile), problem => Wrong(TokenFile, problem));
        (string type, string? scope) = (_team, _user) switch
        {
            ({ } team, _) => ("team", $"team:{team}"),
            (_, { } user) => ("personal", $"user:{user}"),
            _ => ("organization", (string?)null),
        };
        var form = new Dictionary<string, string>
        {
            ["audience"] = audience,
            ["grant_type"] = "urn:ietf:params:oauth:grant-type:token-exchange",
            ["subject_token_type"] = "urn:ietf:params:oauth:token-type:id_token",
            ["requested_token_type"] = $"urn:pulumi:token-type:access_token:{type}",
            ["subject_token"] = identity,
        };
        if (scope is not null)
        {
            form.Add("scope", scope);
        }

        if (_expiration is { } expiration)
        {
            form.Add("expiration", expiration.TotalSeconds.ToString("0", CultureInfo.InvariantCulture));
        }

        return await new TokenExchange(_service, context.UserEnvironment)
            .SendAsync(form, identity, cancellationToken).ConfigureAwait(false);
    }

    private static void RequireFor(string method, SourceSettings settings, string key)
    {
        if (!settings.Has(key))
        {
            throw Wrong(Method, $"= \"{method}\" needs {key}", Add(key));
        }
    }

    /// <summary>Throws if settings do not fit together, whatever the login is.</summary>
    private static void ValidateForAll(SourceSettings settings) => SourceException.CheckAll(
        () => ServiceOf(settings),
        () =>
        {
            if (settings.Has(Team) && settings.Has(User))
            {
                throw Excluding(User, Team, ": a token is for a team, for a user, or for the organization");
            }
        });

    private static Uri ServiceOf(SourceSettings settings)
    {
        if (settings.Text(Api) is { } api)
        {
            return ServiceAddress.Parse(api, Api, PulumiBackend.Example);
        }

        return PulumiBackend.Of(settings)?.Service is { } service && service.Host != ConsoleHost
            ? service
            : new Uri(DefaultService);
    }
}
