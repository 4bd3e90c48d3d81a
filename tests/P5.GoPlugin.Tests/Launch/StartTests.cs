using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using Google.Protobuf.WellKnownTypes;

namespace P5.GoPlugin.Tests;

[Trait("Category", "Hostile")]
public sealed class StartTests
{
    [Fact]
    public async Task StartAsync_MissingFile_IsNotFound()
    {
        await using var plugin = new FaultyPlugin();
        string missing = Path.Combine(plugin.SocketRoot, "missing");

        var failure = await plugin.FailToStartAsync<PluginNotFoundException>(
            "good", options => options with { Command = missing });

        failure.Message.ShouldContain($"'{missing}' does not exist");
        failure.Command.ShouldBe(missing);
        failure.ProcessId.ShouldBeNull();
        failure.RecommendedAction.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task StartAsync_TextFileWithExecuteBit_IsRefusedByTheSystem()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows goes by the file's extension");
        await using var plugin = new FaultyPlugin();
        string text = Path.Combine(plugin.PidFolder, "..", "text");
        await File.WriteAllTextAsync(text, "just words\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(text, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var failure = await plugin.FailToStartAsync<PluginStartException>(
            "good", options => options with { Command = text });

        failure.Message.ShouldBe($"The plugin '{Path.GetFullPath(text)}' cannot be started: Exec format error");
        failure.RecommendedAction.ShouldContain("#!");
        failure.ProcessId.ShouldBeNull();
    }

    public static TheoryData<string, Func<PluginClientOptions, PluginClientOptions>, string> InvalidOptions => new()
    {
        { "Command", options => options with { Command = "" }, "empty" },
        { "Arguments", options => options with { Arguments = ["a\0b"] }, "null character" },
        { "Environment", options => options with { Environment = Variable("A=B", "x") }, "'A=B' cannot be set" },
        { "Environment", options => options with { Environment = Variable("", "x") }, "'' cannot be set" },
        { "Environment", options => options with { Environment = Variable("A", "x\0") }, "'A' cannot be set" },
        { "Handshake", options => options with { Handshake = new("K", "v", []) }, "no protocol version" },
        { "Handshake", options => options with { Handshake = new("", "v", [1]) }, "magic cookie's key" },
        { "Handshake", options => options with { Handshake = new("K", "v\0", [1]) }, "its value" },
        { "Handshake", options => options with { Handshake = new("K", "v", [-1]) }, "a negative one" },
        { "Handshake", options => options with { Handshake = new("K", "v", null!) }, "no protocol version" },
        { "Handshake", options => options with { Handshake = new(null!, null!, [1]) }, "magic cookie's key" },
        { "Mtls", options => options with { Mtls = (MtlsMode)99 }, "99 is not a value of MtlsMode" },
        { "Sha256", options => options with { Sha256 = "1234" }, "64 hexadecimal digits" },
        { "SocketRoot", options => options with { SocketRoot = "" }, "folder for the sockets is empty" },
        { "WorkingDirectory", options => options with { WorkingDirectory = "a\0b" }, "null character" },
        { "LoggerFactory", options => options with { LoggerFactory = null! }, "null" },
        { "StartTimeout", options => options with { StartTimeout = TimeSpan.Zero }, "is 00:00:00. Set a positive one" },
        { "StartTimeout", options => options with { StartTimeout = TimeSpan.FromDays(50) }, "at most 49 days" },
        { "MinPort", options => options with { MinPort = 9, MaxPort = 8 }, "9 to 8 are not a range" },
        { "MinPort", options => options with { MaxPort = 70_000 }, "between 1 and 65535" },
        { "MaxReceiveMessageSize", options => options with { MaxReceiveMessageSize = -1 }, "is -1 bytes" },
    };

