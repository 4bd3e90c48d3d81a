namespace P5.Sources.Aws;

/// <summary>The keys of a profile, and of the settings of a plugin: the same where they mean the same.</summary>
internal static class AwsKey
{
    public const string Profile = "profile";
    public const string Region = "region";
    public const string RoleArn = "role_arn";
    public const string RoleSessionName = "role_session_name";
    public const string ExternalId = "external_id";
    public const string Duration = "duration";
    public const string DurationSeconds = "duration_seconds";
    public const string MfaSerial = "mfa_serial";
    public const string SourceProfile = "source_profile";
    public const string CredentialSource = "credential_source";
    public const string CredentialProcess = "credential_process";
    public const string WebIdentityTokenFile = "web_identity_token_file";
    public const string Login = "login";
    public const string Audience = "audience";
    public const string SsoSession = "sso_session";
    public const string SsoStartUrl = "sso_start_url";
    public const string SsoRegion = "sso_region";
    public const string SsoAccountId = "sso_account_id";
    public const string SsoRoleName = "sso_role_name";
    public const string Browser = "browser";
    public const string AccessKeyId = "aws_access_key_id";
    public const string SecretAccessKey = "aws_secret_access_key";
    public const string SessionToken = "aws_session_token";

    public const string OfEnvironment = "Environment";
    public const string OfInstance = "Ec2InstanceMetadata";
    public const string OfContainer = "EcsContainer";
    public const string ByGitHub = "github-oidc";
    public const string Auto = "auto";
    public const string Never = "never";

    /// <summary>The values of <see cref="CredentialSource"/>.</summary>
    public static IReadOnlyList<string> CredentialSources { get; } = [OfEnvironment, OfInstance, OfContainer];

    /// <summary>The form of <see cref="RoleSessionName"/>.</summary>
    public static SettingForm SessionNameForm { get; } = new(
        "2 to 64 letters, digits or characters of _+=,.@-", "^[A-Za-z0-9_+=,.@-]{2,64}$");
}

/// <summary>The variables that the source sets.</summary>
internal static class AwsVariables
{
    public const string AccessKeyId = "AWS_ACCESS_KEY_ID";
    public const string SecretAccessKey = "AWS_SECRET_ACCESS_KEY";
    public const string SessionToken = "AWS_SESSION_TOKEN";
    public const string Region = "AWS_REGION";
    public const string DefaultRegion = "AWS_DEFAULT_REGION";
}
