// Answers as AWS on loopback until it is ended. The argument is a folder, which gets files of the AWS CLI for it.
using P5.FakeAws;

string folder = Path.GetFullPath(args is [var given] ? given : "fake-aws");
await using AwsEndpoint endpoint = await AwsEndpoint.StartAsync();

// Twice, the login is not confirmed yet.
endpoint.Polls.Enqueue("authorization_pending");
endpoint.Polls.Enqueue("authorization_pending");
Directory.CreateDirectory(folder);
string config = Path.Join(folder, "config");
string credentials = Path.Join(folder, "credentials");
await File.WriteAllTextAsync(
    config,
    $"""
    [default]
    region = eu-west-1

    [profile deploy]
    source_profile = default
    role_arn = {AwsEndpoint.DeployRole}
    region = eu-west-1

    [profile guarded]
    source_profile = default
    role_arn = {AwsEndpoint.GuardedRole}
    external_id = {AwsEndpoint.ExternalId}
    mfa_serial = {AwsEndpoint.MfaSerial}
    region = eu-west-1

    [profile admin]
    sso_session = example
    sso_account_id = {AwsEndpoint.Account}
    sso_role_name = {AwsEndpoint.PortalRole}
    region = eu-west-1

    [sso-session example]
    sso_start_url = https://example.awsapps.com/start
    sso_region = eu-west-1
    sso_registration_scopes = sso:account:access
    """);
await File.WriteAllTextAsync(
    credentials,
    $"""
    [default]
    aws_access_key_id = {AwsEndpoint.UserKeyId}
    aws_secret_access_key = {AwsEndpoint.UserSecret}
    """);
Console.WriteLine($"AWS_ENDPOINT_URL={endpoint.Address}");
Console.WriteLine($"AWS_CONFIG_FILE={config}");
Console.WriteLine($"AWS_SHARED_CREDENTIALS_FILE={credentials}");
Console.WriteLine($"The code of MFA is {AwsEndpoint.MfaCode}. Set these variables; end the program with Ctrl+C.");
await endpoint.WaitForShutdownAsync();
