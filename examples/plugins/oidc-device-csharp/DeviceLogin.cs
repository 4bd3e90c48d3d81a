namespace OidcDevice;

/// <summary>
/// The device authorization grant, RFC 8628: the person signs in elsewhere while this side asks whether they have.
/// </summary>
internal sealed class DeviceLogin(Login login, IdentityProvider provider, ProviderMetadata metadata, TimeProvider clock)
{
    /// <summary>
    /// RFC 8628, 3.2: how long to wait between questions where the provider does not say, in seconds.
    /// </summary>
    private const int DefaultInterval = 5;

    /// <summary>Less makes a loop without a pause of a provider's zero.</summary>
    private const int ShortestInterval = 1;

    /// <summary>RFC 8628, 3.5: how much slower to ask each time that the provider says <c>slow_down</c>.</summary>
    private static readonly TimeSpan s_slowDown = TimeSpan.FromSeconds(5);

    /// <summary>Shows the code and waits until the person has signed in.</summary>
    /// <exception cref="LoginException">They have not, or the provider does not let them.</exception>
    internal async Task<Tokens> RunAsync(CancellationToken cancellationToken)
    {
        DeviceAuthorization device = await provider.AuthorizeDeviceAsync(metadata, login, cancellationToken);
        DateTimeOffset end = clock.GetUtcNow() + TimeSpan.FromSeconds(device.ExpiresIn);
        Show(device);

        var interval = TimeSpan.FromSeconds(Math.Max(ShortestInterval, device.Interval ?? DefaultInterval));
        TimeSpan wait = interval;
        LoginException? lost = null;
        while (true)
        {
            await Task.Delay(wait, clock, cancellationToken);
            if (clock.GetUtcNow() >= end)
            {
                throw lost ?? Expired();
            }

            try
            {
                TokenReply reply = await provider.RedeemAsync(metadata, Grant(device), cancellationToken);
                return reply.ToTokens(clock, refreshToken: null);
            }
            catch (LoginException failure) when (failure.MayPass)
            {
                // RFC 8628, 3.5: ask less often each time; the person may be signing in meanwhile.
                lost = failure;
                wait *= 2;
            }
            catch (LoginException failure)
            {
                lost = null;
                switch (failure.ErrorCode)
                {
                    case "authorization_pending":
                        wait = interval;
                        break;
                    case "slow_down":
                        interval += s_slowDown;
                        wait = interval;
                        break;
                    case "expired_token":
                        throw Expired();
                    case "access_denied":
                        throw new LoginException(
                            $"The login at {login.Issuer} was refused in the browser. Ask again to try once more.");
                    default:
                        throw;
                }
            }
        }
    }

    /// <summary>What a plugin writes to its standard output is shown to the user at once.</summary>
    private static void Show(DeviceAuthorization device)
    {
        Console.WriteLine($"To sign in, open {device.VerificationUri} and enter the code {device.UserCode}");
        if (device.VerificationUriComplete is { } complete)
        {
            Console.WriteLine($"or open {complete}");
        }

        Console.WriteLine($"The code holds for {TimeSpan.FromSeconds(device.ExpiresIn).TotalMinutes:0.#} min.");
    }

    private Dictionary<string, string> Grant(DeviceAuthorization device) => new()
    {
        ["grant_type"] = "urn:ietf:params:oauth:grant-type:device_code",
        ["device_code"] = device.DeviceCode,
        ["client_id"] = login.ClientId,
    };

    private LoginException Expired() =>
        new($"Nobody signed in at {login.Issuer} while the code held. Ask again for a new code.");
}
