using P5.GoPlugin;
using P5.Host;

namespace P5.Interop.Tests;

/// <summary>P5's host with plugins in every language, each a real process.</summary>
public sealed class HostTests
{
    [Theory]
    [MemberData(nameof(DevEnvPlugin.Connections), MemberType = typeof(DevEnvPlugin))]
    public async Task AuthenticateAsync_AnyLanguage_GivesAKeptCredentialAndLogs(PluginLanguage language, MtlsMode mtls)
    {
        await using var workspace = new Workspace(DevEnvPlugin.Require(language, mtls), mtls);

        AuthenticationResult first = await workspace.AskAsync();
        AuthenticationResult second = await workspace.AskAsync();

        first.Error.ShouldBeNull();
        first.FromCache.ShouldBeFalse();
        PluginCredential credential = first.Credential.ShouldNotBeNull();
        credential.GetVariables().ShouldBe(
            new Dictionary<string, string>
            {
                ["PULUMI_BACKEND_URL"] = "s3://program",
                ["PULUMI_CONFIG_PASSPHRASE"] = "",
            },
            ignoreOrder: true);
        credential.ExpiresAt.ShouldBeNull();
        credential.AlwaysAsk.ShouldBeFalse();
        second.FromCache.ShouldBeTrue();

        PluginOutput line = await FirstLineOfTheLogAsync(workspace);
        line.Level.ShouldBe(PluginLogLevel.Information);
        line.Module.ShouldBe("dev-env");
        line.Timestamp.ShouldNotBeNull();
        line.Fields["stack"].ShouldBe("dev");
        line.Fields["calls"].ShouldBe("1");
    }

    [Theory]
    [InlineData(PluginLanguage.CSharp)]
    [InlineData(PluginLanguage.CSharpNative)]
    [InlineData(PluginLanguage.Go)]
    [InlineData(PluginLanguage.Python)]
    [InlineData(PluginLanguage.Node)]
    public async Task AuthenticateAsync_AskedAgain_IsAnsweredByTheSameProcessUntilTheEnd(PluginLanguage language)
    {
        await using var workspace = new Workspace(DevEnvPlugin.Require(language), MtlsMode.Never);
        await workspace.AskAsync();
        int process = workspace.ProcessId.ShouldNotBeNull();

        AuthenticationResult again = await workspace.AskAsync(force: true);

        again.FromCache.ShouldBeFalse();
        workspace.ProcessId.ShouldBe(process);
        await workspace.StopAsync();
        Processes.IsAlive(process).ShouldBeFalse();
    }

    /// <summary>On Windows, each takes a port of its own out of one range.</summary>
    [Fact]
    public async Task AuthenticateAsync_TwoPluginsAtOnce_BothAnswer()
    {
        await using var first = new Workspace(DevEnvPlugin.Require(PluginLanguage.CSharp), MtlsMode.Never);
        await using var second = new Workspace(DevEnvPlugin.Require(PluginLanguage.Go), MtlsMode.Never);

        AuthenticationResult[] results = await Task.WhenAll(first.AskAsync(), second.AskAsync());
        AuthenticationResult[] again = await Task.WhenAll(first.AskAsync(force: true), second.AskAsync(force: true));

        results.Concat(again).ShouldAllBe(result => result.Error == null);
        Processes.IsAlive(first.ProcessId.ShouldNotBeNull()).ShouldBeTrue();
        Processes.IsAlive(second.ProcessId.ShouldNotBeNull()).ShouldBeTrue();
        first.ProcessId.ShouldNotBe(second.ProcessId);
    }

    [Fact]
    public async Task AuthenticateAsync_MtlsRequiredOfAPlainPlugin_IsRefused()
    {
        await using var workspace = new Workspace(DevEnvPlugin.Require(PluginLanguage.Node), MtlsMode.Always);

        AuthenticationResult result = await workspace.AskAsync();

        result.Credential.ShouldBeNull();
        P5Exception error = result.Error.ShouldNotBeNull();
        error.ErrorId.ShouldBe(ErrorIds.PluginProtocolUnsupported);
        error.Message.ShouldContain("does not encrypt its connection (AutoMTLS), but the host requires it");
        workspace.ProcessId.ShouldBeNull();
    }

    /// <summary>A line that was logged before an answer can arrive after it; the next call then brings it.</summary>
    private static async Task<PluginOutput> FirstLineOfTheLogAsync(Workspace workspace)
    {
        using var patience = new CancellationTokenSource(TestTimeout.Default);
        while (true)
        {
            if (workspace.Output.FirstOrDefault(IsAuthenticated) is { } line)
            {
                return line;
            }

            patience.Token.ThrowIfCancellationRequested();
            await workspace.AskAsync(force: true);
        }
    }

    private static bool IsAuthenticated(PluginOutput output) =>
        output is { Source: PluginOutputSource.Log, Text: "authenticated" };
}
