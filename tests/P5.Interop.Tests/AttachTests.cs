using System.Diagnostics;
using P5.GoPlugin;
using P5.Proto.V0;

namespace P5.Interop.Tests;

/// <summary>
/// A plugin that runs under its language's debugger: started with the magic cookie by a person, who gives hosts the
/// address of its handshake.
/// </summary>
public sealed class AttachTests
{
    [Theory]
    [InlineData(PluginLanguage.CSharp)]
    [InlineData(PluginLanguage.CSharpNative)]
    [InlineData(PluginLanguage.Go)]
    [InlineData(PluginLanguage.Python)]
    [InlineData(PluginLanguage.Node)]
    public async Task AttachAsync_AnyLanguage_AnswersOneHostAfterAnotherAndLivesOn(PluginLanguage language)
    {
        DevEnvPlugin plugin = DevEnvPlugin.Require(language);
        using var sockets = new TemporaryFolder();
        var start = new ProcessStartInfo(plugin.Command, plugin.Arguments) { RedirectStandardOutput = true };
        start.Environment["P5_PLUGIN"] = "v0";
        start.Environment["PLUGIN_UNIX_SOCKET_DIR"] = sockets.Root;
        start.Environment["PLUGIN_MIN_PORT"] = "10000";
        start.Environment["PLUGIN_MAX_PORT"] = "25000";
        using Process process = Process.Start(start)!;
        try
        {
            string? line = await process.StandardOutput.ReadLineAsync().WaitAsync(TestTimeout.Default);
            string[] handshake = line.ShouldNotBeNull().Split('|');
            var config = new ReattachConfig("grpc", handshake[2], handshake[3], process.Id, ProtocolVersion: 1);

            (await AskAsync(config)).Success.ShouldBeTrue();
            (await AskAsync(config)).Success.ShouldBeTrue();

            process.HasExited.ShouldBeFalse();
        }
        finally
        {
            Processes.KillTree(process);
            await process.WaitForExitAsync();
        }
    }

    private static async Task<AuthenticateResponse> AskAsync(ReattachConfig config)
    {
        var options = new PluginClientOptions
        {
            Command = "dev-env",
            Handshake = new HandshakeConfig("P5_PLUGIN", "v0", [1]),
        };
        await using PluginClient client = await PluginClient.AttachAsync(config, options);
        return await new AuthPlugin.AuthPluginClient(client.CallInvoker)
            .AuthenticateAsync(
                new AuthenticateRequest { StackName = "dev" }, deadline: DateTime.UtcNow + TestTimeout.Default);
    }
}