    [Theory]
    [MemberData(nameof(InvalidOptions))]
    public async Task StartAsync_InvalidOption_IsAnArgumentErrorAndStartsNothing(
        string name, Func<PluginClientOptions, PluginClientOptions> change, string problem)
    {
        await using var plugin = new FaultyPlugin();

        ArgumentException failure = await plugin.FailToStartAsync<ArgumentException>("good", change);

        failure.ParamName.ShouldBe(name);
        failure.Message.ShouldContain(problem);
        plugin.ProcessIds().ShouldBeEmpty();
    }

    public static TheoryData<Exception, string> SystemFailures => new()
    {
        { new Win32Exception(12), new Win32Exception(12).Message },
        { new Win32Exception(24, "An error occurred trying to start process"), new Win32Exception(24).Message },
        { new UnauthorizedAccessException("Access denied."), "Access denied." },
        { new InsufficientMemoryException("Insufficient memory."), "Insufficient memory." },
        { new CryptographicException("Unknown error (0x80090029)"), "Unknown error (0x80090029)" },
        { new InvalidOperationException("Something else."), "Something else." },
    };

    [Theory]
    [MemberData(nameof(SystemFailures), DisableDiscoveryEnumeration = true)]
    public async Task StartAsync_AnyExceptionOfTheSystem_NamesThePluginAndANextStep(Exception cause, string reason)
    {
        await using var plugin = new FaultyPlugin();

        var failure = await plugin.FailToStartAsync<PluginStartException>(
            "good", options => options with { Environment = new ThrowingVariables(cause) });

        failure.Message.ShouldBe($"The plugin '{Programs.Faulty}' cannot be started: {reason}");
        failure.RecommendedAction.ShouldNotBeEmpty();
        failure.InnerException.ShouldBe(cause);
        Directory.GetDirectories(Directory.GetDirectories(plugin.SocketRoot).ShouldHaveSingleItem()).ShouldBeEmpty();
    }

    [Fact]
    public async Task StartAsync_VariableTooLongForTheSystem_IsAStartFailure()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the limit of one variable is Linux's");
        await using var plugin = new FaultyPlugin();
        var variables = new Dictionary<string, string?> { ["LONG"] = new string('x', 200_000) };

        var failure = await plugin.FailToStartAsync<PluginStartException>(
            "good", options => options with { Environment = variables });

