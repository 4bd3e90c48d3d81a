using System.Text.Json;
using P5.FakeAws;
using P5.Sources;
using static P5.Host.Tests.AwsScene;

namespace P5.Host.Tests;

public sealed class AwsSourceTests : IAsyncLifetime
{
    private AwsScene _scene = null!;

    public async ValueTask InitializeAsync() => _scene = await AwsScene.StartAsync();

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task StaticKeys_DoNotExpire_AndHideATokenOfAnotherSession()
    {
        CredentialResult result = await _scene.AskAsync();

        VariablesOf(result).ShouldBe(
            new Dictionary<string, string>
            {
                ["AWS_ACCESS_KEY_ID"] = AwsEndpoint.UserKeyId,
                ["AWS_SECRET_ACCESS_KEY"] = AwsEndpoint.UserSecret,
                ["AWS_SESSION_TOKEN"] = "",
                ["AWS_REGION"] = "eu-west-1",
                ["AWS_DEFAULT_REGION"] = "eu-west-1",
            },
            ignoreOrder: true);
        result.LifetimeSeconds.ShouldBe(0);
        _scene.Aws.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task StaticKeys_ChangedInTheFile_AreAskedForAgain()
    {
        CredentialResult result = await _scene.AskAsync();
        result.HasChanged!().ShouldBeFalse();

        _scene.Credentials("[default]\naws_access_key_id=AKIA2\naws_secret_access_key=hunter3\n");

        result.HasChanged!().ShouldBeTrue();
    }

    [Fact]
    public async Task Role_IsAssumedWithTheDefaultProfile_AndEndsAWindowEarly()
    {
        CredentialResult result = await _scene.AskAsync(("role_arn", AwsEndpoint.DeployRole));

        VariablesOf(result)["AWS_SESSION_TOKEN"].ShouldStartWith("hunter2/token");
        result.LifetimeSeconds.ShouldBeInRange(3600 - 300 - 30, 3600 - 300);
        _scene.Aws.Requests.ShouldBe(["AssumeRole"]);
    }

    [Fact]
    public async Task Chain_OfProfiles_AssumesOneRoleAfterAnother()
    {
        _scene.Config(
            $"""
            [profile second]
            role_arn = {AwsEndpoint.SecondRole}
            source_profile = first
            region = eu-central-1

            [profile first]
            role_arn = {AwsEndpoint.DeployRole}
            source_profile = default
            duration_seconds = 1800
            """);

        CredentialResult result = await _scene.AskAsync(("profile", "second"));

        VariablesOf(result)["AWS_REGION"].ShouldBe("eu-central-1");
        _scene.Aws.Requests.ShouldBe(["AssumeRole", "AssumeRole"]);
    }

    [Fact]
    public async Task Duration_IsSent_AndShortLifetimesAreHalved()
    {
        CredentialResult result =
            await _scene.AskAsync(("role_arn", AwsEndpoint.DeployRole), ("duration", "15m"));

        result.LifetimeSeconds.ShouldBeInRange(600 - 30, 600);
    }

    [Fact]
    public async Task Mfa_AsksTheUserForTheCode()
    {
        _scene.IsPresent = true;
        _scene.Answer = AwsEndpoint.MfaCode;

        CredentialResult result = await AskGuardedAsync();

        VariablesOf(result)["AWS_ACCESS_KEY_ID"].ShouldStartWith("ASIA");
        _scene.Questions.ShouldBe([$"Code of the MFA device {AwsEndpoint.MfaSerial}"]);
    }

    [Theory]
    [InlineData(
        true, "000000", "AWS does not assume the role arn:aws:iam::123456789012:role/guarded: 403 AccessDenied")]
    [InlineData(true, "12345", "has 6 digits. Try again")]
    [InlineData(true, null, "no one can enter it in this session")]
    [InlineData(false, AwsEndpoint.MfaCode, "no one can enter it in this session")]
    public async Task Mfa_WithoutTheRightCode_IsRefused(bool isPresent, string? code, string reason)
    {
        _scene.IsPresent = isPresent;
        _scene.Answer = code;

        string refusal = (await AskGuardedAsync()).Refusal!;

        refusal.ShouldContain(reason);
        refusal.ShouldNotContain("hunter2");
        _scene.Questions.Count.ShouldBe(isPresent ? 1 : 0);
    }

    [Fact]
    public async Task GitHub_OutsideOfAJob_SaysWhatIsMissing()
    {
        (await _scene.AskAsync(("role_arn", AwsEndpoint.WebRole), ("login", "github-oidc"))).Refusal!
            .ShouldContain("this is not a job of GitHub Actions");
    }

    [Fact]
    public async Task Process_PrintsCredentials_ReturnsThemUntilTheyExpire()
    {
        Tool.Require("sh");
        string json = JsonSerializer.Serialize(new
        {
            Version = 1,
            AccessKeyId = "ASIA1",
            SecretAccessKey = "hunter2",
            SessionToken = "hunter3",
            Expiration = DateTimeOffset.UtcNow.AddHours(1),
        });
        string file = _scene.Write("keys.json", json);
        _scene.Config($"[profile tool]\ncredential_process = sh -c 'cat \"$0\"' \"{file}\"\n");

        CredentialResult result = await _scene.AskAsync(("profile", "tool"));

        VariablesOf(result)["AWS_SESSION_TOKEN"].ShouldBe("hunter3");
        VariablesOf(result).ShouldNotContainKey("AWS_REGION");
        result.LifetimeSeconds.ShouldBeInRange(3200, 3300);
    }

    [Theory]
    [InlineData("sh -c 'exit 3'", "credential_process sh ended with exit code 3")]
    [InlineData("sh -c 'echo hunter2'", "of credential_process of the profile tool is not a JSON object")]
    [InlineData("sh -c 'echo {}'", "of credential_process of the profile tool has no AccessKeyId")]
    [InlineData("sh -c 'exit", "line 2: credential_process of the profile tool has a quote that is not closed")]
    [InlineData("p5-no-such-program", "credential_process p5-no-such-program cannot be run")]
    public async Task Process_Fails_IsRefused(string command, string reason)
    {
        Tool.Require("sh");
        _scene.Config($"[profile tool]\ncredential_process = {command}\n");

        string refusal = (await _scene.AskAsync(("profile", "tool"))).Refusal!;

        refusal.ShouldContain(reason);
        refusal.ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task Environment_KeysOfAnEarlierPlugin_AssumeTheRole()
    {
        _scene.Credentials("");
        _scene.User["AWS_ACCESS_KEY_ID"] = "AKIAOTHER";
        _scene.User["AWS_SECRET_ACCESS_KEY"] = "hunter3";
        _scene.Inherited["AWS_ACCESS_KEY_ID"] = AwsEndpoint.UserKeyId;
        _scene.Inherited["AWS_SECRET_ACCESS_KEY"] = AwsEndpoint.UserSecret;

        VariablesOf(await _scene.AskAsync(
            ("role_arn", AwsEndpoint.DeployRole), ("credential_source", "Environment"), ("region", "eu-west-1")));

        _scene.Inherited.Clear();
        (await _scene.AskAsync(("role_arn", AwsEndpoint.DeployRole), ("credential_source", "Environment"))).Refusal!
            .ShouldContain("InvalidClientTokenId");
    }

    [Fact]
    public async Task Instance_IsAskedOnlyIfItIsNamed()
    {
        _scene.User["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = _scene.Aws.Address;

        CredentialResult result = await _scene.AskAsync(("credential_source", "Ec2InstanceMetadata"));

        VariablesOf(result)["AWS_ACCESS_KEY_ID"].ShouldStartWith("ASIA");
        result.LifetimeSeconds.ShouldBeInRange((6 * 3600) - 400, (6 * 3600) - 300);
        _scene.Aws.Requests.Count.ShouldBe(3);

        _scene.Credentials("");
        (await _scene.AskAsync(("profile", "default"))).Refusal!
            .ShouldContain("the profile default has no credentials");
        _scene.Aws.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Container_SendsItsToken()
    {
        _scene.User["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = $"{_scene.Aws.Address}/container";
        _scene.User["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = _scene.Write("token", "container-token\n");

        VariablesOf(await _scene.AskAsync(("credential_source", "EcsContainer")))["AWS_ACCESS_KEY_ID"]
            .ShouldStartWith("ASIA");
    }

    [Theory]
    [InlineData(-2)]
    [InlineData(2)]
    public async Task Clock_IsWrong_IsCorrected_AndTheLifetimeIsRight(int hours)
    {
        _scene.User["AWS_MAX_ATTEMPTS"] = "3";
        _scene.Aws.Skew = TimeSpan.FromHours(hours);

        CredentialResult result = await _scene.AskAsync(("role_arn", AwsEndpoint.DeployRole));

        result.Refusal.ShouldBeNull();
        result.LifetimeSeconds.ShouldBeInRange(3300 - 60, 3300 + 5);
    }

    [Fact]
    public async Task Throttling_IsRetried()
    {
        _scene.User["AWS_MAX_ATTEMPTS"] = "2";
        _scene.Aws.Failures.Enqueue((400, Error("Throttling")));

        VariablesOf(await _scene.AskAsync(("role_arn", AwsEndpoint.DeployRole)));

        _scene.Aws.Requests.ShouldBe(["AssumeRole", "AssumeRole"]);
    }

    [Theory]
    [InlineData(400, "Throttling", "400 Throttling (reason). It limits requests; try again later")]
    [InlineData(429, "TooManyRequestsException", "It limits requests")]
    [InlineData(403, "ExpiredToken", "have expired; get new ones")]
    [InlineData(403, "InvalidClientTokenId", "The access key does not exist")]
    [InlineData(403, "SignatureDoesNotMatch", "Check the secret access key, and the clock")]
    [InlineData(403, "AccessDenied", "Check the role, and that its trust policy")]
    [InlineData(400, "ValidationError", "400 ValidationError (reason)")]
    [InlineData(500, "InternalFailure", "500 InternalFailure (reason). Try again later")]
    [InlineData(503, "ServiceUnavailable", "503 ServiceUnavailable")]
    public async Task Server_RefusesARole_IsReported(int status, string code, string reason)
    {
        _scene.Aws.Failures.Enqueue((status, Error(code)));

        string refusal = (await _scene.AskAsync(("role_arn", AwsEndpoint.DeployRole))).Refusal!;

        refusal.ShouldStartWith($"AWS does not assume the role {AwsEndpoint.DeployRole}: ");
        refusal.ShouldContain(reason);
        refusal.ShouldNotContain("hunter2");
    }

    [Theory]
    [InlineData(200, "<html>Welcome to the proxy")]
    [InlineData(200, "")]
    [InlineData(200, "{}")]
    [InlineData(200, "<AssumeRoleResponse></AssumeRoleResponse>")]
    [InlineData(502, "<html>Bad gateway</html>")]
    [InlineData(302, "")]
    [InlineData(407, "hunter2")]
    public async Task Server_IsNotAws_IsReported(int status, string body)
    {
        _scene.Aws.Failures.Enqueue((status, body));

        string refusal = (await _scene.AskAsync(("role_arn", AwsEndpoint.DeployRole))).Refusal!;

        refusal.ShouldContain("AWS");
        refusal.Length.ShouldBeLessThan(500);
    }

    [Theory]
    [InlineData("<SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>", "2999-01-01T00:00:00Z")]
    [InlineData(
        "<AccessKeyId></AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>",
        "2999-01-01T00:00:00Z")]
    [InlineData(
        "<AccessKeyId>a</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>", "soon")]
    public async Task Server_AnswerIsNotOfAws_IsReported(string keys, string expiry)
    {
        _scene.Aws.Failures.Enqueue((
            200,
            $"<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult><Credentials>"
            + $"{keys}<Expiration>{expiry}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>"));

        (await _scene.AskAsync(("role_arn", AwsEndpoint.DeployRole))).Refusal!.ShouldBe(
            $"AWS cannot be asked to assume the role {AwsEndpoint.DeployRole}: the answer is not from AWS. Check the "
            + "endpoint, and proxies");
    }

    [Fact]
    public async Task Server_RefusesAtLength_IsCut()
    {
        string text = new('x', 5000);
        _scene.Aws.Failures.Enqueue((400, Error("ValidationError").Replace("reason", text, StringComparison.Ordinal)));

        string refusal = (await _scene.AskAsync(("role_arn", AwsEndpoint.DeployRole))).Refusal!;

        refusal.ShouldContain("… (4700 more characters)");
        refusal.Length.ShouldBeLessThan(500);
    }

    [Fact]
    public async Task Server_IsNotThere_IsReported()
    {
        await _scene.Aws.DisposeAsync();

        (await _scene.AskAsync(("role_arn", AwsEndpoint.DeployRole))).Refusal!
            .ShouldStartWith($"AWS cannot be asked to assume the role {AwsEndpoint.DeployRole}: ");
    }

    [Fact]
    [Trait("Category", "Hostile")]
    public async Task Endpoint_OfAPluginBefore_IsNotUsed()
    {
        await using AwsEndpoint other = await AwsEndpoint.StartAsync();
        _scene.Inherited["AWS_ENDPOINT_URL"] = other.Address;
        _scene.Inherited["AWS_ENDPOINT_URL_STS"] = other.Address;
        _scene.Inherited["AWS_CONFIG_FILE"] = _scene.Write("theirs", "[default]\nca_bundle = x\n");
        _scene.Inherited["HOME"] = _scene.PathOf("theirs");

        VariablesOf(await _scene.AskAsync(("role_arn", AwsEndpoint.DeployRole)));

        other.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Endpoint_OfTheProfile_IsUsed_AndTheServicesComeFirst()
    {
        string address = _scene.User["AWS_ENDPOINT_URL"];
        _scene.User.Remove("AWS_ENDPOINT_URL");
        _scene.Config(
            $"""
            [default]
            region = eu-west-1
            endpoint_url = http://127.0.0.1:1
            services = local

            [services local]
            s3 =
              endpoint_url = http://127.0.0.1:2
            sts =
              endpoint_url = {address}
            """);

        VariablesOf(await _scene.AskAsync(("role_arn", AwsEndpoint.DeployRole)));

        _scene.Aws.Requests.ShouldBe(["AssumeRole"]);
    }

    [Theory]
    [InlineData("AWS_ENDPOINT_URL", "http://sts.example.com", "AWS_ENDPOINT_URL must be an address that begins with")]
    [InlineData("AWS_ENDPOINT_URL_STS", "sts", "AWS_ENDPOINT_URL_STS must be an address that begins with https")]
    [InlineData("AWS_MAX_ATTEMPTS", "many", "AWS_MAX_ATTEMPTS must be a number from 1 to 10")]
    [InlineData("AWS_CA_BUNDLE", "/nonexistent", "AWS_CA_BUNDLE /nonexistent does not exist")]
    [InlineData("AWS_PROFILE", "gone", "the profile gone, which AWS_PROFILE names, is in neither")]
    public async Task Variable_OfTheUserIsWrong_IsReported(string name, string value, string reason)
    {
        _scene.User[name] = value;

        (await _scene.AskAsync(("role_arn", AwsEndpoint.DeployRole))).Refusal!.ShouldContain(reason);
        _scene.Aws.Requests.ShouldBeEmpty();
    }

    [Theory]
    // Files that the AWS CLI could not read either.
    [InlineData("a = b", "config, line 1: a section such as [default] must come first")]
    [InlineData("[default]\nhunter2", "config, line 2: the line must be KEY = VALUE")]
    [InlineData("[default]\n[default]", "config, line 2: the section [default] is there already")]
    [InlineData("[]", "config, line 1: a section must be [NAME]")]
    // Profiles that are incomplete, or do not fit together.
    [InlineData("[profile x]\nregion = hunter2/", "line 2: region of the profile x must be the name of a region")]
    [InlineData("[profile x]\nregion = eu-west-1", "the profile x has no credentials: no role_arn")]
    [InlineData("[profile x]\nrole_arn = r", "the profile x has role_arn, but neither source_profile nor")]
    [InlineData("[profile x]\nrole_arn = r\nsource_profile = gone", "the profile gone, which the profile x names,")]
    [InlineData("[profile x]\nrole_arn = r\nsource_profile = x", "the profile x builds on itself")]
    [InlineData(
        "[profile x]\nrole_arn = r\nsource_profile = y\n[profile y]\nrole_arn = r\nsource_profile = x",
        "builds on itself through source_profile")]
    [InlineData(
        "[profile x]\nrole_arn = r\ncredential_source = Moon", "line 3: credential_source of the profile x must")]
    [InlineData(
        "[profile x]\nrole_arn = r\nsource_profile = default\ncredential_source = Environment",
        "line 4: credential_source of the profile x and source_profile exclude each other")]
    [InlineData(
        "[profile x]\nrole_arn = r\nsource_profile = default\nduration_seconds = 1h",
        "line 4: duration_seconds of the profile x must be a number of seconds")]
    [InlineData(
        "[profile x]\nrole_arn = r\nsource_profile = default\nrole_session_name = a b",
        "line 4: role_session_name of the profile x must be 2 to 64")]
    [InlineData("[profile x]\nrole_arn = r\nweb_identity_token_file = gone", "line 3: web_identity_token_file of")]
    [InlineData("[profile x]\naws_access_key_id = AKIA", "the profile x has no aws_secret_access_key")]
    [InlineData("[profile x]\nsso_account_id = 1", "the profile x has no sso_role_name")]
    [InlineData("[profile x]\nsso_account_id = 1\nsso_role_name = a", "the profile x has no sso_start_url")]
    [InlineData("[profile x]\nsso_session = s\nsso_account_id = 1\nsso_role_name = a", "[sso-session s], which the")]
    [InlineData(
        "[profile x]\nsso_start_url = https://a.b\nsso_region = evil.com/\nsso_account_id = 1\nsso_role_name = a",
        "line 3: sso_region of the profile x must be the name of a region")]
    [InlineData(
        "[profile x]\nsso_start_url = http://a.b\nsso_region = eu-west-1\nsso_account_id = 1\nsso_role_name = a",
        "line 2: sso_start_url of the profile x must be an address")]
    [InlineData("[profile x]\nservices = s", "[services s], which the profile x names, is not in")]
    [InlineData("[profile x]\nendpoint_url = http://a.b", "line 2: endpoint_url of the profile x must be an address")]
    public async Task Files_AreWrong_IsReportedWithTheirPlace(string config, string reason)
    {
        if (config.Contains("services", StringComparison.Ordinal)
            || config.Contains("endpoint", StringComparison.Ordinal))
        {
            _scene.User.Remove("AWS_ENDPOINT_URL");
            config += $"\nrole_arn = {AwsEndpoint.DeployRole}\nsource_profile = default";
        }

        _scene.Config(config);

        CredentialResult result = await _scene.AskAsync(("profile", "x"));

        string refusal = result.Refusal!;
        refusal.ShouldContain(reason);
        refusal.ShouldNotContain("hunter2");
        result.Variables.ShouldBeEmpty();
        _scene.Aws.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Bytes_OfTheFileAreNotText_IsReported()
    {
        await File.WriteAllBytesAsync(_scene.PathOf("config"), [0xff, 0xfe]);

        (await _scene.AskAsync()).Refusal!.ShouldEndWith("config is not valid UTF-8");
    }

    // The AWS CLI runs with the variables against the same server, as an outside judge of both.
    [Fact]
    public async Task AwsCli_WithTheVariables_IsTheRole()
    {
        string aws = Tool.Require("aws");
        Dictionary<string, string> variables =
            VariablesOf(await _scene.AskAsync(("role_arn", AwsEndpoint.DeployRole), ("role_session_name", "judge")));

        string identity = await RunCliAsync(aws, variables, "sts", "get-caller-identity", "--output", "json");

        JsonDocument.Parse(identity).RootElement.GetProperty("Arn").GetString()
            .ShouldBe("arn:aws:sts::123456789012:assumed-role/deploy/judge");
        _scene.Aws.Requests.ShouldBe(["AssumeRole", "GetCallerIdentity"]);
    }

    // What the reader takes for a value, the AWS CLI does too.
    [Theory]
    [InlineData("default")]
    [InlineData("plain")]
    [InlineData("with blanks")]
    [InlineData("both")]
    public async Task AwsCli_ReadsTheSameFiles(string profile)
    {
        string aws = Tool.Require("aws");
        _scene.Config(
            """
            # a comment
            [default]
            REGION=eu-west-1
            [profile plain]
              region = eu-west-2
            s3 =
              region = us-east-1
            ; another
            [profile "with blanks"]
            region : eu-west-3
            [profile both]
            region = eu-south-1
            output = text
            """);
        _scene.Credentials(string.Concat(
            ((string[])["default", "plain", "with blanks", "both"]).Select(name =>
                $"[{name}]\naws_access_key_id = AKIA\naws_secret_access_key = a=b:c #d\n"))
            + "region = eu-south-2\n");

        Dictionary<string, string> variables = VariablesOf(await _scene.AskAsync(("profile", profile)));

        string region = await RunCliAsync(aws, _scene.User, "configure", "get", "region", "--profile", profile);
        string secret =
            await RunCliAsync(aws, _scene.User, "configure", "get", "aws_secret_access_key", "--profile", profile);
        variables["AWS_REGION"].ShouldBe(region.Trim());
        variables["AWS_SECRET_ACCESS_KEY"].ShouldBe(secret.Trim());
    }

    private static string Error(string code) =>
        $"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>reason</Message></Error>"
        + "</ErrorResponse>";

    private Task<CredentialResult> AskGuardedAsync() => _scene.AskAsync(
        ("role_arn", AwsEndpoint.GuardedRole),
        ("external_id", AwsEndpoint.ExternalId),
        ("mfa_serial", AwsEndpoint.MfaSerial));

    private async Task<string> RunCliAsync(
        string aws, IReadOnlyDictionary<string, string> variables, params string[] arguments)
    {
        var start = new System.Diagnostics.ProcessStartInfo(aws, arguments);
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("AWS_", StringComparison.Ordinal))
            .ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["AWS_ENDPOINT_URL"] = _scene.Aws.Address;
        start.Environment["HOME"] = _scene.PathOf("home");
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        return (await Programs.RunAsync(start)).ShouldSucceed();
    }
}
