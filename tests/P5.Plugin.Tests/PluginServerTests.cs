using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text.Json;
using Grpc.Core;
using P5.Proto.GoPlugin;
using P5.Proto.Health.V1;
using P5.Proto.V0;

namespace P5.Plugin.Tests;

/// <summary>The example plugin as a real process, called over the wire.</summary>
public sealed class PluginServerTests
{
    private static readonly string[] s_names = ["PULUMI_BACKEND_URL", "PULUMI_CONFIG_PASSPHRASE"];

    [Fact]
    public async Task ServeAsync_StartedByAHost_PrintsTheHandshakeFirst()
    {
        await using PluginProcess plugin = await PluginProcess.StartAsync(Programs.DevEnv);

        plugin.Handshake[..3].ShouldBe(["1", "1", OperatingSystem.IsWindows() ? "tcp" : "unix"]);
        plugin.Handshake[4..].ShouldBe(["grpc", ""]);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task ServeAsync_OnUnix_ListensInTheHostsFolderForThisUserOnly()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows plugins listen on TCP.");
        await using PluginProcess plugin = await PluginProcess.StartAsync(Programs.DevEnv);

        File.GetUnixFileMode(plugin.SocketPath).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task ServeAsync_TwoAtOnceOnWindows_HavePortsOfTheHostsRange()
    {
        Assert.SkipUnless(OperatingSystem.IsWindows(), "Plugins listen on unix sockets elsewhere.");
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int first = ((IPEndPoint)taken.LocalEndpoint).Port;
        var range = new Dictionary<string, string>
        {
            ["PLUGIN_MIN_PORT"] = first.ToString(CultureInfo.InvariantCulture),
            ["PLUGIN_MAX_PORT"] = (first + 100).ToString(CultureInfo.InvariantCulture),
        };

        PluginProcess[] plugins = await Task.WhenAll(
            PluginProcess.StartAsync(Programs.DevEnv, range), PluginProcess.StartAsync(Programs.DevEnv, range));

        foreach (PluginProcess plugin in plugins)
        {
            using PluginConnection client = plugin.Connect();
            (await client.AuthenticateAsync()).Success.ShouldBeTrue();
            IPEndPoint.Parse(plugin.SocketPath).Port.ShouldBeInRange(first + 1, first + 100);
        }

        plugins.Select(plugin => plugin.SocketPath).Distinct().Count().ShouldBe(2);
        await plugins[0].DisposeAsync();
        await plugins[1].DisposeAsync();
    }

    [Theory]
    [InlineData("plugin")]
    [InlineData("")]
    public async Task HealthCheck_KnownService_IsServing(string service)
    {
        await using PluginProcess plugin = await PluginProcess.StartAsync(Programs.DevEnv);
        using PluginConnection client = plugin.Connect();

        HealthCheckResponse response = await client.Health.CheckAsync(new HealthCheckRequest { Service = service });

        response.Status.ShouldBe(HealthCheckResponse.Types.ServingStatus.Serving);
    }

    [Fact]
    public async Task HealthCheck_UnknownService_IsNotFound()
    {
        await using PluginProcess plugin = await PluginProcess.StartAsync(Programs.DevEnv);
        using PluginConnection client = plugin.Connect();

        RpcException e = await Should.ThrowAsync<RpcException>(async () =>
            await client.Health.CheckAsync(new HealthCheckRequest { Service = "other" }));

        e.StatusCode.ShouldBe(StatusCode.NotFound);
    }

    [Fact]
    public async Task Authenticate_NothingSet_GivesTheDefaults()
    {
        await using PluginProcess plugin = await PluginProcess.StartAsync(Programs.DevEnv);
        using PluginConnection client = plugin.Connect();

        AuthenticateResponse response = await client.AuthenticateAsync();

        response.Success.ShouldBeTrue();
        response.TtlSeconds.ShouldBe(0);
        response.Env.Keys.Order().ShouldBe(s_names);
        response.Env["PULUMI_BACKEND_URL"].ShouldBe("file://~/.pulumi");
        response.Env["PULUMI_CONFIG_PASSPHRASE"].ShouldBe("");
    }

    [Fact]
    public async Task Authenticate_BothSet_TheStackWins()
    {
        await using PluginProcess plugin = await PluginProcess.StartAsync(Programs.DevEnv);
        using PluginConnection client = plugin.Connect();
        var request = new AuthenticateRequest
        {
            ProgramConfig = { ["backendUrl"] = "s3://program", ["passphrase"] = "program" },
            StackConfig = { ["backendUrl"] = "s3://stack", ["passphrase"] = "" },
            StackName = "dev",
        };

        AuthenticateResponse response = await client.Auth.AuthenticateAsync(request);

        response.Env["PULUMI_BACKEND_URL"].ShouldBe("s3://stack");
        response.Env["PULUMI_CONFIG_PASSPHRASE"].ShouldBe("");
    }

    [Fact]
    public async Task Authenticate_TwoConnections_BothAnswer()
    {
        await using PluginProcess plugin = await PluginProcess.StartAsync(Programs.DevEnv);
        using PluginConnection first = plugin.Connect();
        using PluginConnection second = plugin.Connect();

        (await first.AuthenticateAsync()).Success.ShouldBeTrue();
        (await second.AuthenticateAsync()).Success.ShouldBeTrue();
    }

    // Kestrel looks once a second for connections to close; nothing shows that it has looked and closed none.
    [Fact]
    public async Task Authenticate_ConnectionWasIdle_IsStillOpen()
    {
        await using PluginProcess plugin = await PluginProcess.StartAsync(Programs.DevEnv);
        using PluginConnection client = plugin.Connect();
        await client.AuthenticateAsync();

        await Task.Delay(TimeSpan.FromSeconds(2.5));
        await client.AuthenticateAsync();

        client.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task Authenticate_CalledTwice_LogsTheStackAndTheCallsAndNoValue()
    {
        await using PluginProcess plugin = await PluginProcess.StartAsync(Programs.DevEnv);
        using PluginConnection client = plugin.Connect();

        await client.AuthenticateAsync(("passphrase", "correct horse"));
        await client.AuthenticateAsync(("passphrase", "correct horse"));

        string?[] lines =
        [
            await plugin.Process.StandardError.ReadLineAsync().WaitAsync(TestTimeout.Default),
            await plugin.Process.StandardError.ReadLineAsync().WaitAsync(TestTimeout.Default),
        ];
        JsonElement entry = JsonDocument.Parse(lines[1].ShouldNotBeNull()).RootElement;
        entry.GetProperty("@level").GetString().ShouldBe("info");
        entry.GetProperty("@message").GetString().ShouldBe("authenticated");
        entry.GetProperty("@module").GetString().ShouldBe("dev-env");
        entry.GetProperty("stack").GetString().ShouldBe("dev");
        entry.GetProperty("calls").GetInt32().ShouldBe(2);
        string.Concat(lines).ShouldNotContain("correct horse");
    }

    [Theory]
    [InlineData("p5.plugin.v0.AuthPlugin", "Nothing")]
    [InlineData("plugin.GRPCBroker", "StartStream")]
    [InlineData("grpc.health.v1.Health", "Watch")]
    public async Task Call_UnknownMethod_IsUnimplemented(string service, string method)
    {
        await using PluginProcess plugin = await PluginProcess.StartAsync(Programs.DevEnv);
        using PluginConnection client = plugin.Connect();
        Marshaller<Empty> marshaller = Marshallers.Create(_ => [], _ => new Empty());
        var unknown = new Method<Empty, Empty>(MethodType.Unary, service, method, marshaller, marshaller);

        RpcException e = await Should.ThrowAsync<RpcException>(
            client.Invoker.AsyncUnaryCall(unknown, host: null, default, new Empty()).ResponseAsync);

        e.StatusCode.ShouldBe(StatusCode.Unimplemented);
    }

    [Fact]
    public async Task Shutdown_Called_AnswersThenEndsAndRemovesTheSocket()
    {
        await using PluginProcess plugin = await PluginProcess.StartAsync(Programs.DevEnv);
        using PluginConnection client = plugin.Connect();

        await client.Controller.ShutdownAsync(new Empty());

        (await plugin.WaitForExitAsync()).ShouldBe(0);
        File.Exists(plugin.SocketPath).ShouldBeFalse();
    }

    [Fact]
    public async Task ServeAsync_RunByHand_GivesANoticeAndExitCode1()
    {
        await using PluginProcess plugin = PluginProcess.Launch(
            Programs.DevEnv, new Dictionary<string, string> { ["P5_PLUGIN"] = "" });

        string notice = await plugin.Process.StandardError.ReadToEndAsync().WaitAsync(TestTimeout.Default);

        (await plugin.WaitForExitAsync()).ShouldBe(1);
        notice.ShouldContain("not meant to be run directly");
        notice.ShouldContain($"  [plugins.dev-env]\n  cmd = '{Programs.DevEnv}'\n\n");
        (await plugin.Process.StandardOutput.ReadToEndAsync().WaitAsync(TestTimeout.Default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task ServeAsync_AssemblyRunByHand_NamesTheExecutableBesideIt()
    {
        Assert.SkipWhen(
            Wine.IsRunning, "It is started with dotnet, which tests/windows/run does not have for Windows.");
        string assembly = Path.ChangeExtension(Programs.DevEnv, ".dll");
        var start = new ProcessStartInfo("dotnet", [assembly]);
        start.Environment["P5_PLUGIN"] = "";

        RunResult result = await Programs.RunAsync(start);

        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain($"  [plugins.dev-env]\n  cmd = '{Programs.DevEnv}'\n\n");
    }

    [Fact]
    public async Task ServeAsync_HostOfAnotherVersion_GivesANoticeAndExitCode1()
    {
        await using PluginProcess plugin = PluginProcess.Launch(
            Programs.DevEnv,
            new Dictionary<string, string> { ["P5_PLUGIN"] = "v0", ["PLUGIN_PROTOCOL_VERSIONS"] = "2,3" });

        string notice = await plugin.Process.StandardError.ReadToEndAsync().WaitAsync(TestTimeout.Default);

        (await plugin.WaitForExitAsync()).ShouldBe(1);
        notice.ShouldContain("2,3");
    }

    [Fact]
    public async Task ServeAsync_WebHostVariablesSet_AreIgnored()
    {
        await using PluginProcess plugin = await PluginProcess.StartAsync(
            Programs.DevEnv,
            new Dictionary<string, string>
            {
                ["ASPNETCORE_URLS"] = "http://127.0.0.1:1",
                ["DOTNET_URLS"] = "http://127.0.0.1:1",
                ["Kestrel__Endpoints__X__Url"] = "http://127.0.0.1:1",
            });
        using PluginConnection client = plugin.Connect();

        (await client.AuthenticateAsync()).Success.ShouldBeTrue();
    }
}
