using System.Globalization;
using System.Text.RegularExpressions;
using static P5.Sources.SettingRules;

namespace P5.Sources.Aws;

/// <summary>The built-in source <c>aws</c>: credentials of a role or a profile of AWS, as variables.</summary>
internal sealed partial class AwsSource : ISeparateSource
{
    private const string StsRegion = "us-east-1";

    private static readonly TimeSpan s_shortestRole = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan s_longestRole = TimeSpan.FromHours(12);

    /// <summary>Settings that say how to assume a role.</summary>
    private static readonly string[] s_ofRole =
    [
        AwsKey.RoleSessionName, AwsKey.ExternalId, AwsKey.Duration, AwsKey.MfaSerial, AwsKey.WebIdentityTokenFile,
        AwsKey.Login,
    ];

    /// <summary>Settings that get by without the credentials of a profile.</summary>
    private static readonly string[] s_inPlaceOfProfile =
        [AwsKey.Login, AwsKey.WebIdentityTokenFile, AwsKey.CredentialSource, AwsKey.SsoAccountId];

    private readonly SsoLogin _login;

    /// <summary>Creates the source.</summary>
    public AwsSource()
        : this(Browser.Open)
    {
    }

    /// <param name="openPage">Opens a page in the user's browser.</param>
    public AwsSource(Action<Uri> openPage) => _login = new SsoLogin(openPage);

    /// <inheritdoc />
    public IReadOnlyList<SourceSetting> Settings { get; } =
    [
        new(AwsKey.Profile, SettingKind.Text, "The profile of ~/.aws/config. Default: AWS_PROFILE, else default."),
        new(AwsKey.Region, SettingKind.Text, "The region. Default: the profile's, else AWS_REGION."),
        new(AwsKey.RoleArn, SettingKind.Text, "The ARN of the role to assume."),
        new(AwsKey.RoleSessionName, SettingKind.Text, "The name of the role's session. Default: p5.")
        {
            Form = AwsKey.SessionNameForm,
        },
        new(AwsKey.ExternalId, SettingKind.Text, "The external id that the role requires."),
        new(AwsKey.Duration, SettingKind.Duration, "How long the role's session lasts. Default: AWS's, 1h."),
        new(AwsKey.MfaSerial, SettingKind.Text, "The serial number or ARN of the MFA device that the role requires."),
        new(AwsKey.CredentialSource, SettingKind.Text, "Where the credentials are that the role is assumed with.")
        {
            Values = AwsKey.CredentialSources,
        },
        new(AwsKey.WebIdentityTokenFile, SettingKind.File, "The file of the identity token to assume the role with."),
        new(AwsKey.Login, SettingKind.Text, "Assumes the role with the identity token of a job of GitHub Actions.")
        {
            Values = [AwsKey.ByGitHub],
        },
        new(AwsKey.Audience, SettingKind.Text, "Whom GitHub's token is for. Default: sts.amazonaws.com."),
        new(AwsKey.SsoSession, SettingKind.Text, "The sso-session of ~/.aws/config to log in with."),
        new(AwsKey.SsoStartUrl, SettingKind.Text, "The portal of IAM Identity Center, in place of an sso-session."),
        new(AwsKey.SsoRegion, SettingKind.Text, "The region of the portal."),
        new(AwsKey.SsoAccountId, SettingKind.Text, "The account to get credentials of from the portal."),
        new(AwsKey.SsoRoleName, SettingKind.Text, "The role in that account."),
        new(AwsKey.Browser, SettingKind.Text, "Whether a login opens the browser. Default: auto.")
        {
            Values = [AwsKey.Auto, AwsKey.Never],
        },
    ];

