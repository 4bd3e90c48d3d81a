namespace OidcDevice;

/// <summary>The device authorization grant, RFC 8628: the person signs in elsewhere while this side asks whether they have.</summary>
internal sealed class DeviceLogin(Login login, IdentityProvider provider, ProviderMetadata metadata, TimeProvider clock)
{
    /// <summary>RFC 8628, 3.5: how much slower to ask each time that the provider says <c>slow_down</c>.</summary>
    private static readonly TimeSpan s_slowDown = TimeSpan.FromSeconds(5);

    /// <summary>Shows the code and waits until the person has signed in.</summary>
    /// <exception cref="LoginException">They have not, or the provider does not let them.</exception>
    internal async Task<Tokens> RunAsync(CancellationToken cancellationToken)
    {
        DeviceAuthorization device = await provider.AuthorizeDeviceAsync(metadata, login, cancellationToken);
        DateTimeOffset end = clock.GetUtcNow() + TimeSpan.FromSeconds(device.ExpiresIn);
        Show(device);

        TimeSpan interval = TimeSpan.FromSeconds(device.Interval);
        while (true)
        {
            await Task.Delay(interval, clock, cancellationToken);
            if (clock.GetUtcNow() >= end)
            {
                throw Expired();
            }

            try
            {
                TokenReply reply = await provider.RedeemAsync(metadata, Grant(device), cancellationToken);
                return reply.ToTokens(clock, refreshToken: null);
            }
            catch (LoginException failure)
            {
                switch (failure.ErrorCode)
                {
                    case "authorization_pending":
                        break;
                    case "slow_down":
                        interval += s_slowDown;
                        break;
                    case "expired_token":
                        throw Expired();
                    case "access_denied":
                        throw new LoginException($"The login at {login.Issuer} was refused in the browser. Ask again to try once more.");
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
