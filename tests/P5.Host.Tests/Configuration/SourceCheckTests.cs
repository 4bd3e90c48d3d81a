using System.Text;
using P5.Sources;

namespace P5.Host.Tests;

/// <summary>What a check says of built-in sources: all at once, and also what would have no effect.</summary>
public sealed class SourceCheckTests : CheckerTestBase
{
    // A wrong value, and settings that do not fit together.
    [Theory]
    [InlineData(
        "env",
        "sources = [{ path = '', optional = 'maybe' }, { cmd = 'x', args = 1, dir = [] }, "
            + "{ vars = { A = [], B = [] } }]",
        "sources[0]: a file source needs a path",
        "sources[0]: optional must be true or false",
        "sources[1]: args must be a list, but is a number",
        "sources[1]: dir must be text, but is a list",
        "sources[2]: vars.A must be text, but is a list",
        "sources[2]: vars.B must be text, but is a list")]
    [InlineData(
        "command",
        "command = []\nvariable = 'A'\nnames = ['P5_A', 'P5_B']\nlifetime = 0",
        "command must be a list of strings that is not empty",
        "lifetime must be a duration",
        "names contains P5_A, which would decide",
        "names contains P5_B, which would decide",
        "variable and names exclude each other")]
    [InlineData(
        "vault",
        "variables = { A = 'b', P5_A = 'c/d#e' }\naddress = 'http://vault.example.com'\nlogin = 'jwt'\nmount = ''",
        "mount must be text that is not empty",
        "variables contains P5_A, which would decide",
        "variables.A must be the path of a secret",
        "address must be an address such as",
        "login = \"jwt\" needs role")]
    [InlineData(
        "pulumi",
        "passphrase = 'hunter2'\nbackend = 'x'\nlogin = 'oidc'\naccess_token = 'pass:a'",
        "passphrase must be where the secret is kept",
        "backend must be an address with a scheme",
        "login = \"oidc\" needs org",
        "login = \"oidc\" needs token_file",
        "access_token and login exclude each other")]
    [InlineData(
        "aws",
        "browser = 'maybe'\nduration = 'soon'\nregion = 'x'\nexternal_id = 'a'",
        "browser must be one of auto, never",
        "duration must be a duration",
        "region must be the name of a region",
        "role_session_name needs role_arn|external_id needs role_arn|duration needs role_arn")]
    [InlineData(
        "azure",
        "environment = 'mars'\ntenant = 'x y'\nclient_secret = 'hunter2'\nvariables = { P5_A = 'b' }\n"
            + "tokens = { ARM_CLIENT_ID = 'a/.default', B = 'c' }",
        "environment must be one of public, usgovernment, china",
        "client_secret must be where the secret is kept",
        "variables contains P5_A, which would decide",
        "tenant must be the ID of a tenant",
        "client_secret does not apply to login = \"cli\"",
        "tokens has ARM_CLIENT_ID, which the login sets",
        "tokens has a wrong scope for B")]
    public void Settings_WrongInSeveralWays_AreAllReportedAtOnce(
        string source, string settings, params string[] messages)
    {
        Workspace.Write("p5.toml", $"[plugins.{source}.config]\n{settings}\n");

        IReadOnlyList<ConfigurationDiagnostic> findings = Check();

        findings.Count.ShouldBe(messages.Length);
        foreach (string message in messages)
        {
            findings.ShouldContain(
                finding => message.Split('|').Any(text => finding.Message.StartsWith($"Plugin '{source}': {text}")),
                message);
        }

        findings.ShouldAllBe(finding => !finding.Message.Contains("hunter2") && finding.Fix != "Correct it.");
    }

