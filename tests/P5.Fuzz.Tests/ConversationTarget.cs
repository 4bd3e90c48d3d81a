using P5.GoPlugin;
using P5.Host;
using P5.Proto.V0;

namespace P5.Fuzz.Tests;

/// <summary>Talks to faulty plugins: with the host's library, and through a workspace as the cmdlets do.</summary>
internal sealed class ConversationTarget : IFuzzTarget
{
    /// <summary>As for the plugins of a workspace: gRPC allocates what a plugin announces.</summary>
    private const int MaxAnswerBytes = 16 * 1024 * 1024;

    private static readonly TimeSpan s_startTimeout = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_callTimeout = TimeSpan.FromSeconds(1);

    /// <summary>How long StopAsync waits for a plugin that does not end.</summary>
    private static readonly TimeSpan s_stopGrace = TimeSpan.FromSeconds(2);

    public string Name => "conversations";

    /// <summary>Most of the time, a case waits for a process or a timeout.</summary>
    public int Parallelism => 4 * Environment.ProcessorCount;

    public async Task RunAsync(FuzzCase fuzzCase)
    {
        bool usesWorkspace = fuzzCase.Random.Next(2) == 0;
        await using var plugin = new PuppetPlugin(new Conversation(fuzzCase), fuzzCase.Folder);
        if (usesWorkspace)
        {
            await AuthenticateAsync(fuzzCase, plugin);
        }
        else
        {
            await CallAsync(fuzzCase, plugin);
        }
    }

    private static async Task CallAsync(FuzzCase fuzzCase, PuppetPlugin plugin)
    {
        string root = Directory.CreateDirectory(Path.Combine(fuzzCase.Folder, "r")).FullName;
        var options = new PluginClientOptions
        {
            Command = PuppetProcess.File,
            Arguments = plugin.Arguments,
            Handshake = new HandshakeConfig("P5_FUZZ", "1", [1]),
            StartTimeout = s_startTimeout,
            SocketRoot = root,
            MaxReceiveMessageSize = MaxAnswerBytes,
            Output = output => output.ToString(),
        };
        PluginClient? client = null;
        await fuzzCase.StepAsync(
            "starting",
            () => CountAsync(fuzzCase, "start", async () => client = await PluginClient.StartAsync(options)),
            s_startTimeout);
        if (client is not null)
        {
            await fuzzCase.StepAsync(
                "pinging", () => CountAsync(fuzzCase, "ping", () => PingAsync(client)), s_callTimeout);
            await fuzzCase.StepAsync(
                "calling", () => CountAsync(fuzzCase, "call", () => AuthenticateAsync(client)), s_callTimeout);
            await fuzzCase.StepAsync("stopping", () => client.StopAsync(), s_stopGrace);
        }

        if (Directory.GetDirectories(root, "*", SearchOption.AllDirectories).Length > 1)
        {
            throw new FuzzException("the folder of the plugin's socket is left");
        }
    }

    private static async Task PingAsync(PluginClient client)
    {
        using var timer = new CancellationTokenSource(s_callTimeout);
        try
        {
            await client.PingAsync(timer.Token);
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested)
        {
            // The plugin hangs.
        }
    }

    private static async Task AuthenticateAsync(PluginClient client) =>
        await new AuthPlugin.AuthPluginClient(client.CallInvoker)
            .AuthenticateAsync(new AuthenticateRequest(), deadline: DateTime.UtcNow + s_callTimeout);

    private static async Task AuthenticateAsync(FuzzCase fuzzCase, PuppetPlugin plugin)
    {
        await File.WriteAllTextAsync(
            Path.Combine(fuzzCase.Folder, "p5.toml"),
            $"""
            [plugins.puppet]
            cmd = '{PuppetProcess.File}'
            args = ['{string.Join("', '", plugin.Arguments)}']
            start_timeout = {s_startTimeout.TotalSeconds}
            timeout = {s_callTimeout.TotalSeconds}
            """);
        var host = new Host.P5Host(new P5HostOptions { StateDirectory = Path.Combine(fuzzCase.Folder, "state") });
        await fuzzCase.StepAsync(
            "authenticating",
            async () =>
            {
                var options = new AuthenticationOptions { Output = (_, output) => output.ToString() };
                WorkspaceConfiguration configuration = Host.P5Host.LoadConfiguration(fuzzCase.Folder, "dev");
                await foreach (AuthenticationResult result in host.AuthenticateAsync(configuration, options))
                {
                    CredentialCheck.Check(fuzzCase, result, host);
                }
            },
            s_startTimeout + s_callTimeout);
        await fuzzCase.StepAsync("closing", () => host.CloseAsync(), s_stopGrace);
    }

    private static async Task CountAsync(FuzzCase fuzzCase, string step, Func<Task> work)
    {
        try
        {
            await work();
            fuzzCase.Note($"{step}: good");
        }
        catch (PluginException failure)
        {
            fuzzCase.Note($"{step}: {failure.GetType().Name}", failure.Message);
        }
    }
}
