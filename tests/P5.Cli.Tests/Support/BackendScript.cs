namespace P5.Cli.Tests;

/// <summary>
/// Runs lines of <c>sh</c> with a home, a session bus and a keyring of their own, in a workspace whose plugin returns a
/// credential with a lifetime.
/// </summary>
internal sealed class BackendScript : IDisposable
{
    internal const string Secret = "hunter2-backend";

    private readonly Workspace _workspace = new();

    /// <param name="tools">The programs that the lines need; without one, the test is skipped.</param>
    internal BackendScript(params string[] tools)
    {
        Needs.Linux();
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        string? missing =
            tools.FirstOrDefault(tool => !folders.Any(folder => File.Exists(Path.Combine(folder, tool))));
        Assert.SkipWhen(missing is not null, $"'{missing}' is not installed.");
        foreach (string folder in new[] { "home", "run" })
        {
            Directory.CreateDirectory(_workspace.PathOf(folder));
        }

        _workspace.Environment["HOME"] = _workspace.PathOf("home");
        _workspace.Environment["GNUPGHOME"] = null;
        _workspace.Environment["PASSWORD_STORE_DIR"] = null;
        _workspace.Environment["XDG_RUNTIME_DIR"] = _workspace.PathOf("run");
        _workspace.Environment["XDG_STATE_HOME"] = _workspace.PathOf("state");
        _workspace.Environment["XDG_DATA_HOME"] = _workspace.PathOf("home");
        _workspace.Environment["DBUS_SESSION_BUS_ADDRESS"] = null;
        _workspace.Environment["DISPLAY"] = null;
        _workspace.Environment["WAYLAND_DISPLAY"] = null;
        _workspace.Environment["P5ENV"] = Workspace.P5Env;
        _workspace.Write("p5.toml", $"""
            [plugins.sso]
            {Workspace.PluginKeys(Programs.Recorder)}
            [plugins.sso.config]
            'env.SSO_TOKEN' = '{Secret}'
            pid = 'SSO_PROCESS'
            ttl = '3600'
            """);
    }

    /// <summary>The content of a file that the lines have written, in the workspace.</summary>
    internal byte[] Read(string name) => File.ReadAllBytes(_workspace.PathOf(name));

    /// <summary>The files of the store.</summary>
    internal string[] StoreFiles => Directory.GetFiles(_workspace.PathOf("state/p5/store"));

    /// <summary>Runs the lines on a session bus, which ends with them.</summary>
    /// <param name="lines">The lines; the first failure ends them.</param>
    /// <param name="bus">The configuration of the bus; null for that of the system.</param>
    internal Task<RunResult> RunOnBusAsync(string lines, string? bus = null)
    {
        string[] configuration = [];
        if (bus is not null)
        {
            _workspace.Write("bus.conf", bus);
            configuration = ["--config-file", _workspace.PathOf("bus.conf")];
        }

        return _workspace.RunProgramAsync("dbus-run-session", [.. configuration, "--", .. Shell(lines)]);
    }

    /// <summary>Runs the lines.</summary>
    internal Task<RunResult> RunAsync(string lines) => _workspace.RunProgramAsync("sh", Shell(lines)[1..]);

    private static string[] Shell(string lines) => ["sh", "-euc", $"chmod 700 home run\n{lines}"];

    public void Dispose() => _workspace.Dispose();
}
