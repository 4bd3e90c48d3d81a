using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace P5.Sources.Aws;

/// <summary>Where to log in to IAM Identity Center.</summary>
/// <param name="Name">The name of the <c>sso-session</c>; null for the older form without one.</param>
/// <param name="StartUrl">The address of the portal.</param>
/// <param name="Region">Its region.</param>
/// <param name="Scopes">What the login is for.</param>
internal sealed record SsoSession(string? Name, string StartUrl, string Region, IReadOnlyList<string> Scopes)
{
    /// <summary>What is wrong with the address of a portal, after its key.</summary>
    public const string StartUrlProblem = "must be an address that begins with https";

    private const string StartUrlKey = "sso_start_url";
    private const string RegionKey = "sso_region";
    private const string SessionKey = "sso_session";

    /// <summary>The command of the AWS CLI that logs in.</summary>
    [JsonIgnore]
    public string LoginCommand => Name is null ? "aws sso login" : $"aws sso login --sso-session {Name}";

    /// <summary>The file in which the AWS CLI caches its token.</summary>
    [JsonIgnore]
    [SuppressMessage("Security", "CA5350", Justification = "The AWS CLI has chosen it; the name protects nothing.")]
    public string CliCacheName =>
        Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(Name ?? StartUrl))) + ".json";

    /// <summary>Whether a text is the address of a portal, which can end with a fragment.</summary>
    public static bool IsStartUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && SourceHttp.IsSafe(new Uri(url, "/"));

    /// <summary>The session that a profile names.</summary>
    /// <exception cref="SourceException">It is incomplete.</exception>
    public static SsoSession Of(AwsProfile profile, AwsFiles files)
    {
        string? name = profile[SessionKey];
        AwsProfile section = name is null ? profile : files.FindSection("sso-session", name, profile.Name);
        string startUrl = Require(section, StartUrlKey);
        if (!IsStartUrl(startUrl))
        {
            throw section.Wrong(StartUrlKey, StartUrlProblem);
        }

        string region = AwsClients.RequireRegion(
            Require(section, RegionKey), problem => section.Wrong(RegionKey, problem));
        string? scopes = name is null ? null : section["sso_registration_scopes"] ?? "sso:account:access";
        return new SsoSession(
            name,
            startUrl,
            region,
            scopes?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? []);
    }

    private static string Require(AwsProfile section, string key) =>
        section[key] ?? throw new SourceException($"{section.Name} has no {key}, which its login with SSO needs");
}
