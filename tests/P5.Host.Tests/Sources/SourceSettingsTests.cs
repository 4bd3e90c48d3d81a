namespace P5.Host.Tests;

/// <summary>
/// Wrong settings of <c>vault</c>, <c>command</c> and <c>env</c>: a check finds each at its place with the whole
/// message, a call reports the same, and nothing is set.
/// </summary>
public sealed class SourceSettingsTests : CheckerTestBase
{
    private const string Texts = "must be a list of strings that is not empty";
    private const string Table = "variables must be a table of strings that is not empty";
    private const string Text = "must be text that is not empty";
    private const string Executable = "must begin with an executable, and cannot contain a NUL character";
    private const string Mount = "mount must be a path without . and .. and empty parts";
    private const string Address =
        "address must be an address such as https://vault.example.com:8200; http is only for this machine";

    private const string VariableName =
        "secret_variable must be the name of an environment variable: letters, digits and _, without a digit at its "
        + "beginning";

    private const string Duration =
        "lifetime must be a duration such as \"90s\", \"5m\" or \"1h30m\", or a number of seconds, up to 24 days, and "
        + "more than zero";

    private const string Reference =
        "variables.A must be the path of a secret, '#' and a field of it, such as secret/data/app#password";

    private const string Sign = "contains a name that contains '=' (character 2 of";
    private const string LastSign = "contains a name that contains '=' (character 8 of";
    private const string Hidden = "the name may contain a value and is not shown)";
    private const string Redirects = "which would decide what P5 does elsewhere";
    private const string EnvTexts = "must be a list of strings, such as [\"echo\", \"NAME=value\"]";

    private static readonly Dictionary<string, string> s_right = new()
    {
        ["address"] = "'https://127.0.0.1:1'",
        ["variables"] = "{ A = 'secret/data/app#user' }",
        ["command"] = "['p5-no-such-program']",
    };

    [Theory]
    [InlineData("address = ''", $"address {Text}")]
    [InlineData("address = 'vault.example.com'", Address)]
    [InlineData("address = 'http://vault.example.com'", Address)]
    [InlineData("address = 'ftp://hunter2'", Address)]
    [InlineData("address = 'https://user:hunter2@vault.example.com'", Address)]
    [InlineData("address = 'https://vault.example.com/?token=hunter2'", Address)]
    [InlineData("address = 'https://vault.example.com/#hunter2'", Address)]
    [InlineData("namespace = ''", $"namespace {Text}")]
    [InlineData("login = 'hunter2'", "login must be one of token, approle, userpass, jwt, github-oidc")]
    [InlineData("login = 'approle'", "login = \"approle\" needs role")]
    [InlineData("login = 'userpass'", "login = \"userpass\" needs role")]
    [InlineData("login = 'jwt'", "login = \"jwt\" needs role")]
    [InlineData("login = 'github-oidc'", "login = \"github-oidc\" needs role")]
    [InlineData("role = ''", $"role {Text}")]
    [InlineData("role = 'a/b'\nlogin = 'userpass'", "role must be the name of a user, without /")]
    [InlineData("role = '..'\nlogin = 'userpass'", "role must be the name of a user, without /")]
    [InlineData("mount = ''", $"mount {Text}")]
    [InlineData("mount = '/'", Mount)]
    [InlineData("mount = '../sys'", Mount)]
    [InlineData("mount = 'a//b'", Mount)]
    [InlineData("audience = ''", $"audience {Text}")]
    [InlineData("mount = '/auth/x/'", "mount must be a path without auth/ at its beginning")]
    [InlineData("secret_variable = ''", VariableName)]
    [InlineData("secret_variable = '1 X'", VariableName)]
    [InlineData("variables = { A = 'v1/secret/data/x#y' }", "variables.A must be a path without v1/ at its beginning")]
    [InlineData("variables = { A = '/v1/secret/data/x#y' }", "variables.A must be a path without v1/ at its beginning")]
    [InlineData("variables = {}", Table)]
    [InlineData("variables = ['hunter2']", Table)]
    [InlineData("variables = { A = 1 }", Table)]
    [InlineData("variables = { A = 'hunter2' }", Reference)]
    [InlineData("variables = { A = '#hunter2' }", Reference)]
    [InlineData("variables = { A = 'hunter2#' }", Reference)]
    [InlineData("variables = { A = 'hunter2/../b#c' }", Reference)]
    [InlineData("variables = { 'A=B' = 'a#b' }", $"variables {Sign} 3; {Hidden}")]
    [InlineData("variables = { P5_STATE = 'a#b' }", $"variables contains P5_STATE, {Redirects}")]
    [InlineData("variables = { 'A=hunter2' = 'c' }", $"variables {Sign} 9; {Hidden}")]
    public Task Vault_Setting_IsFoundAtItsPlace(string toml, string message) =>
        IsFoundAsync("vault", toml, message, "address", "variables");

