using System.Globalization;
using System.Text.Json;

namespace P5.Sources.Azure;

/// <summary>The login of the Azure CLI, which is run with the user's environment.</summary>
/// <param name="settings">The tenant and the subscription.</param>
/// <param name="context">What runs it.</param>
internal sealed class AzureCli(SourceSettings settings, SourceContext context) : IAzureLogin
{
    /// <summary>The user's own folder of the CLI.</summary>
    public const string FolderVariable = "AZURE_CONFIG_DIR";

    private const string Noun = "Azure CLI";
    private const string Program = "az";
    private const string Output = "the output of 'az account get-access-token'";

    /// <summary>The file in which the CLI has its accounts, and which of them is selected.</summary>
    public SourceFile ReadAccounts()
    {
        string folder = context.UserEnvironment.GetValueOrDefault(FolderVariable) is { Length: > 0 } ofUser
            ? ofUser
            : "~/.azure";
        return context.Tools.ReadFile(folder.TrimEnd('/', '\\') + "/azureProfile.json");
    }

    /// <summary>Throws if it is not on this machine.</summary>
    /// <exception cref="SourceException">It is not.</exception>
    public static void Find(SourceContext context)
    {
        if (context.Tools.FindProblem(Noun, Program) is { } problem)
        {
            throw new SourceException(problem)
            {
                Setting = AzureKey.Login,
                Fix = $"Install the Azure CLI, or set another {AzureKey.Login}.",
            };
        }
    }

    /// <inheritdoc />
    public async Task<AzureToken> GetTokenAsync(string scope, CancellationToken cancellationToken)
    {
        // The CLI takes one of the two.
        IReadOnlyList<string> account = settings.Text(AzureKey.Subscription) is { } subscription
                ? ["--subscription", subscription]
            : settings.Text(AzureKey.Tenant) is { } tenant ? ["--tenant", tenant]
            : [];
        byte[] output = await context.Tools.RunAsync(
            Noun,
            [Program, "account", "get-access-token", "--output", "json", "--scope", scope, .. account],
            cancellationToken).ConfigureAwait(false);
        AzureToken token = Parse(output);
        return settings.Text(AzureKey.Tenant) is { } expected
            && Guid.TryParse(expected, out Guid id)
            && Guid.TryParse(token.Tenant, out Guid ofCli)
            && id != ofCli
                ? throw new SourceException(
                    $"the Azure CLI has a token of another tenant, {token.Tenant}. Correct {AzureKey.Tenant} or "
                    + $"{AzureKey.Subscription}, or run 'az login --tenant {expected}'")
                : token;
    }

    private AzureToken Parse(byte[] output)
    {
        if (JsonAnswer.Parse(output) is not { } answer || answer.TextOf("accessToken") is not { Length: > 0 } value)
        {
            throw new SourceException($"{Output} has no accessToken");
        }

        return new AzureToken(value, ExpiryOf(answer))
        {
            Tenant = answer.TextOf("tenant"),
            Subscription = answer.TextOf("subscription"),
        };
    }

    // Before version 2.54, only the time by the clock on the wall.
    private DateTimeOffset ExpiryOf(JsonElement answer)
    {
        if (answer.TimeOf("expires_on") is { } time)
        {
            return time;
        }

        TimeZoneInfo zone = context.TimeProvider.LocalTimeZone;
        return DateTime.TryParse(
            answer.TextOf("expiresOn"), CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime local)
                ? new DateTimeOffset(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), zone.GetUtcOffset(local))
                : throw new SourceException($"{Output} has no expires_on, the time when the token expires");
    }
}
