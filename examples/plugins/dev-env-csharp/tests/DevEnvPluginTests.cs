using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using P5.Plugin;

namespace DevEnv.Tests;

public sealed class DevEnvPluginTests
{
    [Theory]
    [InlineData(null, null, "file://~/.pulumi")]
    [InlineData("s3://program", null, "s3://program")]
    [InlineData("s3://program", "s3://stack", "s3://stack")]
    public async Task Authenticate_BackendUrl_TheStacksWins(string? program, string? stack, string expected)
    {
        AuthResponse response = await AskAsync(Config("backendUrl", program), Config("backendUrl", stack));

        Assert.True(response.IsSuccess);
        Assert.Equal(expected, response.Env["PULUMI_BACKEND_URL"]);
        Assert.Equal(CredentialLifetime.NeverExpires, response.Lifetime);
    }

    [Theory]
    [InlineData(null, null, "")]
    [InlineData("p", null, "p")]
    [InlineData("p", "", "")]
    public async Task Authenticate_Passphrase_AnEmptyOneIsAValue(string? program, string? stack, string expected)
    {
        AuthResponse response = await AskAsync(Config("passphrase", program), Config("passphrase", stack));

        Assert.Equal(expected, response.Env["PULUMI_CONFIG_PASSPHRASE"]);
    }

    [Fact]
    public async Task Authenticate_BackendWithoutScheme_FailsWithoutItsValue()
    {
        AuthResponse response = await AskAsync([], Config("backendUrl", "user:correct horse@host"));

        Assert.False(response.IsSuccess);
        Assert.Empty(response.Env);
        Assert.Contains("backendUrl", response.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("correct horse", response.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Authenticate_Twice_LogsCallsAndNoValues()
    {
        var logger = new ListLogger();
        var plugin = new DevEnvPlugin(logger);
        var request = new AuthRequest { StackName = "dev", StackConfig = Config("passphrase", "correct horse") };

        await plugin.AuthenticateAsync(request, CancellationToken.None);
        await plugin.AuthenticateAsync(request, CancellationToken.None);

        Assert.Equal(["authenticated dev 1", "authenticated dev 2"], logger.Messages);
    }

    private static Task<AuthResponse> AskAsync(Dictionary<string, string> program, Dictionary<string, string> stack) =>
        new DevEnvPlugin(NullLogger.Instance).AuthenticateAsync(
            new AuthRequest { StackName = "dev", ProgramConfig = program, StackConfig = stack }, CancellationToken.None);

    private static Dictionary<string, string> Config(string name, string? value) =>
        value is null ? [] : new() { [name] = value };

    private sealed class ListLogger : ILogger
    {
        public List<string> Messages { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Messages.Add(formatter(state, exception));
    }
}
