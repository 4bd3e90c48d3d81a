using System.Collections.Concurrent;
using P5.GoPlugin;
using P5.Host;

namespace P5.Interop.Tests;

/// <summary>A workspace with one dev-env plugin and a host that asks it.</summary>
internal sealed class Workspace : IAsyncDisposable
{
    /// <summary>Far more than any test takes; only a test that hangs meets it.</summary>


    private readonly TemporaryFolder _folder = new();
    private readonly P5Host _host = new();
    private readonly WorkspaceConfiguration _configuration;

    public Workspace(DevEnvPlugin plugin, MtlsMode mtls)
    {
        string arguments = string.Join(", ", plugin.Arguments.Select(argument => $"'{argument}'"));
        _folder.Write(
            "p5.toml",
            $"""
            [plugins.dev-env]
            cmd = '{plugin.Command}'
            args = [{arguments}]
            mtls = '{mtls.ToString().ToLowerInvariant()}'

            [plugins.dev-env.config]
            backendUrl = 's3://program'
            passphrase = 'program'
            """);
        _folder.Write(
            "Pulumi.dev.yaml",
            """
            config:
              p5:plugins:
                dev-env:
                  config:
                    passphrase: ""
            """);
        _configuration = P5Host.LoadConfiguration(_folder.Root, "dev");
    }

    /// <summary>What the plugin wrote, as far as it has arrived.</summary>
    public ConcurrentQueue<PluginOutput> Output { get; } = new();

    /// <summary>The plugin's process; null if it does not run.</summary>
    public int? ProcessId => _host.GetPlugins(_configuration).ShouldHaveSingleItem().ProcessId;

    /// <summary>Gets the credential; if forced, calls the plugin although the cached one is valid.</summary>
    public async Task<AuthenticationResult> AskAsync(bool force = false)
    {
        using var patience = new CancellationTokenSource(TestTimeout.Default);
        var options = new AuthenticationOptions { Force = force, Output = (_, output) => Output.Enqueue(output) };
        List<AuthenticationResult> results =
            await _host.AuthenticateAsync(_configuration, options, patience.Token).ToListAsync(patience.Token);
        return results.ShouldHaveSingleItem();
    }

    /// <summary>Ends the plugin.</summary>
    public Task StopAsync() => _host.StopPluginsAsync().WaitAsync(TestTimeout.Default);

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync().AsTask().WaitAsync(TestTimeout.Default);
        _folder.Dispose();
    }
}
