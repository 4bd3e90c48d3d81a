using System.Globalization;
using System.Text.RegularExpressions;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.SecurityToken;
using Amazon.SSO;
using Amazon.SSOOIDC;

namespace P5.Sources.Aws;

/// <summary>
/// Creates the clients of the SDK for one request. Addresses other than AWS's own come from the user's environment and
/// files only.
/// </summary>
/// <param name="files">The user's files.</param>
/// <param name="profile">The profile whose <c>endpoint_url</c> and <c>ca_bundle</c> apply; null for none.</param>
/// <param name="context">The user's environment.</param>
internal sealed partial class AwsClients(AwsFiles files, AwsProfile? profile, SourceContext context)
{
    /// <summary>What is wrong with the name of a region, after its key.</summary>
    public const string RegionProblem = "must be the name of a region, such as eu-west-1";

    private const string EndpointKey = "endpoint_url";
    private const string EndpointVariable = "AWS_ENDPOINT_URL";
    private const string Ignore = "ignore_configured_endpoint_urls";
    private const string IgnoreVariable = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS";
    private const string CertificatesVariable = "AWS_CA_BUNDLE";
    private const string Sts = "sts";
    private const string Sso = "sso";
    private const string SsoOidc = "sso_oidc";
    private const string AttemptsVariable = "AWS_MAX_ATTEMPTS";
    private const int DefaultAttempts = 3;

    /// <summary>The variables that say which servers are AWS, and how it is known that they are.</summary>
    public static IReadOnlyList<string> Variables { get; } =
    [
        EndpointVariable, VariableOf(Sts), VariableOf(Sso), VariableOf(SsoOidc), IgnoreVariable, CertificatesVariable,
    ];

    private readonly Action<SocketsHttpHandler>? _trust = TrustOf(profile, context);

    /// <summary>Creates a client of the Security Token Service.</summary>
    /// <param name="region">The region.</param>
    /// <param name="keys">What signs requests; null for requests that are not signed.</param>
    public AmazonSecurityTokenServiceClient CreateSts(string region, AwsKeys? keys) =>
        new(Credentials(keys), Configure(new AmazonSecurityTokenServiceConfig(), Sts, region));

    /// <summary>Creates a client of the portal of IAM Identity Center.</summary>
    public AmazonSSOClient CreateSso(string region) =>
        new(Credentials(null), Configure(new AmazonSSOConfig(), Sso, region));

    /// <summary>Creates a client of the login of IAM Identity Center.</summary>
    public AmazonSSOOIDCClient CreateSsoOidc(string region) =>
        new(Credentials(null), Configure(new AmazonSSOOIDCConfig(), SsoOidc, region));

    /// <summary>Throws if a region is not one: it becomes part of an address, to which secrets are sent.</summary>
    /// <exception cref="SourceException">It is not.</exception>
    public static string RequireRegion(string region, Func<string, SourceException> fail) =>
        IsRegion(region) ? region : throw fail(RegionProblem);

    /// <summary>Whether a text can be the name of a region.</summary>
    public static bool IsRegion(string text) => RegionForm().IsMatch(text);

    /// <summary>How much later it is by the clock of a service than by that of this machine.</summary>
    /// <param name="endpoint">The address of the service, which has been called.</param>
    /// <returns>The difference that the SDK has noticed; zero if the clocks are near each other.</returns>
    public static TimeSpan ClockSkewOf(Endpoint endpoint) =>
        CorrectClockSkew.GetClockCorrectionForEndpoint(new Uri(endpoint.URL).ToString());

    private static AWSCredentials Credentials(AwsKeys? keys) => keys?.ForSigning() ?? new AnonymousAWSCredentials();

    private static Action<SocketsHttpHandler>? TrustOf(AwsProfile? profile, SourceContext context)
    {
        const string Key = "ca_bundle";
        string? ofUser = context.UserEnvironment.GetValueOrDefault(CertificatesVariable);
        if ((ofUser is { Length: > 0 } ? ofUser : profile?[Key]) is not { } path)
        {
            return null;
        }

        return SourceHttp.TrustOnly(context.Tools, path == ofUser ? CertificatesVariable : Key, path);
    }

    private T Configure<T>(T config, string service, string region)
        where T : ClientConfig
    {
        if (FindEndpoint(service) is { } endpoint)
        {
            config.ServiceURL = endpoint;
            config.AuthenticationRegion = region;
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        config.IgnoreConfiguredEndpointUrls = true;
        config.DefaultConfigurationMode = DefaultConfigurationMode.Standard;
        config.RetryMode = RequestRetryMode.Standard;
        config.MaxErrorRetry = Attempts() - 1;
        config.HttpClientFactory = new HttpFactory(
            new Uri(config.ServiceURL ?? "https://amazonaws.com"), context.UserEnvironment, _trust);
        return config;
    }

    private int Attempts() => context.UserEnvironment.GetValueOrDefault(AttemptsVariable) switch
    {
        null or "" => DefaultAttempts,
        { } text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            && count is > 0 and <= 10 => count,
        _ => throw new SourceException($"{AttemptsVariable} must be a number from 1 to 10"),
    };

    private string? FindEndpoint(string service)
    {
        if (IsTrue(IgnoreVariable) || profile?[Ignore] is "true")
        {
            return null;
        }

        foreach (string variable in (string[])[VariableOf(service), EndpointVariable])
        {
            if (context.UserEnvironment.GetValueOrDefault(variable) is { Length: > 0 } url)
            {
                return RequireSafe(url, problem => new SourceException($"{variable} {problem}"));
            }
        }

        if (profile?["services"] is { } name)
        {
            AwsProfile services = files.FindSection("services", name, profile.Name);
            string key = $"{service}.{EndpointKey}";
            if (services[key] is { } ofService)
            {
                return RequireSafe(ofService, problem => services.Wrong(key, problem));
            }
        }

        return profile?[EndpointKey] is { } ofProfile
            ? RequireSafe(ofProfile, problem => profile.Wrong(EndpointKey, problem))
            : null;
    }

    private static string VariableOf(string service) => $"{EndpointVariable}_{service.ToUpperInvariant()}";

    private bool IsTrue(string variable) =>
        string.Equals(context.UserEnvironment.GetValueOrDefault(variable), "true", StringComparison.OrdinalIgnoreCase);

    private static string RequireSafe(string url, Func<string, SourceException> fail) =>
        Uri.TryCreate(url, UriKind.Absolute, out Uri? address) && SourceHttp.IsSafe(address)
            ? url
            : throw fail("must be an address that begins with https; http is only for this machine");

    [GeneratedRegex(@"^[a-z]{2,}(-[a-z0-9]+)+\z")]
    private static partial Regex RegionForm();

    /// <summary>Without redirects, with the limits of P5, and with the user's proxy and certificates.</summary>
    private sealed class HttpFactory(
        Uri address, IReadOnlyDictionary<string, string> userEnvironment, Action<SocketsHttpHandler>? trust)
        : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) =>
            SourceHttp.CreateClient(address, userEnvironment, trust);

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

        public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => true;
    }
}
