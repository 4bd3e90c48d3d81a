using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace P5.Cli.Tests;

/// <summary>
/// A workspace with a plugin that waits at a gate, and a credential store of its own whose key is where no one is
/// asked. Disposing of it turns the store off, which removes the key.
/// </summary>
internal sealed class StoreWorkspace : IAsyncDisposable
{
    internal const string Secret = "hunter2-shared";

    private readonly Workspace _workspace = new();
    private readonly TcpListener _gate = new(IPAddress.Loopback, 0);

    private StoreWorkspace()
    {
        _gate.Start();
        Directory.CreateDirectory(Logins);
        _workspace.Environment["XDG_STATE_HOME"] = _workspace.PathOf("state");
        _workspace.Write("p5.toml", $"""
            [plugins.sso]
            {Workspace.PluginKeys(Programs.Recorder, Logins)}
            [plugins.sso.config]
            'env.SSO_TOKEN' = '{Secret}'
            gate = '{((IPEndPoint)_gate.LocalEndpoint).Port}'
            ttl = '3600'
            """);
    }

    /// <summary>The files of the store.</summary>
    internal string[] Files => Directory.GetFiles(_workspace.PathOf("state/p5/store"));

    /// <summary>How many processes of the plugin were started.</summary>
    internal int LoginCount => Directory.GetFiles(Logins).Length;

    /// <summary>Whether a call of the plugin waits at the gate.</summary>
    internal bool HasLogin => _gate.Pending();

    private string Logins => _workspace.PathOf("logins");

    /// <summary>Turns the store on, or skips the test.</summary>
    internal static async Task<StoreWorkspace> CreateAsync()
    {
        var created = new StoreWorkspace();
        string backend = OperatingSystem.IsWindows() ? "Dpapi" : "KernelKeyring";
        RunResult enabled = await created._workspace.RunAsync("store", "enable", "--backend", backend);
        if (enabled.ExitCode != 0)
        {
            await created.DisposeAsync();
            Assert.Skip($"The store has no key here that needs no prompt: {enabled.Error}");
        }

        return created;
    }

    /// <summary>Starts <c>p5env export</c>.</summary>
    internal Process StartExport() => _workspace.Start(Workspace.P5Env, "export", "--stack", "dev", "--verbose");

    internal Task<RunResult> RunAsync(params string[] arguments) => _workspace.RunAsync(arguments);

    /// <summary>Gets a credential of Vault, which has a lease.</summary>
    internal async Task ExportFromVaultAsync(string address)
    {
        _workspace.Environment["VAULT_TOKEN"] = "hunter2-token";
        _workspace.Write("p5.toml", $$"""
            [plugins.vault]
            config = { address = '{{address}}', variables = { KEY = 'aws/creds/deploy#key' } }
            """);
        (await RunAsync("export", "--stack", "dev")).ShouldSucceed();
    }

    /// <summary>Waits until a call of the plugin has come to the gate.</summary>
    internal async Task<Socket> LoginAsync() => await _gate.AcceptSocketAsync().WaitAsync(TestTimeout.Default);

    public async ValueTask DisposeAsync()
    {
        await _workspace.RunAsync("store", "disable");
        _gate.Dispose();
        _workspace.Dispose();
    }
}
