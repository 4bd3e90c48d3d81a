using System.Diagnostics;

namespace P5.Plugin.Tests;

/// <summary>
/// A plugin as a real process, started as a host starts it. Disposing it kills what is still running.
/// </summary>
internal sealed class PluginProcess : IAsyncDisposable
{


    /// <summary>
    /// The environment variable that makes this executable serve <see cref="Tests.TestPlugin"/>, not run its tests.
    /// </summary>
    public const string Variable = "P5_PLUGIN_TESTS_SERVE";

    private readonly DirectoryInfo _socketFolder;

    private PluginProcess(Process process, DirectoryInfo socketFolder)
    {
        Process = process;
        _socketFolder = socketFolder;
    }

    public static string KeyValue { get; } = Repository.ProgramAt("examples/go-plugin-kv/plugin-csharp/bin/kv");

    public static string TestPlugin { get; } = 
        Repository.ProgramAt(Path.Combine(AppContext.BaseDirectory, "P5.Plugin.Tests"));

    public Process Process { get; }

    /// <summary>The fields of the handshake line.</summary>
    public string[] Handshake { get; private set; } = [];

    public string SocketPath => Handshake[3];

    /// <summary>Starts a plugin with p5's cookie and reads its handshake.</summary>
    public static Task<PluginProcess> StartAsync(
        string executable, IReadOnlyDictionary<string, string>? variables = null, params string[] arguments) =>
        StartHostedAsync(executable, With(variables, ("P5_PLUGIN", "v0")), arguments);

    /// <summary>Starts a plugin with the cookie among these variables and reads its handshake.</summary>
    public static async Task<PluginProcess> StartHostedAsync(
        string executable, IReadOnlyDictionary<string, string> variables, params string[] arguments)
    {
        PluginProcess plugin = Launch(executable, variables, arguments);
        string? line = await plugin.Process.StandardOutput.ReadLineAsync().WaitAsync(TestTimeout.Default);
        plugin.Handshake = line.ShouldNotBeNull().Split('|');
        plugin.Handshake.Length.ShouldBe(6, line);
        return plugin;
    }

    /// <summary>Starts a plugin with just these variables beside the inherited ones.</summary>
    public static PluginProcess Launch(
        string executable, IReadOnlyDictionary<string, string> variables, params string[] arguments)
    {
        DirectoryInfo socketFolder = Directory.CreateTempSubdirectory("p5t");
        var start = new ProcessStartInfo(executable, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[Variable] = "1";
        start.Environment["PLUGIN_UNIX_SOCKET_DIR"] = socketFolder.FullName;
        start.Environment["PLUGIN_PROTOCOL_VERSIONS"] = "1";
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return new(process, socketFolder);
    }

    public PluginConnection Connect(TestTls? tls = null) => new(Handshake[2], SocketPath, tls);

    public async Task<int> WaitForExitAsync()
    {
        await Process.WaitForExitAsync().WaitAsync(TestTimeout.Default);
        return Process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!Process.HasExited)
        {
            Processes.KillTree(Process);
            await WaitForExitAsync();
        }

        Process.Dispose();
        _socketFolder.Delete(recursive: true);
    }

    private static Dictionary<string, string> With(
        IReadOnlyDictionary<string, string>? variables, (string Name, string Value) variable) =>
        new(variables ?? new Dictionary<string, string>()) { [variable.Name] = variable.Value };
}