    // A value that is wrong is not also missing, and decides nothing.
    [Theory]
    [InlineData("vault", "login = 'magic'\nvariables = { A = 'a/b#c' }")]
    [InlineData("pulumi", "login = 'magic'\norg = 'a'")]
    [InlineData("azure", "login = 'magic'\nclient_id = '00000000-0000-0000-0000-000000000001'")]
    [InlineData("azure", "environment = 'mars'\nvariables = { A = 'https://a.vault.azure.cn/secrets/b' }")]
    [InlineData("aws", "role_arn = ''\nexternal_id = 'a'")]
    public void Settings_ThatDependOnAWrongOne_AreNotReported(string source, string settings)
    {
        Workspace.Write("p5.toml", $"[plugins.{source}.config]\n{settings}\n");

        Check().ShouldHaveSingleItem().Id.ShouldBe(DiagnosticIds.SourceConfigInvalid);
    }

    [Fact]
    public void KeysOfAProcess_OfABuiltInSource_AreWarnedOf()
    {
        Workspace.Write(
            "p5.toml",
            "[plugins.env]\ncmd = './own'\nargs = ['a']\nmtls = 'always'\ntimeout = 5\n"
            + "config = { type = 'static', vars = { A = 'b' } }\n[plugins.a]\nbuiltin = 'k9s'\nidle_timeout = 0\n");

        IReadOnlyList<ConfigurationDiagnostic> findings = Check();

        Lines(findings).ShouldBe(
        [
            "p5.toml:2:1 Warning KeyNotUsed", "p5.toml:3:1 Warning KeyNotUsed", "p5.toml:4:1 Warning KeyNotUsed",
            "p5.toml:9:1 Warning KeyNotUsed",
        ]);
        findings[0].Message.ShouldBe(
            "Plugin 'env' is the built-in source env, which starts no process: cmd is not used.");
        findings[0].Fix.ShouldBe("Remove it, or give the plugin another name, with which it is that executable.");
    }

    // p5 ignores them too: they are not errors.
    [Theory]
    [InlineData("path = 'a'\noptional = true\ncmd = 'x'", 4, "cmd is not used: the type of the source is file")]
    [InlineData("type = 'static'\nvars = {}\npath = 'x'", 4, "path is not used: the type of the source is static")]
    [InlineData("cmd = './run'\nvars = {}", 3, "vars is not used: the type of the source is exec")]
    [InlineData("command = ['./run']\ncmd = 'x'", 3, "cmd is not used: command replaces it")]
    [InlineData("type = 'static'", 2, "type is not used: the source has no vars")]
    [InlineData(
        "sources = [\n  { vars = {}, args = ['x'] }\n]",
        3,
        "sources[0].args is not used: the type of the source is static")]
    public void EnvKey_ThatAnotherExcludes_IsWarnedOf(string settings, int line, string message)
    {
        WriteExecutable("run");
        Workspace.Write("p5.toml", "[plugins.env.config]\n" + settings);

        ConfigurationDiagnostic finding = Check().ShouldHaveSingleItem();

        finding.Id.ShouldBe(DiagnosticIds.KeyNotUsed);
        finding.Severity.ShouldBe(DiagnosticSeverity.Warning);
        finding.Line.ShouldBe(line);
        finding.Message.ShouldBe($"Plugin 'env': {message}.");
    }

