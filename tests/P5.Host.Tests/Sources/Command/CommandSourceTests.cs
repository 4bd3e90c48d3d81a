using P5.Sources;
using static P5.Host.Tests.SourceRequests;

namespace P5.Host.Tests;

public sealed class CommandSourceTests : IDisposable
{
    private readonly TemporaryWorkspace _workspace = new();
    private readonly ObservedTime _clock = new();

    public CommandSourceTests() => Tool.Require("sh");

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task Command_PrintsVariables_ReturnsThem()
    {
        CredentialResult result = await AskAsync("printf 'A=1\\nB=2\\n'");

        Variables(result).ShouldBe(["A=1", "B=2"]);
        result.LifetimeSeconds.ShouldBe(0);
    }

    [Theory]
    [InlineData("printf 'hunter2\\n'", "hunter2")]
    [InlineData("printf 'hunter2\\r\\n'", "hunter2")]
    [InlineData("printf 'hunter2'", "hunter2")]
    [InlineData("printf ' two\\nlines\\n\\n'", " two\nlines\n")]
    [InlineData("printf '{\"A\":1}'", "{\"A\":1}")]
    public async Task Variable_HasTheOutput_WithoutTheLineBreakAtItsEnd(string script, string value)
    {
        Variables(await AskAsync(script, ("variable", "TOKEN"))).ShouldBe([$"TOKEN={value}"]);
    }

    [Theory]
    [InlineData("printf '\\n'", "command sh printed nothing")]
    [InlineData("printf '\\377hunter2'", "output of command sh is not valid UTF-8")]
    [InlineData("echo hunter2; exit 3", "command sh ended with exit code 3")]
    public async Task Variable_NoText_IsRefused(string script, string reason)
    {
        (await AskAsync(script, ("variable", "TOKEN"))).Refusal.ShouldBe(reason);
    }

    [Fact]
    public async Task Names_SelectTheVariables()
    {
        CredentialResult result = await AskAsync("printf 'A=1\\nB=2\\nC=3\\n'", ("names", """["C","A"]"""));

        Variables(result).ShouldBe(["A=1", "C=3"]);
    }

    [Fact]
    public async Task Names_NotPrinted_AreNamedInTheRefusal()
    {
        (await AskAsync("echo A=1", ("names", """["A","B","C"]"""))).Refusal.ShouldBe("command sh did not print B, C");
    }

    // AWS's form has an expiry of its own: ten minutes from now.
    [Theory]
    [InlineData("5m", 300)]
    [InlineData("90", 90)]
    [InlineData("1e+03", 600)]
    [InlineData("1h", 600)]
    public async Task Lifetime_AndExpiryOfTheOutput_TheEarlierCounts(string lifetime, int seconds)
    {
        string expiration = $"{_clock.GetUtcNow().AddMinutes(10):O}";
        _workspace.Write(
            "aws.json",
            $$"""{"Version":1,"AccessKeyId":"AKIA","SecretAccessKey":"secret","Expiration":"{{expiration}}"}""");

        (await AskAsync("cat aws.json", ("lifetime", lifetime))).LifetimeSeconds.ShouldBe(seconds);
    }

    [Fact]
    public async Task Lifetime_OfAValue_IsKept()
    {
        CredentialResult result = await AskAsync("echo hunter2", ("variable", "TOKEN"), ("lifetime", "1h"));

        result.LifetimeSeconds.ShouldBe(3600);
    }

    [Fact]
    public async Task Dir_IsWhereTheCommandRuns()
    {
        _workspace.Write("tools/value", "hunter2");

        Variables(await AskAsync("cat value", ("variable", "TOKEN"), ("dir", "tools"))).ShouldBe(["TOKEN=hunter2"]);
    }

    [Fact]
    public async Task Stack_ReplacesSettingsKeyByKey()
    {
        CredentialResult result = await AskAsync(
            Settings("echo hunter2", ("variable", "TOKEN"), ("lifetime", "1h")), [("lifetime", "5m")]);

        Variables(result).ShouldBe(["TOKEN=hunter2"]);
        result.LifetimeSeconds.ShouldBe(300);
    }

    [Fact]
    public async Task Timeout_EndsTheCommand()
    {
        SourceContext context = Context with { Timeout = TimeSpan.FromSeconds(5) };
        Task<CredentialResult> answer = AskAsync(Settings("sleep 1000"), [], context);
        await _clock.TimerSetAsync(context.Timeout.Value);

        _clock.Advance(context.Timeout.Value);

        await Should.ThrowAsync<TimeoutException>(answer);
    }

    [Theory]
    [InlineData("command", "", "config needs command, which must be a list of strings that is not empty")]
    [InlineData("command", "[]", "command must be a list of strings that is not empty")]
    [InlineData("command", "hunter2", "command must be a list of strings that is not empty")]
    [InlineData("command", "[1]", "command must be a list of strings that is not empty")]
    [InlineData("command", """["\ud800"]""", "command must be a list of strings that is not empty")]
    [InlineData("variable", "A=B", "variable contains a name that contains '='")]
    [InlineData("command", """[""]""", "command must begin with an executable")]
    [InlineData("command", """["a\u0000b"]""", "command must begin with an executable")]
    [InlineData("names", "A", "names must be a list of strings that is not empty")]
    [InlineData("names", """["A=hunter2"]""", "names contains a name that contains '='")]
    [InlineData("lifetime", "0", "lifetime must be a duration such as")]
    [InlineData("lifetime", "soon", "lifetime must be a duration such as")]
    public async Task Setting_WrongOrMissing_IsNamedWithoutItsValue(string key, string value, string reason)
    {
        var settings = Settings("echo A=1").ToDictionary(pair => pair.Key, pair => pair.Value);
        settings.Remove(key);
        if (value.Length > 0)
        {
            settings[key] = value;
        }

        CredentialResult result = await AskAsync(settings.Select(pair => (pair.Key, pair.Value)), []);

        result.Refusal.ShouldNotBeNull().ShouldStartWith(reason);
        result.Refusal.ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task VariableAndNames_ExcludeEachOther()
    {
        (await AskAsync("echo A=1", ("variable", "A"), ("names", """["A"]"""))).Refusal.ShouldBe(
            "variable and names exclude each other: the output is one value, or has several variables");
    }

    private SourceContext Context => new()
    {
        WorkspaceDirectory = _workspace.Root,
        Environment = new ProcessEnvironment().GetVariables(),
        TimeProvider = _clock,
    };

    private static IEnumerable<(string Key, string Value)> Settings(
        string script, params (string Key, string Value)[] others) =>
        [("command", System.Text.Json.JsonSerializer.Serialize<string[]>(["sh", "-c", script])), .. others];

    private Task<CredentialResult> AskAsync(string script, params (string Key, string Value)[] others) =>
        AskAsync(Settings(script, others), []);

    private Task<CredentialResult> AskAsync(
        IEnumerable<(string Key, string Value)> program,
        IEnumerable<(string Key, string Value)> stack,
        SourceContext? context = null) =>
        new CommandSource()
            .GetCredentialAsync(SourceRequests.Of(program, stack), context ?? Context, CancellationToken.None)
            .WaitAsync(TestTimeout.Default);
}
