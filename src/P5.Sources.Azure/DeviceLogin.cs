using System.Collections.Concurrent;
using Microsoft.Identity.Client;

namespace P5.Sources.Azure;

/// <summary>
/// Logs a user in with a code that is confirmed in a browser, once for all requests of the process from one repository.
/// Thread-safe.
/// </summary>
internal sealed class DeviceLogin
{
    /// <summary>The application of the Azure CLI, which every tenant has.</summary>
    private const string CliApplication = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";

    /// <summary>In place of a tenant: that of the account which the user logs in with.</summary>
    private const string AnyTenant = "organizations";

    private const string StoreName = "code";
    private const string LogIn = "complete the login";
    private const string Renew = "renew the login";

    /// <summary>How long Entra ID lets a refresh token of this kind be unused.</summary>
    private static readonly TimeSpan s_longestUnused = TimeSpan.FromDays(90);

    private readonly ConcurrentDictionary<SessionKey, Session> _sessions = new();

    /// <summary>The login of one request.</summary>
    public IAzureLogin For(AzureCloud cloud, SourceSettings settings, AzureHttp http, SourceContext context)
    {
        var application = new Application(
            cloud.Authority,
            settings.Text(AzureKey.Tenant) ?? AnyTenant,
            settings.Text(AzureKey.ClientId) ?? CliApplication);
        return new Request(
            application,
            _sessions.GetOrAdd(new SessionKey(application, context.Tools.Repository), _ => new Session()),
            http,
            context);
    }

    private sealed record Application(Uri Authority, string Tenant, string ClientId);

    private sealed record SessionKey(Application Application, string Repository);

    /// <summary>What the process knows of a login.</summary>
    private sealed class Session
    {
        /// <summary>Held while a request logs in, so that the others use its login.</summary>
        public SemaphoreSlim Turn { get; } = new(1, 1);

        /// <summary>The library's cache of tokens, in its own format; null if there is none. Secret.</summary>
        public byte[]? Cache { get; set; }
    }

    private sealed class Request(Application application, Session session, AzureHttp http, SourceContext context)
        : IAzureLogin
    {
        public async Task<AzureToken> GetTokenAsync(string scope, CancellationToken cancellationToken)
        {
            await session.Turn.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                if (session.Cache is null && context.Store is { } store)
                {
                    session.Cache = await store.ReadAsync(StoreName, cancellationToken).ConfigureAwait(false);
                }

                byte[]? before = session.Cache;
                IPublicClientApplication client = CreateClient();
                AuthenticationResult result =
                    await FindAsync(client, scope, cancellationToken).ConfigureAwait(false)
                    ?? await LogInAsync(client, scope, cancellationToken).ConfigureAwait(false);
                await KeepAsync(before, cancellationToken).ConfigureAwait(false);
                return new AzureToken(result.AccessToken, result.ExpiresOn) { Tenant = result.TenantId };
            }
            finally
            {
                session.Turn.Release();
            }
        }

        private IPublicClientApplication CreateClient()
        {
            IPublicClientApplication client = PublicClientApplicationBuilder.Create(application.ClientId)
                .WithAuthority(new Uri(application.Authority, application.Tenant).AbsoluteUri)
                .WithInstanceDiscovery(false)
                .WithHttpClientFactory(http)
                .Build();
            client.UserTokenCache.SetBeforeAccess(access => Read(access.TokenCache));
            client.UserTokenCache.SetAfterAccess(access =>
            {
                if (access.HasStateChanged)
                {
                    session.Cache = access.TokenCache.SerializeMsalV3();
                }
            });
            return client;
        }

        private void Read(ITokenCacheSerializer cache)
        {
            try
            {
                cache.DeserializeMsalV3(session.Cache, shouldClearExistingCache: true);
            }
            catch (MsalClientException)
            {
                // Of another version. A new login replaces it.
                session.Cache = null;
            }
        }

        /// <returns>A token; null if the user must log in.</returns>
        private static async Task<AuthenticationResult?> FindAsync(
            IPublicClientApplication client, string scope, CancellationToken cancellationToken)
        {
            foreach (IAccount account in await client.GetAccountsAsync().ConfigureAwait(false))
            {
                try
                {
                    return await EntraCall.RunAsync(
                        Renew,
                        secret: null,
                        () => client.AcquireTokenSilent([scope], account).ExecuteAsync(cancellationToken),
                        exception => exception is MsalUiRequiredException,
                        cancellationToken).ConfigureAwait(false);
                }
                catch (MsalUiRequiredException)
                {
                    // The refresh token is not valid any more, as after a change of the password.
                    await client.RemoveAsync(account).ConfigureAwait(false);
                }
            }

            return null;
        }

        private async Task<AuthenticationResult> LogInAsync(
            IPublicClientApplication client, string scope, CancellationToken cancellationToken)
        {
            if (context.User is not { } user || !await user.IsPresentAsync(cancellationToken).ConfigureAwait(false))
            {
                throw new SourceException(
                    "you are not logged in, and no one can log in in this session. Run 'Invoke-P5Authenticate' in an "
                    + "interactive session first, with the credential store turned on; or set "
                    + $"{AzureKey.Login} = \"{AzureKey.ByCli}\" and run 'az login'");
            }

            Task ShowAsync(DeviceCodeResult device)
            {
                user.Show($"To log in, open {device.VerificationUrl} and enter the code {device.UserCode}");
                return Task.CompletedTask;
            }

            return await EntraCall.RunAsync(
                LogIn,
                secret: null,
                () => client.AcquireTokenWithDeviceCode([scope], ShowAsync).ExecuteAsync(cancellationToken),
                cancellationToken).ConfigureAwait(false);
        }

        private async Task KeepAsync(byte[]? before, CancellationToken cancellationToken)
        {
            if (session.Cache is { } cache && !ReferenceEquals(cache, before) && context.Store is { } store)
            {
                await store.WriteAsync(
                    StoreName, cache, context.TimeProvider.GetUtcNow() + s_longestUnused, cancellationToken)
                    .ConfigureAwait(false);
            }
        }
    }
}