    [Theory]
    [InlineData("command = []", $"command {Texts}")]
    [InlineData("command = 'hunter2'", $"command {Texts}")]
    [InlineData("command = 1", $"command {Texts}")]
    [InlineData("command = [1]", $"command {Texts}")]
    [InlineData("command = [['hunter2']]", $"command {Texts}")]
    [InlineData("command = { hunter2 = 'x' }", $"command {Texts}")]
    [InlineData("command = ['']", $"command {Executable}")]
    [InlineData("command = [\"a\\u0000hunter2\"]", $"command {Executable}")]
    [InlineData("dir = ''", $"dir {Text}")]
    [InlineData("variable = ''", $"variable {Text}")]
    [InlineData("variable = 'A=hunter2'", $"variable {Sign} 9; {Hidden}")]
    [InlineData("variable = 'P5_STACK'", $"variable contains P5_STACK, {Redirects}")]
    [InlineData("names = 'A'", $"names {Texts}")]
    [InlineData("names = []", $"names {Texts}")]
    [InlineData("names = [1]", $"names {Texts}")]
    [InlineData("names = ['A=hunter2']", $"names {Sign} 9; {Hidden}")]
    [InlineData("names = ['A', 'B', 'A']", "names contains A more than once")]
    [InlineData("names = ['P5_STACK']", $"names contains P5_STACK, {Redirects}")]
    [InlineData(
        "variable = 'A'\nnames = ['A']",
        "variable and names exclude each other: the output is one value, or has several variables")]
    [InlineData("lifetime = 0", Duration)]
    [InlineData("lifetime = -1", Duration)]
    [InlineData("lifetime = 'hunter2'", Duration)]
    [InlineData("lifetime = '25d'", Duration)]
    [InlineData("lifetime = '1000h'", Duration)]
    [InlineData("lifetime = true", Duration)]
    public Task Command_Setting_IsFoundAtItsPlace(string toml, string message) =>
        IsFoundAsync("command", toml, message, "command");

    [Theory]
    [InlineData("type = 'hunter2'", "config: type must be file, static or exec")]
    [InlineData("type = 'file'", "config: a file source needs a path")]
    [InlineData("type = 'exec'", "config: an exec source needs cmd, or command as a list")]
    [InlineData("path = ''", "config: a file source needs a path")]
    [InlineData("vars = 'hunter2'", "config: vars must be a table, such as { NAME = \"value\" }")]
    [InlineData("vars = ' { hunter2'", "config: vars must be a table in JSON, but is not JSON (line 1)")]
    [InlineData("vars = { P5_STACK = 'hunter2' }", $"config: vars contains P5_STACK, {Redirects}")]
    [InlineData("vars = { HOME = '/' }", $"config: vars contains HOME, {Redirects}")]
    [InlineData("vars = { 'A=hunter2' = '' }", $"config: vars {Sign} 9; {Hidden}")]
    [InlineData("command = 'hunter2 A=1'", $"config: command {EnvTexts}")]
    [InlineData("args = 'hunter2'\ncmd = 'x'", $"config: args {EnvTexts}")]
    [InlineData("vars = ['hunter2']", "config: vars must be a table, but is a list")]
    [InlineData("vars = { A = ['hunter2'] }", "config: vars.A must be text, but is a list")]
    [InlineData(
        "sources = 'hunter2'", "sources must be a list of tables, such as [{ type = \"file\", path = \".env\" }]")]
    [InlineData("sources = '[hunter2'", "sources must be a list in JSON, but is not JSON (line 1)")]
    [InlineData("sources = { vars = 'hunter2' }", "sources must be a list, but is a table")]
    [InlineData("sources = ['hunter2']", "sources[0] must be a table with a type, but is text")]
    [InlineData("sources = [{}]", "sources[0] needs a type: file, static or exec")]
    [InlineData("sources = [{ type = ['hunter2'] }]", "sources[0]: type must be text, but is a list")]
    [InlineData("sources = [{ path = '' }]", "sources[0]: a file source needs a path")]
    [InlineData("sources = [{ path = 'x', optional = 'hunter2' }]", "sources[0]: optional must be true or false")]
    [InlineData("sources = [{ path = 'x', optional = [] }]", "sources[0]: optional must be text, but is a list")]
    [InlineData("sources = [{ vars = {}, optional = true }]", "sources[0]: only a file source can be optional")]
    [InlineData("sources = [{ vars = ['hunter2'] }]", "sources[0]: vars must be a table, but is a list")]
    [InlineData("sources = [{ vars = { 'hunter2=' = [] } }]", $"sources[0]: vars {LastSign} 8; {Hidden}")]
    [InlineData("sources = [{ vars = { P5_A = '1' } }]", $"sources[0]: vars contains P5_A, {Redirects}")]
    [InlineData("sources = [{ type = 'exec' }]", "sources[0]: an exec source needs cmd, or command as a list")]
    [InlineData(
        "sources = [{ cmd = 'x', args = { a = 'hunter2' } }]", "sources[0]: args must be a list, but is a table")]
    [InlineData(
        "sources = [{ command = [['hunter2']] }]", "sources[0]: command must contain only text, but has a list")]
    public Task Env_Setting_IsFoundAtItsPlace(string toml, string message) => IsFoundAsync("env", toml, message);

