using Microsoft.Extensions.Logging;
using P5.Plugin;
using P5.Plugin.Testing;

namespace DevEnv.Tests;

/// <summary>
/// Calls the plugin as a host does, in this process. The tests expect exactly what <see cref="DevEnvPlugin"/> returns
/// and logs: change them together with it.
/// </summary>
public sealed class DevEnvPluginTests : IAsyncDisposable
{
    private readonly PluginTestHost _host = new(logger => new DevEnvPlugin(logger));

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData(null, null, "file://~/.pulumi")]
    [InlineData("s3://program", null, "s3://program")]
    [InlineData("s3://program", "s3://stack", "s3://stack")]
    public async Task Authenticate_BackendUrl_TheStacksWins(string? program, string? stack, string expected)
    {
        Configure("backendUrl", program, stack);

        AuthResponse response = await _host.AuthenticateAsync();

        Assert.True(response.IsSuccess, response.Error);
        Assert.Equal(expected, response.EnvironmentVariables["PULUMI_BACKEND_URL"]);
        Assert.Equal(CredentialLifetime.NeverExpires, response.Lifetime);
    }

    [Theory]
    [InlineData(null, null, "")]
    [InlineData("p", null, "p")]
    [InlineData("p", "", "")]
    public async Task Authenticate_Passphrase_AnEmptyOneIsAValue(string? program, string? stack, string expected)
    {
        Configure("passphrase", program, stack);

        AuthResponse response = await _host.AuthenticateAsync();

        Assert.Equal(expected, response.EnvironmentVariables["PULUMI_CONFIG_PASSPHRASE"]);
    }

    [Fact]
    public async Task Authenticate_BackendWithoutScheme_FailsWithoutItsValue()
    {
        _host.StackConfig["backendUrl"] = "user:correct horse@host";

        AuthResponse response = await _host.AuthenticateAsync();

        Assert.False(response.IsSuccess);
        Assert.Empty(response.EnvironmentVariables);
        Assert.Contains("backendUrl", response.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("correct horse", response.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Authenticate_Twice_LogsCallsAndNoValues()
    {
        _host.StackConfig["passphrase"] = "correct horse";

        await _host.AuthenticateAsync();
        await _host.AuthenticateAsync();

        Assert.All(
            _host.Log, entry => Assert.Equal((LogLevel.Information, "authenticated"), (entry.Level, entry.Message)));
        Assert.Equal(
            ["calls=1 stack=dev", "calls=2 stack=dev"],
            _host.Log.Select(
                entry => string.Join(' ', entry.Fields.Select(field => $"{field.Key}={field.Value}").Order())));
    }

    private void Configure(string name, string? program, string? stack)
    {
        if (program is not null)
        {
            _host.ProgramConfig[name] = program;
        }

        if (stack is not null)
        {
            _host.StackConfig[name] = stack;
        }
    }
}