        failure.Message.ShouldEndWith("cannot be started: Argument list too long");
    }

    [Fact]
    public async Task StartAsync_MissingWorkingFolder_SaysWhich()
    {
        await using var plugin = new FaultyPlugin();
        string missing = Path.Combine(plugin.SocketRoot, "missing");

        var failure = await plugin.FailToStartAsync<PluginStartException>(
            "good", options => options with { WorkingDirectory = missing });

        failure.Message.ShouldContain($"working folder '{missing}' does not exist");
    }

    [Theory]
    // A file in the folder's place, and a file system that takes no folder, as a full disk does not.
    [InlineData(null)]
    [InlineData("/proc/self")]
    public async Task StartAsync_SocketFolderCannotBeMade_SaysWhyAndWhatToDo(string? root)
    {
        Assert.SkipWhen(root is not null && !OperatingSystem.IsLinux(), "only Linux has /proc");
        await using var plugin = new FaultyPlugin();
        string file = Path.Combine(plugin.PidFolder, "..", "file");
        await File.WriteAllTextAsync(file, "");

        var failure = await plugin.FailToStartAsync<PluginStartException>(
            "good", options => options with { SocketRoot = root ?? file });

        failure.Message.ShouldContain("the folder for its socket cannot be created. ");
        failure.Message.ShouldContain(root ?? Path.GetFullPath(file));
        failure.RecommendedAction.ShouldContain("Free space");
        plugin.ProcessIds().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false, "cannot be started")]
    [InlineData(true, "cannot be read to compute its checksum")]
    public async Task StartAsync_FileVanishesBeforeTheStart_IsAFailedStart(bool withSum, string text)
    {
        await using var plugin = new FaultyPlugin();
        string copy = Path.GetFullPath(Path.Combine(plugin.PidFolder, "..", Path.GetFileName(Programs.Faulty)));
        File.Copy(Programs.Faulty, copy);

        // The start timeout's timer is the first thing that is made once the file was found.
        var failure = await plugin.FailToStartAsync<PluginStartException>("good", options => options with
        {
            Command = copy,
            Sha256 = withSum ? new string('a', 64) : null,
            TimeProvider = new DeletingTime(copy),
        });

        failure.Message.ShouldContain($"'{copy}' {text}");
        failure.ProcessId.ShouldBeNull();
    }

    [Fact]
    public async Task StartAsync_DescriptorsExhausted_FailsUntilSomeAreFree()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows sets no such limit");
        await using var plugin = new FaultyPlugin();

        using HostProcess host = await HostProcess.StartAsync(plugin, "good", count: 3, spareDescriptors: 2);
        await host.EndAsync();

        host.Plugins.Count.ShouldBe(1);
        host.Failures.Count.ShouldBe(2);
        host.Failures.ShouldAllBe(line => line.StartsWith("PluginStartException: ", StringComparison.Ordinal)
            && line.Contains("Too many open files", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("exit-before-handshake", 3, " It wrote: no configuration found")]
    [InlineData(
        "go-notice", 1, " It wrote: This binary is a plugin. These are not meant to be executed directly.")]
    [InlineData("framework-missing", 150, " It needs Microsoft.AspNetCore.App 10.0.0, which is not installed.")]
    [InlineData("exit-zero", 0, "")]
    // Its grandchild holds both pipes open; that must not keep the host waiting.
    [InlineData("grandchild-and-exit", 4, "")]
    public async Task StartAsync_PluginEnds_ReportsExitCodeAndErrorOutput(string mode, int exitCode, string wrote)
    {
        await using var plugin = new FaultyPlugin();

        var failure = await plugin.FailToStartAsync<PluginStartException>(mode);

        failure.ExitCode.ShouldBe(exitCode);
        failure.Message.ShouldEndWith($"ended with the exit code {exitCode} before its handshake.{wrote}");
        if (mode == "grandchild-and-exit" && OperatingSystem.IsMacOS())
        {
            await EndGrandchildAsync(plugin, failure.ProcessId);
        }
    }

    [Fact]
    public async Task StartAsync_WrongCookie_ShowsWhatThePluginPrints()
    {
        await using var plugin = new FaultyPlugin();

        var failure = await plugin.FailToStartAsync<PluginStartException>(
            "good", options => options with { Handshake = new HandshakeConfig("FAULTY_COOKIE", "stale", [1]) });

        failure.ExitCode.ShouldBe(1);
        failure.RecentErrorOutput.ShouldBe(["This is a plugin; a host starts it."]);
        failure.RecommendedAction.ShouldEndWith(": the magic cookie does not match.");
    }

    [Theory]
    [InlineData("garbage-line", "'Starting \\u001b[1mplugin\\u001b[0m...'")]
    [InlineData("garbage-and-exit", "'hello'")]
    [InlineData("binary-line", "'\\u007fELF\uFFFD\uFFFD\\u0000'")]
    [InlineData("endless-line", "it has no end within 64 KiB. The line: 'xxxxx")]
    [InlineData("missing-socket", "the socket does not exist")]
    [InlineData("dead-socket", "nothing is listening")]
    [InlineData("file-for-socket", "nothing is listening")]
    [InlineData("link-for-socket", "is a symbolic link")]
    [InlineData("link-above-socket", "/link/f' is below the symbolic link '")]
    [InlineData("not-loopback", "'192.0.2.1:10000' is not on this machine's loopback")]
    public async Task StartAsync_NoHandshake_ShowsWhatCame(string mode, string text)
    {
        Assert.SkipWhen(
            OperatingSystem.IsWindows() && mode.StartsWith("link", StringComparison.Ordinal),
            "making a symbolic link needs a privilege on Windows");
        Assert.SkipWhen(Wine.IsRunning && mode.EndsWith("socket", StringComparison.Ordinal), Wine.HasNoUnixSockets);
        await using var plugin = new FaultyPlugin();

        var failure = await plugin.FailToStartAsync<PluginHandshakeException>(mode);

        failure.Message.ShouldContain(text);
        failure.Message.Length.ShouldBeLessThan(1000);
        failure.Message.ShouldNotContain('\e');
    }

    [Fact]
    public async Task StartAsync_ClosedStandardOutput_DoesNotWaitForTheTimeout()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the plugin finds the copies of its standard output in /proc");
        await using var plugin = new FaultyPlugin();

        var failure = await plugin.FailToStartAsync<PluginHandshakeException>("closed-stdout");

        failure.Message.ShouldContain("closed its standard output without a handshake");
    }

    [Theory]
    [InlineData(
        "old-core",
        "1",
        "0",
        "uses version 0 of go-plugin's core protocol; this host supports 1.",
        "Install a version")]
    [InlineData(
        "wrong-app-version",
        "1",
        "7",
        "uses version 7 of the application's protocol; this host supports 1.",
        "Install a version")]
    [InlineData(
        "netrpc", "grpc", "netrpc", "uses the protocol 'netrpc'; this host supports only 'grpc'.", "GRPCServer")]
    public async Task StartAsync_OtherProtocol_NamesBothVersionsAndWhatToDo(
        string mode, string host, string other, string message, string action)
    {
        await using var plugin = new FaultyPlugin();

        var failure = await plugin.FailToStartAsync<PluginProtocolException>(mode);

        failure.HostSpeaks.ShouldBe(host);
        failure.PluginSpeaks.ShouldBe(other);
        failure.Message.ShouldBe($"The plugin '{Programs.Faulty}' {message}");
        failure.RecommendedAction.ShouldContain(action);
    }

    [Theory]
    [InlineData("old-library-wrong-version", false)]
    [InlineData("names-a-file", true)]
    public async Task StartAsync_RejectedPluginInTheTemporaryFolder_LeavesNoSocket(string mode, bool isLeft)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "plugins listen on TCP on Windows");
        await using var plugin = new FaultyPlugin();

        var failure = await plugin.FailToStartAsync<PluginProtocolException>(mode);

        var named = new FileInfo(Path.Combine(Path.GetTempPath(), $"plugin{failure.ProcessId}"));
        named.Exists.ShouldBe(isLeft);
        named.Delete();
    }

    [Fact]
    public async Task StartAsync_HugeErrorOutput_IsCutInTheException()
    {
        await using var plugin = new FaultyPlugin();

        var failure = await plugin.FailToStartAsync<PluginStartException>("endless-error");

        failure.Message.Length.ShouldBeLessThan(1000);
        failure.Message.ShouldContain("more characters)");
        failure.RecentErrorOutput.Count.ShouldBe(20);
        failure.RecentErrorOutput.ShouldAllBe(line => line.Length < 5000);
        failure.RecentErrorOutput[0].ShouldContain(" … (61736 characters are not shown) … ");
    }

    [Theory]
    [InlineData("silent")]
    [InlineData("half-line")]
    [InlineData("grandchild-silent")]
    public async Task StartAsync_NoHandshakeInTime_KillsTheTree(string mode)
    {
        await using var plugin = new FaultyPlugin();

        var failure = await plugin.FailToStartAsync<PluginStartTimeoutException>(
            mode, options => options with { StartTimeout = TimeSpan.FromSeconds(1) });

        failure.Message.ShouldContain("was not ready within 1 s and was killed");
        failure.ExitCode.ShouldBeNull();
        Processes.IsAlive(failure.ProcessId.ShouldNotBeNull()).ShouldBeFalse();
    }

    [Fact]
    public async Task StartAsync_Cancelled_LeavesNothing()
    {
        await using var plugin = new FaultyPlugin();
        using var cancel = new CancellationTokenSource();
        var start = PluginClient.StartAsync(plugin.Options("silent"), cancel.Token);
        await plugin.ProcessIdsAsync(1);
        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => start.WaitAsync(TestTimeout.Default));
    }

    [Fact]
    public async Task StartAsync_EndsRightAfterHandshake_IsAFailedStartOrACrash()
    {
        await using var plugin = new FaultyPlugin();
        PluginException failure = await Should.ThrowAsync<PluginException>(async () =>
        {
            // The connection can be made in the moment before the plugin's end; then the next call finds out.
            PluginClient client = await plugin.StartAsync("exit-after-handshake");
            await client.Exited.WaitAsync(TestTimeout.Default);
            await client.PingAsync();
        });

        failure.ShouldBeAssignableTo<PluginException>()!.ExitCode.ShouldBe(5);
        (failure is PluginStartException or PluginCrashedException).ShouldBeTrue(failure.ToString());
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("crlf")]
    [InlineData("two-lines")]
    [InlineData("flood-before-handshake")]
    public async Task StartAsync_UnusualButValid_Works(string mode)
    {
        await using var plugin = new FaultyPlugin();

        PluginClient client = await plugin.StartAsync(mode);

        await client.PingAsync();
    }

    [Fact]
    public async Task StartAsync_RightSum_Starts()
    {
        await using var plugin = new FaultyPlugin();
        string sum = Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(Programs.Faulty)));

        PluginClient client = await plugin.StartAsync("good", options => options with { Sha256 = sum });

        client.IsRunning.ShouldBeTrue();
    }

    [Fact]
    public async Task StartAsync_WrongSum_DoesNotStart()
    {
        await using var plugin = new FaultyPlugin();
        string expected = new('a', 64);
        string actual = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Programs.Faulty)));

        var failure = await plugin.FailToStartAsync<PluginChecksumException>(
            "good", options => options with { Sha256 = expected.ToUpperInvariant() });

        failure.Expected.ShouldBe(expected);
        failure.Actual.ShouldBe(actual);
        failure.Message.ShouldNotContain(expected);
        failure.Message.ShouldContain(actual);
        failure.Message.ShouldContain(Programs.Faulty);
        plugin.ProcessIds().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("zz23456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    public async Task StartAsync_SumThatIsNone_IsAnArgumentError(string sum)
    {
        await using var plugin = new FaultyPlugin();

        await plugin.FailToStartAsync<ArgumentException>("good", options => options with { Sha256 = sum });
    }

    /// <summary>On macOS, only its parent's id led to it, so the test ends what the host cannot know.</summary>
    private static async Task EndGrandchildAsync(FaultyPlugin plugin, int? parent)
    {
        IReadOnlyList<int> ids = await plugin.ProcessIdsAsync(2);
        using var grandchild = Process.GetProcessById(ids.Single(id => id != parent));
        grandchild.Kill();
        await grandchild.WaitForExitAsync();
    }

    [Fact]
    public async Task WarmUpAsync_OnceMore_SucceedsAndLeavesStartsAsTheyAre()
    {
        await PluginClient.WarmUpAsync();
        await PluginClient.WarmUpAsync();

        await using var plugin = new FaultyPlugin();
        await using PluginClient client = await PluginClient.StartAsync(plugin.Options("good"));
        client.IsRunning.ShouldBeTrue();
    }

    [Fact]
    public async Task WarmUpAsync_OwnCalls_AreAnsweredInMemory()
    {
        var answers = new List<string>();

        await PluginClient.WarmUpAsync(new StringValue { Value = "from memory" }, async plugin =>
        {
            answers.Add((await plugin.EchoAsync("first")).Value);
            answers.Add((await plugin.EchoAsync("second")).Value);
        });

        answers.ShouldBe(["from memory", "from memory"]);
    }

    private static Dictionary<string, string?> Variable(string name, string value) => new() { [name] = value };
}