    [Theory]
    [InlineData("vault", "config needs variables, which must be a table of strings that is not empty")]
    [InlineData("command", $"config needs command, which {Texts}")]
    [InlineData("env", "no source is configured; give config a type (file, static or exec) or a list of sources")]
    public async Task Setting_Missing_IsFoundAtThePlugin(string source, string message)
    {
        Workspace.Write("p5.toml", $"[plugins.{source}]\n");

        Check().ShouldHaveSingleItem().Message.ShouldBe($"Plugin '{source}': {message}.");
        await FailsAsync(source, message);
    }

    [Fact]
    public async Task Settings_SeveralAreWrong_AreNumberedInTheRefusal_WithAFixForEach()
    {
        Workspace.Write("p5.toml", "[plugins.command.config]\nnames = 'A'\n");

        P5Exception error = await RefuseAsync();

        error.Message.ShouldBe(
            $"Plugin 'command' could not authenticate: 1. config needs command, which {Texts}\n  2. names {Texts}");
        error.RecommendedAction.ShouldStartWith(
            "Add command to config. The executable and its arguments. Correct names. The variables to use, each of "
            + $"which must be in the output. names is at {Workspace.PathOf("p5.toml")}:2");
    }

    // The same as a check says before.
    [Theory]
    [InlineData("command", "command = ['p5-no-such-program']", "Install it, or correct command in config. command is ")]
    [InlineData("command", "command = ['x']\ndir = 'gone'", "Create it, or correct dir. dir is at ")]
    [InlineData("command", "command = ['x']\ndir = 'p5.toml'", "Set dir to a folder. dir is at ")]
    [InlineData("pulumi", "passphrase = ['p5-no-such-program']", "Install it, or correct passphrase in config. passp")]
    [InlineData("pulumi", "login = 'oidc'\norg = 'a'\ntoken_file = 'gone'", "Correct token_file. The file with the tok")]
    [InlineData("pulumi", "login = 'oidc'\ntoken_file = 'a'", "Add org to config. login is at ")]
    [InlineData("vault", "variables = { A = 'b#c' }", "Add address to config, or set VAULT_ADDR.")]
    [InlineData("vault", "login = 'jwt'\nvariables = { A = 'b#c' }", "Add role to config. login is at ")]
    public async Task Refusal_OfASetting_HasItsFixAndPlace(string source, string toml, string fix)
    {
        Workspace.Write("p5.toml", $"[plugins.{source}.config]\n{toml}\n");

        (await RefuseAsync()).RecommendedAction.ShouldStartWith(fix);
    }

    [Fact]
    public void Table_OneEntryIsNotText_TheOthersAreCheckedToo()
    {
        Workspace.Write(
            "p5.toml",
            """
            [plugins.vault.config]
            address = "https://127.0.0.1:1"
            variables = { A = 1, B = "hunter2", C = "v1/a#b" }
            [plugins.azure.config]
            tokens = { A = 1, B = "User.Read" }
            variables = { C = 1, D = "hunter2" }
            """);

        Check().Select(finding => string.Join(' ', finding.Message.Split(' ')[1..6])).ShouldBe(
            [
                "'vault': variables must be a", "'vault': variables.B must be the", "'vault': variables.C must be a",
                "'azure': tokens must be a", "'azure': variables must be a", "'azure': tokens has a wrong",
                "'azure': variables.D must be the",
            ],
            ignoreOrder: true);
    }

    private async Task<P5Exception> RefuseAsync()
    {
        await using var host = new P5Host(new P5HostOptions
        {
            StateDirectory = Workspace.PathOf("state"),
            Environment = new MemoryEnvironment(),
        });

        AuthenticationResult result = await host
            .AuthenticateAsync(Workspace.Load("dev"), cancellationToken: CancellationToken.None)
            .SingleAsync(CancellationToken.None);
        result.Credential.ShouldBeNull();
        host.Credentials.List().ShouldBeEmpty();
        return result.Error.ShouldNotBeNull();
    }

    private async Task IsFoundAsync(string source, string toml, string message, params string[] required)
    {
        string key = toml[..toml.IndexOf(' ', StringComparison.Ordinal)];
        IEnumerable<string> others = required
            .Where(name => name != key)
            .Select(name => $"{name} = {s_right[name]}\n");
        Workspace.Write("p5.toml", $"[plugins.{source}.config]\n{toml}\n{string.Concat(others)}");

        ConfigurationDiagnostic finding = Check().ShouldHaveSingleItem();

        finding.Id.ShouldBe(source == "env" ? DiagnosticIds.EnvConfigInvalid : DiagnosticIds.SourceConfigInvalid);
        finding.Line.ShouldBe(2);
        finding.Message.ShouldBe($"Plugin '{source}': {message}.");
        $"{finding.Message}{finding.Fix}".ShouldNotContain("hunter2");
        await FailsAsync(source, message);
    }

    private async Task FailsAsync(string source, string message)
    {
        P5Exception error = await RefuseAsync();

        error.ErrorId.ShouldBe(ErrorIds.AuthenticationFailed);
        error.Message.ShouldBe($"Plugin '{source}' could not authenticate: {message}");
    }
}
