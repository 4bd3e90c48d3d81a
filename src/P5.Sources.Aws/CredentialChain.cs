using System.Globalization;
using System.Text.RegularExpressions;
using Amazon.Runtime.Endpoints;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Amazon.SSO;
using Amazon.SSO.Model;

namespace P5.Sources.Aws;

/// <summary>Gets the credentials of a profile, and of the profiles that it builds on, for one request.</summary>
/// <param name="files">The user's files.</param>
/// <param name="settings">The settings of the plugin, in the place of a profile.</param>
/// <param name="region">The region of requests to the Security Token Service.</param>
/// <param name="clients">What calls AWS.</param>
/// <param name="login">Logs in to IAM Identity Center.</param>
/// <param name="context">The user, and the environment.</param>
internal sealed partial class CredentialChain(
    AwsFiles files,
    AwsProfile settings,
    string region,
    AwsClients clients,
    SsoLogin login,
    SourceContext context)
{
    private const string DefaultSessionName = "p5";

    /// <summary>The login of P5 that gave the credentials; null if they are from elsewhere.</summary>
    public SsoLease? Login { get; private set; }

    /// <summary>Gets the credentials of a profile.</summary>
    /// <exception cref="SourceException">There are none, or AWS refuses.</exception>
    public Task<AwsKeys> GetAsync(AwsProfile profile, CancellationToken cancellationToken) =>
        GetAsync(profile, [], cancellationToken);

    // In the order of the AWS CLI.
    private async Task<AwsKeys> GetAsync(
        AwsProfile profile, HashSet<string> above, CancellationToken cancellationToken)
    {
        if (profile[AwsKey.RoleArn] is { } role)
        {
            return await AssumeAsync(profile, role, above, cancellationToken).ConfigureAwait(false);
        }

        if (profile[AwsKey.SsoAccountId] is not null || profile[AwsKey.SsoRoleName] is not null)
        {
            return await GetOfPortalAsync(profile, cancellationToken).ConfigureAwait(false);
        }

        if (FindStatic(profile) is { } keys)
        {
            return keys;
        }

        if (profile[AwsKey.CredentialProcess] is { } command)
        {
            return await GetOfProcessAsync(profile, command, cancellationToken).ConfigureAwait(false);
        }

        return profile[AwsKey.CredentialSource] is { } source && profile == settings
            ? await GetOfAsync(profile, source, cancellationToken).ConfigureAwait(false)
            : throw new SourceException(
                $"{profile.Name} has no credentials: no {AwsKey.RoleArn}, {AwsKey.SsoAccountId} with "
                + $"{AwsKey.SsoRoleName}, {AwsKey.AccessKeyId} or {AwsKey.CredentialProcess}. Run 'aws configure sso' "
                + "or 'aws configure'");
    }

    private async Task<AwsKeys> AssumeAsync(
        AwsProfile profile, string role, HashSet<string> above, CancellationToken cancellationToken)
    {
        if (profile[AwsKey.Login] is not null)
        {
            string token = await GitHubOidc.RequestAsync(
                context.UserEnvironment, profile[AwsKey.Audience] ?? "sts.amazonaws.com", cancellationToken)
                .ConfigureAwait(false);
            return await AssumeAsync(profile, role, token, cancellationToken).ConfigureAwait(false);
        }

        if (profile[AwsKey.WebIdentityTokenFile] is { } path)
        {
            // A profile is the user's own.
            SourceFile file = profile == settings
                ? context.Tools.ReadFileOfSetting(AwsKey.WebIdentityTokenFile, path)
                : context.Tools.ReadFile(path);
            string token = IdentityToken.Of(file, problem => profile.Wrong(AwsKey.WebIdentityTokenFile, problem));
            return await AssumeAsync(profile, role, token, cancellationToken).ConfigureAwait(false);
        }

        AwsKeys keys = await GetBaseAsync(profile, above, cancellationToken).ConfigureAwait(false);
        var request = new AssumeRoleRequest
        {
            RoleArn = role,
            RoleSessionName = SessionNameOf(profile),
            ExternalId = profile[AwsKey.ExternalId],
            DurationSeconds = DurationOf(profile),
            SerialNumber = profile[AwsKey.MfaSerial],
        };
        if (request.SerialNumber is { } serial)
        {
            request.TokenCode = await AskCodeAsync(serial, cancellationToken).ConfigureAwait(false);
        }

        string action = $"assume the role {role}";
        using AmazonSecurityTokenServiceClient client = clients.CreateSts(region, keys);
        AssumeRoleResponse answer = await AwsCall.RunAsync(
            action,
            [keys.SecretAccessKey, keys.SessionToken, request.ExternalId],
            () => client.AssumeRoleAsync(request, cancellationToken),
            cancellationToken).ConfigureAwait(false);
        return KeysOf(answer.Credentials, client.DetermineServiceOperationEndpoint(request), action);
    }

    private async Task<AwsKeys> AssumeAsync(
        AwsProfile profile, string role, string token, CancellationToken cancellationToken)
    {
        var request = new AssumeRoleWithWebIdentityRequest
        {
            RoleArn = role,
            RoleSessionName = SessionNameOf(profile),
            DurationSeconds = DurationOf(profile),
            WebIdentityToken = token,
        };
        string action = $"assume the role {role} with an identity token";
        using AmazonSecurityTokenServiceClient client = clients.CreateSts(region, keys: null);
        AssumeRoleWithWebIdentityResponse answer = await AwsCall.RunAsync(
            action,
            [token],
            () => client.AssumeRoleWithWebIdentityAsync(request, cancellationToken),
            cancellationToken).ConfigureAwait(false);
        return KeysOf(answer.Credentials, client.DetermineServiceOperationEndpoint(request), action);
    }

    /// <summary>The credentials with which a role is assumed.</summary>
    private Task<AwsKeys> GetBaseAsync(
        AwsProfile profile, HashSet<string> above, CancellationToken cancellationToken)
    {
        string? name = profile[AwsKey.SourceProfile];
        if (profile[AwsKey.CredentialSource] is { } source)
        {
            return name is null
                ? GetOfAsync(profile, source, cancellationToken)
                : throw profile.Wrong(
                    AwsKey.CredentialSource, $"and {AwsKey.SourceProfile} exclude each other");
        }

        // The settings of a plugin build on the profile that the user has by default.
        AwsProfile below = name is not null ? files.Find(name, profile == settings ? AwsKey.Profile : profile.Name)
            : profile == settings ? files.FindDefault(context) ?? throw NoProfile()
            : throw new SourceException(
                $"{profile.Name} has {AwsKey.RoleArn}, but neither {AwsKey.SourceProfile} nor "
                + $"{AwsKey.CredentialSource}");
        if (below.Name == profile.Name || !above.Add(below.Name))
        {
            // A profile may name itself, if it has keys.
            return Task.FromResult(
                FindStatic(below)
                ?? throw new SourceException($"{below.Name} builds on itself through {AwsKey.SourceProfile}"));
        }

        return GetAsync(below, above, cancellationToken);
    }

    /// <summary>The failure if nothing says which credentials to use.</summary>
    public static SourceException NoProfile() => new(
        "there is no profile to use: AWS_PROFILE is not set, and your files of AWS have no default profile. Run "
        + $"'aws configure sso', or set {AwsKey.Profile} in config")
    {
        Setting = AwsKey.Profile,
        Fix = $"Run 'aws configure sso', or add {AwsKey.Profile} to config.",
    };

    private Task<AwsKeys> GetOfAsync(AwsProfile profile, string source, CancellationToken cancellationToken) =>
        source switch
        {
            AwsKey.OfEnvironment => Task.FromResult(GetOfEnvironment()),
            AwsKey.OfInstance => new MachineCredentials(context).GetOfInstanceAsync(cancellationToken),
            AwsKey.OfContainer => new MachineCredentials(context).GetOfContainerAsync(cancellationToken),
            _ => throw profile.Wrong(
                AwsKey.CredentialSource, $"must be one of {string.Join(", ", AwsKey.CredentialSources)}"),
        };

    /// <summary>Keys that a plugin before this one in <c>order</c> has set, or else the user.</summary>
    private AwsKeys GetOfEnvironment()
    {
        const string Id = AwsVariables.AccessKeyId;
        IReadOnlyDictionary<string, string> environment =
            context.InheritedVariables.ContainsKey(Id) ? context.InheritedVariables : context.UserEnvironment;
        return environment.GetValueOrDefault(Id) is { Length: > 0 } id
            && environment.GetValueOrDefault(AwsVariables.SecretAccessKey) is { Length: > 0 } secret
                ? new AwsKeys(
                    id,
                    secret,
                    environment.GetValueOrDefault(AwsVariables.SessionToken) is { Length: > 0 } token ? token : null,
                    ExpiresAt: null)
                : throw new SourceException(
                    $"{AwsKey.CredentialSource} = \"{AwsKey.OfEnvironment}\" needs {Id} and "
                    + $"{AwsVariables.SecretAccessKey}, which are not set. Set them, or let a plugin before this one "
                    + "in order set them");
    }

    private async Task<AwsKeys> GetOfPortalAsync(AwsProfile profile, CancellationToken cancellationToken)
    {
        string account = profile[AwsKey.SsoAccountId] ?? throw Lacks(profile, AwsKey.SsoAccountId);
        string role = profile[AwsKey.SsoRoleName] ?? throw Lacks(profile, AwsKey.SsoRoleName);
        var session = SsoSession.Of(profile, files);
        string action = $"give credentials of the role {role} in the account {account}";
        using AmazonSSOClient client = clients.CreateSso(session.Region);

        // A token can be refused before its time, as after 'aws sso logout'. The second one is new.
        for (bool isFirst = true; ; isFirst = false)
        {
            SsoToken used = await login.GetTokenAsync(
                session, clients, settings[AwsKey.Browser] != AwsKey.Never, context, cancellationToken)
                .ConfigureAwait(false);
            string token = used.AccessToken!;
            var request =
                new GetRoleCredentialsRequest { AccountId = account, RoleName = role, AccessToken = token };
            try
            {
                GetRoleCredentialsResponse answer = await AwsCall.RunAsync(
                    action,
                    [token],
                    () => client.GetRoleCredentialsAsync(request, cancellationToken),
                    exception => exception is UnauthorizedException && isFirst,
                    cancellationToken).ConfigureAwait(false);
                Login = used.IsOfCli ? null : new SsoLease(session, used);
                return answer.RoleCredentials is { Expiration: { } expiry } keys
                    ? KeysOf(
                        keys.AccessKeyId,
                        keys.SecretAccessKey,
                        keys.SessionToken,
                        () => DateTimeOffset.FromUnixTimeMilliseconds(expiry),
                        action)
                    : throw AwsCall.NotOfAws(action);
            }
            catch (UnauthorizedException)
            {
                login.Reject(session, token, context);
            }
        }
    }

    private async Task<AwsKeys> GetOfProcessAsync(
        AwsProfile profile, string command, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> words = CommandWords.Split(command)
            ?? throw profile.Wrong(AwsKey.CredentialProcess, "has a quote that is not closed");
        byte[] output = await context.Tools.RunAsync(AwsKey.CredentialProcess, words, cancellationToken)
            .ConfigureAwait(false);
        return AwsKeys.Parse(output, $"the output of {AwsKey.CredentialProcess} of {profile.Name}", "SessionToken");
    }

    private static AwsKeys? FindStatic(AwsProfile profile) => profile[AwsKey.AccessKeyId] is { } id
        ? new AwsKeys(
            id,
            profile[AwsKey.SecretAccessKey] ?? throw Lacks(profile, AwsKey.SecretAccessKey),
            profile[AwsKey.SessionToken],
            ExpiresAt: null)
        : null;

    private static SourceException Lacks(AwsProfile profile, string key) => new($"{profile.Name} has no {key}");

    private async Task<string> AskCodeAsync(string serial, CancellationToken cancellationToken)
    {
        if (context.User is not { } user || !await user.IsPresentAsync(cancellationToken).ConfigureAwait(false)
            || await user.AskAsync($"Code of the MFA device {serial}", cancellationToken).ConfigureAwait(false)
                is not { } code)
        {
            throw new SourceException(
                $"the role needs a code of the MFA device {serial}, and no one can enter it in this session. "
                + "Authenticate in an interactive session, or use a profile without MFA");
        }

        return CodeForm().IsMatch(code)
            ? code
            : throw new SourceException($"a code of the MFA device {serial} has 6 digits. Try again");
    }

    private static string SessionNameOf(AwsProfile profile) =>
        profile[AwsKey.RoleSessionName] is not { } name ? DefaultSessionName
        : AwsKey.SessionNameForm.IsMatch(name) ? name
        : throw profile.Wrong(AwsKey.RoleSessionName, $"must be {AwsKey.SessionNameForm.Expected}");

    private static int? DurationOf(AwsProfile profile) =>
        profile[AwsKey.DurationSeconds] is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) ? seconds
        : throw profile.Wrong(AwsKey.DurationSeconds, "must be a number of seconds");

    private static AwsKeys KeysOf(Credentials? answer, Endpoint endpoint, string action)
    {
        if (answer?.Expiration is not { } expiry)
        {
            throw AwsCall.NotOfAws(action);
        }

        // By the clock of this machine, by which the credential expires.
        return KeysOf(
            answer.AccessKeyId,
            answer.SecretAccessKey,
            answer.SessionToken,
            () => new DateTimeOffset(expiry.ToUniversalTime()) - AwsClients.ClockSkewOf(endpoint),
            action);
    }

    private static AwsKeys KeysOf(
        string? id, string? secret, string? token, Func<DateTimeOffset> expiry, string action) => new(
            AwsCall.Require(id, action),
            AwsCall.Require(secret, action),
            AwsCall.Require(token, action),
            AwsCall.TimeOf(expiry, action));

    [GeneratedRegex(@"^[0-9]{6}\z")]
    private static partial Regex CodeForm();
}
