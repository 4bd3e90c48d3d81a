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
    [InlineData("secret_variable = ''", $"secret_variable {Text}")]
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
        await using var host = new P5Host(new P5HostOptions
        {
            StateDirectory = Workspace.PathOf("state"),
            Environment = new MemoryEnvironment(),
        });

        AuthenticationResult result = await host
            .AuthenticateAsync(Workspace.Load("dev"), cancellationToken: CancellationToken.None)
            .SingleAsync(CancellationToken.None);

        result.Credential.ShouldBeNull();
        result.Error!.ErrorId.ShouldBe(ErrorIds.AuthenticationFailed);
        result.Error.Message.ShouldBe($"Plugin '{source}' could not authenticate: {message}");
        host.Credentials.List().ShouldBeEmpty();
    }
}
