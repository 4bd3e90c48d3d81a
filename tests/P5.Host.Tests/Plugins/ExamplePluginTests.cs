using P5.Host.Credentials;
using P5.Host.Tests.Support;

namespace P5.Host.Tests.Plugins;

public sealed class ExamplePluginTests
{
    [Fact]
    public Task Authenticate_CSharpExample_GivesBackendAndEmptyPassphrase() => AskAsync(TestPlugins.DevEnvCSharp);

    [SkippableFact]
    public Task Authenticate_GoExample_GivesBackendAndEmptyPassphrase()
    {
        Skip.IfNot(
            File.Exists(TestPlugins.DevEnvGo),
            $"{TestPlugins.DevEnvGo} is missing: build it with 'go build -o bin/dev-env .' in examples/plugins/dev-env-go.");
        return AskAsync(TestPlugins.DevEnvGo);
    }

    private static async Task AskAsync(string executable)
    {
        foreach (string mtls in new[] { "always", "never" })
        {
            await using TestHost test = new TestHost()
                .Write($"[plugins.dev-env]\ncmd = '{executable}'\nmtls = '{mtls}'\nconfig = {{ backendUrl = 'file:///tmp/state' }}\n")
                .WriteStack("dev", "config:\n  p5:plugins:\n    dev-env:\n      config:\n        passphrase: \"\"\n");
            WorkspaceIsDeclared(test);

            AuthenticationResult result = await test.AskOneAsync();

            result.Variables().ShouldBe(
                new Dictionary<string, string>
                {
                    ["PULUMI_BACKEND_URL"] = "file:///tmp/state",
                    ["PULUMI_CONFIG_PASSPHRASE"] = "",
                },
                ignoreOrder: true);
            result.Credential!.ExpiresAt.ShouldBeNull();
            int processId = test.Host.GetPlugins(test.Load())[0].ProcessId!.Value;
            (await test.AskOneAsync()).FromCache.ShouldBeTrue();

            await test.Host.StopPluginsAsync().WaitAsync(TestHost.Patience);
            TestHost.IsAlive(processId).ShouldBeFalse();
        }
    }

    private static void WorkspaceIsDeclared(TestHost test) => test.Workspace.Write("Pulumi.yaml", "name: shop\nruntime: yaml\n");
}