    /// <inheritdoc />
    public void Validate(SourceSettings settings)
    {
        string[] origins = [.. s_inPlaceOfProfile.Prepend(AwsKey.Profile).Where(settings.Has)];
        SourceException.CheckAll(
            () => Check(settings, AwsKey.Region, AwsClients.IsRegion, AwsClients.RegionProblem),
            () => Check(settings, AwsKey.SsoRegion, AwsClients.IsRegion, AwsClients.RegionProblem),
            () => Check(
                settings,
                AwsKey.RoleArn,
                RoleForm().IsMatch,
                "must be the ARN of a role, such as arn:aws:iam::123456789012:role/deploy"),
            () => Check(
                settings,
                AwsKey.SsoAccountId,
                AccountForm().IsMatch,
                "must be the number of an account: 12 digits, in quotes"),
            () => Check(settings, AwsKey.SsoStartUrl, SsoSession.IsStartUrl, SsoSession.StartUrlProblem),
            () =>
            {
                if (settings.Duration(AwsKey.Duration) is { } duration
                    && (duration < s_shortestRole || duration > s_longestRole))
                {
                    throw Wrong(AwsKey.Duration, "must be from 15m to 12h");
                }
            },
            () => Require(settings, s_ofRole, AwsKey.RoleArn),
            () => Require(settings, [AwsKey.Audience], AwsKey.Login),
            () => Require(settings, [AwsKey.SsoAccountId], AwsKey.SsoRoleName),
            () => Require(settings, [AwsKey.SsoRoleName, AwsKey.SsoSession, AwsKey.SsoStartUrl], AwsKey.SsoAccountId),
            () => Require(settings, [AwsKey.SsoStartUrl], AwsKey.SsoRegion),
            () => Exclude(settings, AwsKey.SsoSession, AwsKey.SsoStartUrl),
            () => Exclude(settings, AwsKey.SsoAccountId, AwsKey.RoleArn),
            () =>
            {
                if (settings.Has(AwsKey.SsoAccountId)
                    && !settings.Has(AwsKey.SsoSession) && !settings.Has(AwsKey.SsoStartUrl))
                {
                    throw Wrong(
                        AwsKey.SsoAccountId,
                        $"needs {AwsKey.SsoSession}, or {AwsKey.SsoStartUrl} and {AwsKey.SsoRegion}",
                        Add($"{AwsKey.SsoSession}, or {AwsKey.SsoStartUrl} and {AwsKey.SsoRegion}"));
                }
            },
            () =>
            {
                if (origins.Length > 1)
                {
                    throw Excluding(origins[1], origins[0]);
                }
            },
            () =>
            {
                if (settings.Has(AwsKey.MfaSerial)
                    && (settings.Has(AwsKey.Login) || settings.Has(AwsKey.WebIdentityTokenFile)))
                {
                    throw Wrong(AwsKey.MfaSerial, "does not apply to a role that is assumed with an identity token");
                }
            });
    }

    /// <inheritdoc />
    public IEnumerable<string> ListNames(SourceSettings settings) =>
    [
        AwsVariables.AccessKeyId, AwsVariables.SecretAccessKey, AwsVariables.SessionToken, AwsVariables.Region,
        AwsVariables.DefaultRegion,
    ];

    /// <inheritdoc />
    public IEnumerable<SourceException> FindMissing(SourceSettings settings, SourceContext context)
    {
        var files = AwsFiles.Read(context);
        var problems = new List<SourceException>();
        Look(() => _ = FindProfile(settings, files, context)
            ?? (s_inPlaceOfProfile.Any(settings.Has) ? null : throw CredentialChain.NoProfile()));
        Look(() =>
        {
            if (settings.Text(AwsKey.SsoSession) is { } session)
            {
                files.FindSection("sso-session", session, AwsKey.SsoSession);
            }
        });
        return problems;

        void Look(Action search)
        {
            try
            {
                search();
            }
            catch (SourceException exception)
            {
                problems.Add(exception);
            }
        }
    }

    /// <inheritdoc />
    public IEnumerable<string> ListUses(SourceSettings settings)
    {
        if (!s_inPlaceOfProfile.Any(key => settings.Text(key) is not null))
        {
            yield return settings.Text(AwsKey.Profile) is { } profile
                ? $"your AWS profile {profile}, and what that logs in to or runs"
                : "your AWS profile of AWS_PROFILE, else default, and what that logs in to or runs";
        }

        if (settings.Text(AwsKey.SsoAccountId) is { } account)
        {
            string portal = settings.Text(AwsKey.SsoStartUrl) is { } url
                ? $"{url} in {settings.Text(AwsKey.SsoRegion)}"
                : $"your sso-session {settings.Text(AwsKey.SsoSession)}";
            yield return $"login at {portal}, role {settings.Text(AwsKey.SsoRoleName)} in the account {account}";
        }

        if (settings.Text(AwsKey.CredentialSource) is { } source)
        {
            yield return $"the credentials of {source}";
        }

        if (settings.Text(AwsKey.WebIdentityTokenFile) is not null)
        {
            yield return $"the identity token of {AwsKey.WebIdentityTokenFile}, sent to AWS";
        }

        if (settings.Text(AwsKey.Login) is not null)
        {
            yield return "the identity token of GitHub Actions, sent to AWS";
        }

        if (settings.Text(AwsKey.RoleArn) is { } role)
        {
            yield return $"the role {role}";
        }
    }

    /// <inheritdoc />
    public IEnumerable<string> ListVariables(SourceSettings settings)
    {
        IReadOnlyList<string> ofProfile =
            s_inPlaceOfProfile.Prepend(AwsKey.Profile).Any(key => settings.Text(key) is not null)
                ? []
                : [AwsFiles.ProfileVariable];
        IReadOnlyList<string> ofRegion =
            settings.Text(AwsKey.Region) is null ? [AwsVariables.Region, AwsVariables.DefaultRegion] : [];
        IReadOnlyList<string> ofKeys = settings.Text(AwsKey.CredentialSource) switch
        {
            AwsKey.OfEnvironment =>
                [AwsVariables.AccessKeyId, AwsVariables.SecretAccessKey, AwsVariables.SessionToken],
            AwsKey.OfInstance => MachineCredentials.OfInstance,
            AwsKey.OfContainer => MachineCredentials.OfContainer,
            _ => [],
        };
        return [.. ofProfile, .. ofRegion, .. ofKeys, .. AwsFiles.Variables, .. AwsClients.Variables];
    }

