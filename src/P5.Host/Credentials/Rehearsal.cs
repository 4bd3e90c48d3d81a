using System.Text;
using P5.GoPlugin;
using P5.Proto.V0;

namespace P5.Host;

/// <summary>
/// Authenticates with a plugin in memory, so that the code of the first authentication is loaded and compiled. Reads no
/// file, starts nothing and stores nothing.
/// </summary>
internal static class Rehearsal
{
    private const string Name = nameof(Rehearsal);

    private const string Toml = "[plugins.a]\ncmd = './a'\n[plugins.a.config]\nb = 'c'\n";
    private const string Yaml = "config:\n  p5:plugins:\n    a: {b: 1}\n";

    /// <summary>Authenticates.</summary>
    /// <returns>Completes when it has an answer, or fails.</returns>
    public static Task RunAsync()
    {
        Read();
        return PluginClient.WarmUpAsync(
            new AuthenticateResponse { Success = true, Env = { [Name] = Name } }, AuthenticateAsync);
    }

    private static void Read()
    {
        _ = GlobalReader.Read(
            ConfigFileText.Decode(ConfigurationStage.Global, Name, Encoding.UTF8.GetBytes(Toml)),
            new ConfigurationLoaderOptions());
        _ = YamlReader.Read(ConfigFileText.Decode(ConfigurationStage.Program, Name, Encoding.UTF8.GetBytes(Yaml)));
    }

    private static async Task AuthenticateAsync(PluginClient client)
    {
        var host = new P5Host(new P5HostOptions { Attach = (_, _, _) => Task.Run(() => client) });
        await using (host.ConfigureAwait(false))
        {
            await foreach (AuthenticationResult result in host
                .AuthenticateAsync(Configuration(), new AuthenticationOptions { Timeout = TimeSpan.FromMinutes(1) })
                .ConfigureAwait(false))
            {
                if (result.Error is { } error)
                {
                    throw error;
                }
            }
        }
    }

    private static WorkspaceConfiguration Configuration()
    {
        // With arguments, a plugin counts as one of the repository, and no file is looked for.
        var arguments = new WithPosition<object?>(new string[] { Name }, new ConfigPosition(Name, 1, 1));
        var plugin = new PluginConfiguration
        {
            Name = Name,
            ProgramConfig = new Dictionary<string, string> { [Name] = Name },
            StackConfig = new Dictionary<string, string>(),
            ConfigHash = "",
            CommandFile = Name,
            Files = [],
            Reattach = new ReattachConfig("grpc", "memory", "", ProcessId: 0, ProtocolVersion: null),
            Options = new Dictionary<PluginOption, WithPosition<object?>> { [PluginOptions.Arguments] = arguments },
        };
        return new WorkspaceConfiguration
        {
            WorkspaceDirectory = Name,
            GlobalFile = null,
            ProgramFile = null,
            ProgramName = null,
            StackName = Name,
            StackFile = null,
            SecretsProvider = "",
            StackError = null,
            Files = [],
            Sequential = [],
            Parallel = [plugin],
            Plugins = new Dictionary<string, PluginConfiguration> { [Name] = plugin },
            Warnings = [],
        };
    }
}
