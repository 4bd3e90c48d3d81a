using System.Collections.Concurrent;
using System.Security.Cryptography;
using Amazon.SSO;
using Amazon.SSO.Model;
using Amazon.SSOOIDC;
using Amazon.SSOOIDC.Model;

namespace P5.Sources.Aws;

/// <summary>
/// Logs in to IAM Identity Center, once for all requests of the process from one repository: with the token of the AWS
/// CLI, with one that is stored, or with a code that the user confirms in a browser. Thread-safe.
/// </summary>
/// <param name="openPage">Opens a page in the user's browser.</param>
internal sealed class SsoLogin(Action<Uri> openPage)
{
    /// <summary>How long before its end a token or a registration is not used any more.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    private const string StoreName = "sso";
    private const string ClientName = "P5 for PowerShell";
    private const string DeviceGrant = "urn:ietf:params:oauth:grant-type:device_code";
    private const string RefreshGrant = "refresh_token";
    private const string Register = "register P5 for a login with SSO";
    private const string Start = "start the login with SSO";
    private const string Complete = "complete the login with SSO";
    private const string Renew = "renew the login with SSO";

    private static readonly TimeSpan s_defaultInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_longestInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_slowDown = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_defaultLifetime = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<SessionKey, Login> _logins = new();

    /// <summary>Gets an access token.</summary>
    /// <param name="session">Where to log in.</param>
    /// <param name="clients">What calls AWS.</param>
    /// <param name="opensBrowser">Whether to open the page of the code.</param>
    /// <param name="context">The user, and the store.</param>
    /// <param name="cancellationToken">Ends the login.</param>
    /// <returns>The token. Secret.</returns>
    /// <exception cref="SourceException">There is none, or the login fails.</exception>
    public async Task<SsoToken> GetTokenAsync(
        SsoSession session,
        AwsClients clients,
        bool opensBrowser,
        SourceContext context,
        CancellationToken cancellationToken)
    {
        Login login = LoginOf(session, context);
        await login.Turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await FindAsync(login, session, clients, context, cancellationToken).ConfigureAwait(false)
                ?? await LogInAsync(login, session, clients, opensBrowser, context, cancellationToken)
                    .ConfigureAwait(false);
        }
        finally
        {
            login.Turn.Release();
        }
    }

    /// <summary>Does not use a token again, which AWS has refused.</summary>
    public void Reject(SsoSession session, string token, SourceContext context) =>
        LoginOf(session, context).Rejected = Digest(token);

    /// <summary>Logs out: no token of the session can be used or renewed any more.</summary>
    /// <param name="lease">The login.</param>
    /// <param name="clients">What calls AWS.</param>
    /// <param name="context">The clock, and the repository.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SourceException">AWS refuses, or cannot be reached.</exception>
    public async Task LogOutAsync(
        SsoLease lease, AwsClients clients, SourceContext context, CancellationToken cancellationToken)
    {
        Login login = LoginOf(lease.Session, context);
        await login.Turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // A later request may have renewed it.
            SsoToken? token = login.Token ?? lease.Token;
            if (!token.IsValidAt(context.TimeProvider.GetUtcNow()))
            {
                token = token.RefreshToken is null
                    ? null
                    : await RefreshAsync(login, token, clients, context, cancellationToken).ConfigureAwait(false);
            }

            if (token is not null)
            {
                await LogOutAsync(token, clients, cancellationToken).ConfigureAwait(false);
            }

            login.Token = null;
        }
        finally
        {
            login.Turn.Release();
        }
    }

    private static async Task LogOutAsync(SsoToken token, AwsClients clients, CancellationToken cancellationToken)
    {
        using AmazonSSOClient client = clients.CreateSso(token.Region!);
        var request = new LogoutRequest { AccessToken = token.AccessToken };
        try
        {
            await AwsCall.RunAsync(
                "log out of SSO",
                [token.AccessToken],
                () => client.LogoutAsync(request, cancellationToken),
                exception => exception is UnauthorizedException,
                cancellationToken).ConfigureAwait(false);
        }
        catch (UnauthorizedException)
        {
            // The login has ended before, as after 'aws sso logout' elsewhere.
        }
    }

    private static string Digest(string token) =>
        Convert.ToHexString(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(token)));

    private static async Task<SsoToken?> FindAsync(
        Login login,
        SsoSession session,
        AwsClients clients,
        SourceContext context,
        CancellationToken cancellationToken)
    {
        bool IsUsable(SsoToken? token) =>
            token?.IsValidAt(context.TimeProvider.GetUtcNow()) == true && Digest(token.AccessToken!) != login.Rejected;

        if (IsUsable(login.Token))
        {
            return login.Token;
        }

        string ofCli = Path.Join(AwsFiles.FolderOf(context), "sso", "cache", session.CliCacheName);
        if (SsoToken.Parse(context.Tools.ReadFile(ofCli).Bytes, session) is { } cached && IsUsable(cached))
        {
            return cached with { IsOfCli = true };
        }

        if (context.Store is { } store
            && SsoToken.Parse(
                await store.ReadAsync(StoreName, cancellationToken).ConfigureAwait(false), session) is { } stored)
        {
            login.Token = stored;
            if (IsUsable(stored))
            {
                return stored;
            }
        }

        return login.Token is { RefreshToken: not null } old
            ? await RefreshAsync(login, old, clients, context, cancellationToken).ConfigureAwait(false)
            : null;
    }

    /// <returns>A new token; null if the user must log in again.</returns>
    private static async Task<SsoToken?> RefreshAsync(
        Login login, SsoToken old, AwsClients clients, SourceContext context, CancellationToken cancellationToken)
    {
        if (!old.IsRegisteredAt(context.TimeProvider.GetUtcNow()))
        {
            return null;
        }

        using AmazonSSOOIDCClient client = clients.CreateSsoOidc(old.Region!);
        var request = new CreateTokenRequest
        {
            ClientId = old.ClientId,
            ClientSecret = old.ClientSecret,
            GrantType = RefreshGrant,
            RefreshToken = old.RefreshToken,
        };
        try
        {
            CreateTokenResponse answer = await AwsCall.RunAsync(
                Renew,
                [old.ClientSecret, old.RefreshToken],
                () => client.CreateTokenAsync(request, cancellationToken),
                exception => exception is ExpiredTokenException or InvalidGrantException or InvalidClientException
                    or UnauthorizedClientException or AccessDeniedException,
                cancellationToken).ConfigureAwait(false);
            return await KeepAsync(login, old, answer, Renew, context, cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonSSOOIDCException)
        {
            // It is not valid any more, as after a logout.
            login.Token = old with { RefreshToken = null };
            return null;
        }
    }

    private async Task<SsoToken> LogInAsync(
        Login login,
        SsoSession session,
        AwsClients clients,
        bool opensBrowser,
        SourceContext context,
        CancellationToken cancellationToken)
    {
        if (context.User is not { } user || !await user.IsPresentAsync(cancellationToken).ConfigureAwait(false))
        {
            throw new SourceException(
                $"you are not logged in at {session.StartUrl}, and no one can log in in this session. Run "
                + $"'{session.LoginCommand}' in a terminal first, or authenticate in an interactive session");
        }

        using AmazonSSOOIDCClient client = clients.CreateSsoOidc(session.Region);
        SsoToken registered = login.Token?.IsRegisteredAt(context.TimeProvider.GetUtcNow()) == true
            ? login.Token
            : await RegisterAsync(client, session, cancellationToken).ConfigureAwait(false);
        StartDeviceAuthorizationResponse device = await AwsCall.RunAsync(
            Start,
            [registered.ClientSecret],
            () => client.StartDeviceAuthorizationAsync(
                new StartDeviceAuthorizationRequest
                {
                    ClientId = registered.ClientId,
                    ClientSecret = registered.ClientSecret,
                    StartUrl = session.StartUrl,
                },
                cancellationToken),
            cancellationToken).ConfigureAwait(false);
        Show(device, user, opensBrowser);
        CreateTokenResponse answer = await WaitAsync(client, registered, device, context, cancellationToken)
            .ConfigureAwait(false);
        return await KeepAsync(login, registered, answer, Complete, context, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<SsoToken> RegisterAsync(
        AmazonSSOOIDCClient client, SsoSession session, CancellationToken cancellationToken)
    {
        var request = new RegisterClientRequest { ClientName = ClientName, ClientType = "public" };
        if (session.Scopes.Count > 0)
        {
            // Without scopes, as in the form without a session, there is no refresh token.
            request.Scopes = [.. session.Scopes];
            request.GrantTypes = [DeviceGrant, RefreshGrant];
        }

        RegisterClientResponse answer = await AwsCall.RunAsync(
            Register,
            [],
            () => client.RegisterClientAsync(request, cancellationToken),
            cancellationToken).ConfigureAwait(false);
        return new SsoToken
        {
            ClientId = AwsCall.Require(answer.ClientId, Register),
            ClientSecret = AwsCall.Require(answer.ClientSecret, Register),
            RegistrationExpiresAt = AwsCall.TimeOf(
                () => DateTimeOffset.FromUnixTimeSeconds(answer.ClientSecretExpiresAt ?? 0), Register),
            StartUrl = session.StartUrl,
            Region = session.Region,
        };
    }

    private void Show(StartDeviceAuthorizationResponse device, ISourceUser user, bool opensBrowser)
    {
        string page = device.VerificationUriComplete is { Length: > 0 } complete
            ? complete
            : AwsCall.Require(device.VerificationUri, Start);
        user.Show($"To log in, open {page} and confirm the code {AwsCall.Require(device.UserCode, Start)}");

        // A program on this machine may take other kinds of addresses for commands.
        if (opensBrowser && Uri.TryCreate(page, UriKind.Absolute, out Uri? url) && url.Scheme == Uri.UriSchemeHttps)
        {
            openPage(url);
        }
    }

    /// <summary>Asks until the user has confirmed the code.</summary>
    private static async Task<CreateTokenResponse> WaitAsync(
        AmazonSSOOIDCClient client,
        SsoToken registered,
        StartDeviceAuthorizationResponse device,
        SourceContext context,
        CancellationToken cancellationToken)
    {
        TimeSpan interval = device.Interval is > 0 and int seconds ? TimeSpan.FromSeconds(seconds) : s_defaultInterval;
        interval = interval < s_longestInterval ? interval : s_longestInterval;
        DateTimeOffset end = context.TimeProvider.GetUtcNow()
            + (device.ExpiresIn is > 0 and int lifetime ? TimeSpan.FromSeconds(lifetime) : s_defaultLifetime);
        var request = new CreateTokenRequest
        {
            ClientId = registered.ClientId,
            ClientSecret = registered.ClientSecret,
            GrantType = DeviceGrant,
            DeviceCode = AwsCall.Require(device.DeviceCode, Start),
        };
        while (context.TimeProvider.GetUtcNow() < end)
        {
            await Task.Delay(interval, context.TimeProvider, cancellationToken).ConfigureAwait(false);
            try
            {
                return await AwsCall.RunAsync(
                    Complete,
                    [registered.ClientSecret, device.DeviceCode],
                    () => client.CreateTokenAsync(request, cancellationToken),
                    exception => exception is AuthorizationPendingException or SlowDownException
                        or ExpiredTokenException or AccessDeniedException,
                    cancellationToken).ConfigureAwait(false);
            }
            catch (AuthorizationPendingException)
            {
                // The user has not confirmed it yet.
            }
            catch (SlowDownException)
            {
                interval += s_slowDown;
            }
            catch (ExpiredTokenException)
            {
                break;
            }
            catch (AccessDeniedException)
            {
                throw new SourceException("the login with SSO was refused in the browser");
            }
        }

        throw new SourceException("the code of the login with SSO has expired before it was confirmed. Try again");
    }

    private static async Task<SsoToken> KeepAsync(
        Login login,
        SsoToken registered,
        CreateTokenResponse answer,
        string action,
        SourceContext context,
        CancellationToken cancellationToken)
    {
        SsoToken token = registered with
        {
            AccessToken = AwsCall.Require(answer.AccessToken, action),
            ExpiresAt = context.TimeProvider.GetUtcNow() + TimeSpan.FromSeconds(answer.ExpiresIn ?? 0),
            RefreshToken = answer.RefreshToken ?? registered.RefreshToken,
        };
        login.Token = token;
        if (context.Store is { } store)
        {
            await store.WriteAsync(StoreName, token.ToJson(), token.EndsAt, cancellationToken).ConfigureAwait(false);
        }

        return token;
    }

    private Login LoginOf(SsoSession session, SourceContext context) => _logins.GetOrAdd(
        new SessionKey(
            session.StartUrl, session.Region, string.Join(',', session.Scopes), context.Tools.Repository),
        _ => new Login());

    private sealed record SessionKey(string StartUrl, string Region, string Scopes, string Repository);

    /// <summary>What is known of one session.</summary>
    private sealed class Login
    {
        /// <summary>Held while a request logs in, so that the others use its token.</summary>
        public SemaphoreSlim Turn { get; } = new(1, 1);

        public SsoToken? Token { get; set; }

        /// <summary>The digest of the last token that AWS has refused.</summary>
        public string? Rejected { get; set; }
    }
}
