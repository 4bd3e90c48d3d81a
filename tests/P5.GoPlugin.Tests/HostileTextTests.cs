namespace P5.GoPlugin.Tests;

/// <summary>Every exception about a plugin whose path and texts have what changes a terminal.</summary>
[Trait("Category", "Hostile")]
public sealed class HostileTextTests
{
    // What a script prints before it ends; '@' is the hostile text.
    private static readonly Dictionary<Type, Func<Given, Task>> s_causes = new()
    {
        [typeof(PluginNotFoundException)] = given => given.StartAsync("absent", script: null),
        [typeof(PluginChecksumException)] = given => given.StartAsync(
            "run", "exit 0", options => options with { Sha256 = new string('0', 64) }),
        [typeof(PluginStartException)] = given => given.StartAsync("run", "printf '%s' '@' >&2\nexit 3"),
        [typeof(PluginHandshakeException)] = given => given.StartAsync("run", "printf '%s\\n' '1|1|@|@|grpc'"),
        [typeof(PluginProtocolException)] = given => given.StartAsync("run", "printf '%s\\n' '1|1|unix|/x|x@y'"),
        [typeof(PluginStartTimeoutException)] = given => given.StartAsync(
            "run", "exec sleep 600", options => options with { StartTimeout = TimeSpan.FromMilliseconds(200) }),
        [typeof(PluginAttachException)] = given => PluginClient.AttachAsync(
            new ReattachConfig("grpc", "unix", $"/{HostileText.Name}", Environment.ProcessId, 1),
            given.Plugin.Options("good") with { Command = HostileText.Name }),
        [typeof(PluginCrashedException)] = given => given.CallAsync("crash-in-call"),
        [typeof(PluginTimeoutException)] = given => given.CallAsync("hang-in-call", TimeSpan.FromMilliseconds(200)),
        [typeof(PluginRpcException)] = given => given.CallAsync("error-status"),
    };

    public static TheoryData<Type> Exceptions =>
        [.. typeof(PluginException).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(PluginException)))];

    [Theory]
    [MemberData(nameof(Exceptions))]
    public async Task Exception_OfAHostilePlugin_IsSafe(Type type)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such file names.");
        s_causes.ShouldContainKey(type, "A new exception needs a case.");
        using var folder = new TemporaryFolder();
        await using var plugin = new FaultyPlugin();

        Exception thrown = await Should.ThrowAsync<PluginException>(() => s_causes[type](new Given(plugin, folder)));

        thrown.ShouldBeOfType(type);
        HostileText.ShouldBeSafe(thrown.Message);
        HostileText.ShouldBeSafe(((PluginException)thrown).RecommendedAction);
        thrown.Message.ShouldContain(@"\u0007");
    }

    /// <summary>A plugin whose executable has the hostile name.</summary>
    private sealed record Given(FaultyPlugin Plugin, TemporaryFolder Folder)
    {
        public Task<PluginClient> StartAsync(
            string name, string? script, Func<PluginClientOptions, PluginClientOptions>? change = null)
        {
            string file = $"{HostileText.Name}{name}";
            if (script is not null)
            {
                Folder.WriteExecutable(
                    file, $"#!/bin/sh\n{script.Replace("@", HostileText.Name, StringComparison.Ordinal)}\n");
            }

            return Plugin.StartAsync("good", options =>
            {
                options = options with { Command = Folder.PathOf(file) };
                return change?.Invoke(options) ?? options;
            });
        }

        public async Task CallAsync(string mode, TimeSpan? timeout = null)
        {
            string link = Folder.PathOf(HostileText.Name);
            File.CreateSymbolicLink(link, Programs.Faulty);
            PluginClient client = await Plugin.StartAsync(mode, options => options with { Command = link });
            DateTime? deadline = timeout is { } time ? DateTime.UtcNow + time : null;
            await client.EchoAsync("hello", deadline).WaitAsync(TestTimeout.Default);
        }
    }
}