    [Theory]
    [InlineData("vars = { A = 'b' }")]
    [InlineData("command = []\ncmd = './run'")]
    [InlineData("command = ['./run']\nargs = ['x']\ndir = '.'")]
    [InlineData("sources = [{ vars = {} }]")]
    public void EnvKeys_ThatFitTogether_AreRight(string settings)
    {
        WriteExecutable("run");
        Workspace.Write("p5.toml", "[plugins.env.config]\n" + settings);

        Check().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/home/me/hunter2", true)]
    [InlineData("~/hunter2", true)]
    [InlineData("C:\\hunter2", true)]
    [InlineData("d:/hunter2\n", true)]
    [InlineData("hunter2", false)]
    [InlineData("/hunter2\nb", false)]
    [InlineData("1:/hunter2", false)]
    [InlineData("~hunter2", false)]
    [InlineData("", false)]
    public void Files_WithAPathAsTheValue_IsAWarning(string value, bool isPath)
    {
        Workspace.Write(
            "p5.toml",
            "[plugins.env]\nfiles = ['A']\n"
                + $"[plugins.env.config]\nvars = {{ A = {TomlText.Quote(value)}, B = '/' }}\n");

        IReadOnlyList<ConfigurationDiagnostic> findings = Check();

        Lines(findings).ShouldBe(isPath ? ["p5.toml:2:1 Warning FileContentIsPath"] : []);
        findings.ShouldAllBe(
            finding => finding.Message.Contains("files has A,") && !finding.Message.Contains("hunter2"));
    }

    [Theory]
    [InlineData("env", "vars = { A = 'b' }", "A")]
    [InlineData("env", "sources = [{ vars = { A = 'b' } }, { vars = { B = 'b' } }]", "A, B")]
    [InlineData("command", "command = ['x']\nvariable = 'A'", "A")]
    [InlineData("command", "command = ['x']\nnames = ['A', 'B']", "A, B")]
    [InlineData("vault", "variables = { A = 'a/b#c' }", "A")]
    [InlineData("pulumi", "backend = 's3://a'\npassphrase = 'pass:a'", "PULUMI_BACKEND_URL, PULUMI_CONFIG_PASSPHRASE")]
    [InlineData("aws", "profile = 'a'", "AWS_ACCESS_KEY_ID, ")]
    [InlineData("azure", "tokens = { A = 'a/.default' }", "ARM_TENANT_ID, ")]
    public void Files_WithANameThatTheSourceDoesNotSet_IsAWarning(string source, string settings, string names)
    {
        Workspace.Write("p5.toml", $"[plugins.{source}]\nfiles = ['GONE']\n[plugins.{source}.config]\n{settings}\n");

        ConfigurationDiagnostic finding = Check().ShouldHaveSingleItem();

        finding.Id.ShouldBe(DiagnosticIds.FileNotReturned);
        finding.Line.ShouldBe(2);
        finding.Message.ShouldStartWith(
            $"Plugin '{source}' does not set GONE, which files has. It sets {names}");
    }

    [Theory]
    [InlineData("env", "path = 'p5.toml'")]
    [InlineData("env", "sources = [{ vars = { A = 'b' } }, { cmd = 'x' }]")]
    [InlineData("env", "vars = { GONE = 'b' }")]
    [InlineData("command", "command = ['x']")]
    [InlineData("vault", "variables = { GONE = 'a/b#c' }")]
    [InlineData("azure", "tokens = { GONE = 'a/.default' }")]
    public void Files_WithANameThatTheSourceMaySet_IsRight(string source, string settings)
    {
        Workspace.Write("p5.toml", $"[plugins.{source}]\nfiles = ['GONE']\n[plugins.{source}.config]\n{settings}\n");

        Check().ShouldNotContain(finding => finding.Id == DiagnosticIds.FileNotReturned);
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(201, false)]
    [InlineData(300, false)]
    public void Files_WithALongName_IsAnErrorIfNoFileCanHaveIt(int length, bool isRight)
    {
        string name = new('A', length);
        Workspace.Write("p5.toml", $"[plugins.command]\nfiles = ['{name}']\nconfig.command = ['x']\n");

        CheckLines().ShouldBe(isRight ? [] : ["p5.toml:2:10 Error InvalidValue"]);
    }

    // Bytes of another encoding in a token must not become another token.
    [Fact]
    public void JsonAnswer_BytesThatAreNotUtf8_AreNoText()
    {
        byte[] answer = [.. "{\"value\":\"a"u8, 0xFF, .. "\",\"other\":\"b\"}"u8];

        JsonAnswer.Parse(answer)!.Value.TextOf("value").ShouldBeNull();
        JsonAnswer.Parse(answer)!.Value.TextOf("other").ShouldBe("b");
        JsonAnswer.Parse(Encoding.UTF8.GetBytes("[]")).ShouldBeNull();
    }
}
