namespace P5.Sources.Azure;

/// <summary>The settings of the source.</summary>
internal static class AzureKey
{
    public const string Login = "login";
    public const string Tenant = "tenant";
    public const string ClientId = "client_id";
    public const string Subscription = "subscription";
    public const string Environment = "environment";
    public const string ClientSecret = "client_secret";
    public const string Certificate = "client_certificate";
    public const string CertificatePassword = "client_certificate_password";
    public const string Audience = "audience";
    public const string Variables = "variables";
    public const string Tokens = "tokens";

    public const string ByCli = "cli";
    public const string ByDeviceCode = "device-code";
    public const string ByClientSecret = "client-secret";
    public const string ByCertificate = "client-certificate";
    public const string ByGitHub = "github-oidc";
    public const string ByManagedIdentity = "managed-identity";

    /// <summary>The values of <see cref="Login"/>.</summary>
    public static IReadOnlyList<string> Logins { get; } =
        [ByCli, ByDeviceCode, ByClientSecret, ByCertificate, ByGitHub, ByManagedIdentity];
}

/// <summary>The variables that the source sets.</summary>
internal static class AzureVariables
{
    public const string ArmTenant = "ARM_TENANT_ID";
    public const string ArmSubscription = "ARM_SUBSCRIPTION_ID";
    public const string ArmEnvironment = "ARM_ENVIRONMENT";
    public const string ArmClientId = "ARM_CLIENT_ID";
    public const string ArmClientSecret = "ARM_CLIENT_SECRET";
    public const string ArmCertificate = "ARM_CLIENT_CERTIFICATE_PATH";
    public const string ArmCertificatePassword = "ARM_CLIENT_CERTIFICATE_PASSWORD";
    public const string ArmOidcToken = "ARM_OIDC_TOKEN";
    public const string ArmUseOidc = "ARM_USE_OIDC";
    public const string ArmUseMsi = "ARM_USE_MSI";
    public const string ArmUseCli = "ARM_USE_CLI";

    public const string Tenant = "AZURE_TENANT_ID";
    public const string Subscription = "AZURE_SUBSCRIPTION_ID";
    public const string AuthorityHost = "AZURE_AUTHORITY_HOST";
    public const string ClientId = "AZURE_CLIENT_ID";
    public const string ClientSecret = "AZURE_CLIENT_SECRET";
    public const string Certificate = "AZURE_CLIENT_CERTIFICATE_PATH";
    public const string CertificatePassword = "AZURE_CLIENT_CERTIFICATE_PASSWORD";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        ArmTenant, ArmSubscription, ArmEnvironment, ArmClientId, ArmClientSecret, ArmCertificate,
        ArmCertificatePassword, ArmOidcToken, ArmUseOidc, ArmUseMsi, ArmUseCli, Tenant, Subscription, AuthorityHost,
        ClientId, ClientSecret, Certificate, CertificatePassword,
    ];
}