    /// <inheritdoc />
    public async Task<CredentialResult> ReadAsync(
        SourceSettings settings, SourceContext context, CancellationToken cancellationToken)
    {
        var files = AwsFiles.Read(context);
        AwsProfile? named = FindProfile(settings, files, context);
        AwsProfile own = ProfileOf(settings);
        bool isOwn = own[AwsKey.RoleArn] is not null || s_inPlaceOfProfile.Any(key => own[key] is not null);
        string? region = RegionOf(settings, named, context);
        var clients = new AwsClients(files, named, context);
        var chain = new CredentialChain(files, own, region ?? StsRegion, clients, _login, context);
        AwsKeys keys = await chain
            .GetAsync(isOwn ? own : named ?? throw CredentialChain.NoProfile(), cancellationToken)
            .ConfigureAwait(false);
        return CredentialResult.Granted(VariablesOf(keys, region), context.LifetimeUntil(keys.ExpiresAt)) with
        {
            HasChanged = files.HaveChanged,
            Lease = chain.Login?.ToLease(ProfileNameOf(settings, named, context)),
        };
    }

    /// <inheritdoc />
    public async Task RevokeAsync(CredentialLease lease, SourceContext context, CancellationToken cancellationToken)
    {
        var ended = SsoLease.Of(lease);
        var files = AwsFiles.Read(context);
        AwsProfile? profile = ended.Profile is { } name ? files.Find(name, "the login") : null;
        await _login.LogOutAsync(ended, new AwsClients(files, profile, context), context, cancellationToken)
            .ConfigureAwait(false);
    }

    private static string? ProfileNameOf(SourceSettings settings, AwsProfile? named, SourceContext context) =>
        named is null ? null : settings.Text(AwsKey.Profile) ?? AwsFiles.DefaultNameOf(context);

    /// <summary>The profile that the settings name or that the user has by default; null if there is none.</summary>
    private static AwsProfile? FindProfile(SourceSettings settings, AwsFiles files, SourceContext context) =>
        settings.Text(AwsKey.Profile) is { } name ? files.Find(name, AwsKey.Profile)
        : s_inPlaceOfProfile.Any(settings.Has) ? null
        : files.FindDefault(context);

    private static AwsProfile ProfileOf(SourceSettings settings)
    {
        var own = new AwsProfile("config");
        foreach (string key in (string[])
            [
                AwsKey.RoleArn, AwsKey.RoleSessionName, AwsKey.ExternalId, AwsKey.MfaSerial, AwsKey.CredentialSource,
                AwsKey.WebIdentityTokenFile, AwsKey.Login, AwsKey.Audience, AwsKey.SsoSession, AwsKey.SsoStartUrl,
                AwsKey.SsoRegion, AwsKey.SsoAccountId, AwsKey.SsoRoleName, AwsKey.Browser,
            ])
        {
            if (settings.Text(key) is { } value)
            {
                own.Set(key, value);
            }
        }

        if (settings.Text(AwsKey.Profile) is { } profile)
        {
            own.Set(AwsKey.SourceProfile, profile);
        }

        if (settings.Duration(AwsKey.Duration) is { } duration)
        {
            own.Set(AwsKey.DurationSeconds, ((int)duration.TotalSeconds).ToString(CultureInfo.InvariantCulture));
        }

        return own;
    }

    // Not the environment's first, as in the AWS CLI: what a plugin has applied must not decide what it gets next.
    private static string? RegionOf(SourceSettings settings, AwsProfile? profile, SourceContext context)
    {
        if (settings.Text(AwsKey.Region) is { } ofSettings)
        {
            return ofSettings;
        }

        if (profile?[AwsKey.Region] is { } ofProfile)
        {
            return AwsClients.RequireRegion(ofProfile, problem => profile.Wrong(AwsKey.Region, problem));
        }

        foreach (string variable in (string[])[AwsVariables.Region, AwsVariables.DefaultRegion])
        {
            if (context.UserEnvironment.GetValueOrDefault(variable) is { Length: > 0 } ofUser)
            {
                return AwsClients.RequireRegion(ofUser, problem => new SourceException($"{variable} {problem}"));
            }
        }

        return null;
    }

    private static Dictionary<string, string> VariablesOf(AwsKeys keys, string? region)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [AwsVariables.AccessKeyId] = keys.AccessKeyId,
            [AwsVariables.SecretAccessKey] = keys.SecretAccessKey,

            // Keys of a user do not work beside a token of another session.
            [AwsVariables.SessionToken] = keys.SessionToken ?? "",
        };
        if (region is not null)
        {
            variables[AwsVariables.Region] = region;
            variables[AwsVariables.DefaultRegion] = region;
        }

        return variables;
    }

    [GeneratedRegex(@"^[0-9]{12}\z")]
    private static partial Regex AccountForm();

    [GeneratedRegex(@"^arn:aws[a-z-]*:iam::[0-9]{12}:role/[\w+=,.@/-]+\z", RegexOptions.ECMAScript)]
    private static partial Regex RoleForm();
}
