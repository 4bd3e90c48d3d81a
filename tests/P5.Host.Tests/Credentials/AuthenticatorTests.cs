using System.Collections.Concurrent;

namespace P5.Host.Tests;

public sealed class AuthenticatorTests
{
    [Fact]
    public async Task Authenticate_OrderedAndOthers_OneAfterAnotherThenAsTheyCome()
    {
        using Gate ordered = new(), slow = new();
        await using TestHost test = new TestHost().Write($$"""
            order = ["first"]
            [plugins.first]
            @recorder
            config = { gate = "{{ordered.Port}}" }
            [plugins.slow]
            @recorder
            config = { gate = "{{slow.Port}}" }
            [plugins.zippy]
            @recorder
            """);
        await using IAsyncEnumerator<AuthenticationResult> results =
            test.Host.AuthenticateAsync(test.Load()).GetAsyncEnumerator();

        Task<AuthenticationResult> next = NextAsync(results);
        using (Gate.Visitor visitor = await ordered.ArrivedAsync())
        {
            slow.HasVisitor.ShouldBeFalse();
            test.ProcessIds().Count.ShouldBe(1);
            visitor.Release();
            (await next).PluginName.ShouldBe("first");
        }

        next = NextAsync(results);
        using (Gate.Visitor visitor = await slow.ArrivedAsync())
        {
            (await next).PluginName.ShouldBe("zippy");
            visitor.Release();
            (await NextAsync(results)).PluginName.ShouldBe("slow");
        }

        (await results.MoveNextAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task Authenticate_AnyPlugin_CredentialHasItsPlaceInTheConfiguredOrder()
    {
        await using TestHost test = new TestHost().Write("""
            order = ["kubernetes", "env"]
            [plugins.env]
            config = { vars = { A = "1" } }
            [plugins.kubernetes]
            [plugins.grafana]
            [plugins.cloudflare]
            """);

        foreach (string how in new[] { "called", "cached" })
        {
            (await test.AskAsync()).OrderBy(result => result.Credential!.Order).Select(result => result.PluginName)
                .ShouldBe(["kubernetes", "env", "cloudflare", "grafana"], how);
        }
    }

    [Fact]
    public async Task Authenticate_EarlierPluginReturnsTooMuch_FailedStartsNameTheVariable()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems do not limit single variables.");
        await using TestHost test = new TestHost().Write($$"""
            order = ["env", "next"]
            [plugins.env.config.vars]
            BIG = '{{new string('x', 32 * System.Environment.SystemPageSize)}}'
            [plugins.next]
            @recorder
            """);

        AuthenticationResult next = (await test.AskAsync()).Single(result => result.PluginName == "next");

        next.Error.ShouldNotBeNull().ErrorId.ShouldBe(ErrorIds.PluginStartFailed);
        next.Error.Message.ShouldStartWith("Plugin 'next' cannot be started: BIG has ");
    }

    [Fact]
    public async Task Authenticate_Request_HoldsConfigurationAndContext()
    {
        await using TestHost test = new TestHost().Write("""
            [plugins.login]
            @recorder
            config = { "env.PROGRAM" = "p", "env.BOTH" = "p", context = "CONTEXT" }
            """).WriteStack("dev", """
            secretsprovider: passphrase
            config:
              p5:plugins:
                login:
                  config:
                    env.BOTH: s
                    env.EMPTY: ""
            """);
        test.Workspace.Write("Pulumi.yaml", "name: shop\nruntime: yaml\n");

        AuthenticationResult result = await test.AskOneAsync();

        result.Variables().ShouldBe(
            new Dictionary<string, string>
            {
                ["PROGRAM"] = "p",
                ["BOTH"] = "s",
                ["EMPTY"] = "",
                ["CONTEXT"] = "dev|shop|passphrase",
            },
            ignoreOrder: true);
        result.FromCache.ShouldBeFalse();
        result.Credential!.Context.ShouldBe(new AuthenticationContext(test.Workspace.Root, "dev", "shop"));
        result.Credential.ObtainedAt.ShouldBe(test.Clock.GetUtcNow());
    }

    [Fact]
    public async Task Authenticate_AfterOrderedOnes_EveryPluginInheritsTheirVariables()
    {
        await using TestHost test = new TestHost().Write("""
            order = ["one", "env", "two"]
            [plugins.one]
            @recorder
            config = { "env.P5T_A" = "one", "env.P5T_B" = "one", inherited = "P5T_A" }
            [plugins.env]
            config = { vars = { P5T_B = "env", P5T_EMPTY = "" } }
            [plugins.two]
            @recorder
            config = { "env.P5T_C" = "two", inherited = "P5T_A,P5T_B,P5T_C" }
            [plugins.other]
            @recorder
            config = { inherited = "P5T_A,P5T_B,P5T_C,P5T_D,P5T_EMPTY" }
            [plugins.sibling]
            @recorder
            config = { "env.P5T_D" = "sibling" }
            """);

        IReadOnlyList<AuthenticationResult> results = await test.AskAsync();

        Inherited("one").ShouldBe(["INHERITED_P5T_A=(none)"]);
        Inherited("two").ShouldBe(["INHERITED_P5T_A=one", "INHERITED_P5T_B=env", "INHERITED_P5T_C=(none)"]);
        Inherited("other").ShouldBe(
        [
            "INHERITED_P5T_A=one", "INHERITED_P5T_B=env", "INHERITED_P5T_C=two", "INHERITED_P5T_D=(none)",
            "INHERITED_P5T_EMPTY=",
        ]);

        IEnumerable<string> Inherited(string plugin) =>
            results.Single(result => result.PluginName == plugin).Variables()
                .Where(pair => pair.Key.StartsWith("INHERITED_", StringComparison.Ordinal))
                .Select(pair => $"{pair.Key}={pair.Value}")
                .Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task Authenticate_OnlyALaterOne_InheritsFromTheCache()
    {
        await using TestHost test = new TestHost().Write("""
            order = ["env", "two"]
            [plugins.env]
            config = { vars = { P5T_A = "env" } }
            [plugins.two]
            @recorder
            config = { inherited = "P5T_A", ttl = "-1" }
            """);
        var onlyTwo = new AuthenticationOptions { PluginNames = new HashSet<string> { "two" } };

        (await test.AskOneAsync(options: onlyTwo)).Variables()["INHERITED_P5T_A"].ShouldBe("(none)");
        (await test.AskAsync())[1].Variables()["INHERITED_P5T_A"].ShouldBe("env");
        (await test.AskOneAsync(options: onlyTwo)).Variables()["INHERITED_P5T_A"].ShouldBe("env");
    }

    [Fact]
    public async Task Authenticate_UnknownName_IsAnErrorBesideTheOthers()
    {
        await using TestHost test = new TestHost()
            .Write("[plugins.env]\nconfig = { vars = { A = '1' } }\n[plugins.k9s]\n");

        IReadOnlyList<AuthenticationResult> results = await test.AskAsync(
            options: new AuthenticationOptions { PluginNames = new HashSet<string> { "Env", "env" } });

        results.Count.ShouldBe(2);
        results[0].PluginName.ShouldBe("Env");
        results[0].Error!.ErrorId.ShouldBe(ErrorIds.PluginNotFound);
        results[0].Error!.PluginName.ShouldBe("Env");
        results[1].Variables()["A"].ShouldBe("1");
    }

    [Fact]
    public async Task Authenticate_BrokenStackFile_FailsOnceAndStartsNone()
    {
        await using TestHost test = new TestHost()
            .Write("order = ['login']\n[plugins.login]\n@recorder\n[plugins.env]\nconfig = { vars = {} }\n")
            .WriteStack("dev", "config: [\n");

        ConfigurationException error = await Should.ThrowAsync<ConfigurationException>(() => test.AskAsync());

        error.Stage.ShouldBe(ConfigurationStage.Stack);
        test.ProcessIds().ShouldBeEmpty();
    }

    [Fact]
    public async Task Authenticate_AbandonedEnumeration_LeavesNoCall()
    {
        using var gate = new Gate();
        await using TestHost test = new TestHost().Write($$"""
            [plugins.env]
            config = { vars = {} }
            [plugins.slow]
            @recorder
            config = { gate = "{{gate.Port}}" }
            """);
        IAsyncEnumerator<AuthenticationResult> results = test.Host.AuthenticateAsync(test.Load()).GetAsyncEnumerator();
        (await NextAsync(results)).PluginName.ShouldBe("env");
        using Gate.Visitor visitor = await gate.ArrivedAsync();

        await results.DisposeAsync().AsTask().WaitAsync(TestTimeout.Default);

        test.ProcessIds().ShouldHaveSingleItem();
        test.ProcessIds().Where(Processes.IsAlive).ShouldBeEmpty();
        test.Host.Credentials.List().ShouldHaveSingleItem().PluginName.ShouldBe("env");
    }

    [Theory]
    [InlineData("order = ['slow']")]
    [InlineData("order = []")]
    public async Task Authenticate_Cancelled_ThrowsAndLeavesNoProcess(string order)
    {
        using var gate = new Gate();
        using var cancellation = new CancellationTokenSource();
        await using TestHost test = new TestHost()
            .Write($"{order}\n[plugins.slow]\n@recorder\nconfig = {{ gate = '{gate.Port}' }}\n");
        Task call = test.AskAsync(cancellationToken: cancellation.Token);
        using Gate.Visitor visitor = await gate.ArrivedAsync();

        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => call);
        test.ProcessIds().ShouldHaveSingleItem();
        test.ProcessIds().Where(Processes.IsAlive).ShouldBeEmpty();
    }

    [Fact]
    public async Task Authenticate_Lifetimes_AskAgainWhenOver()
    {
        await using TestHost test = new TestHost().Write("""
            [plugins.always]
            @recorder
            config = { count = "ALWAYS", ttl = "-1" }
            [plugins.minute]
            @recorder
            config = { count = "MINUTE", ttl = "60" }
            [plugins.never]
            @recorder
            config = { count = "NEVER", ttl = "0" }
            """);

        (await CountsAsync()).ShouldBe("ALWAYS=1 MINUTE=1 NEVER=1");
        test.Clock.Advance(TimeSpan.FromSeconds(59));
        (await CountsAsync()).ShouldBe("ALWAYS=2 MINUTE=1* NEVER=1*");
        (await CountsAsync(new AuthenticationOptions { MinimumLifetime = TimeSpan.FromSeconds(1) }))
            .ShouldBe("ALWAYS=3 MINUTE=1* NEVER=1*");
        (await CountsAsync(new AuthenticationOptions { MinimumLifetime = TimeSpan.FromSeconds(2) }))
            .ShouldBe("ALWAYS=4 MINUTE=2 NEVER=1*");
        test.Clock.Advance(TimeSpan.FromSeconds(60));
        (await CountsAsync()).ShouldBe("ALWAYS=5 MINUTE=3 NEVER=1*");
        (await CountsAsync(new AuthenticationOptions { Force = true })).ShouldBe("ALWAYS=6 MINUTE=4 NEVER=2");
        (await CountsAsync()).ShouldBe("ALWAYS=7 MINUTE=4* NEVER=2*");
        test.Host.Credentials.Remove("never");
        (await CountsAsync()).ShouldBe("ALWAYS=8 MINUTE=4* NEVER=3");

        // A star marks what came from the cache, which progress reports too.
        async Task<string> CountsAsync(AuthenticationOptions? options = null)
        {
            ConcurrentDictionary<string, int?> asked = [];
            options ??= new AuthenticationOptions();
            IReadOnlyList<AuthenticationResult> results = await test.AskAsync(
                options: options with { Asking = (plugin, id) => asked[plugin.Name] = id });
            foreach (AuthenticationResult result in results)
            {
                asked.ContainsKey(result.PluginName).ShouldBe(!result.FromCache);
            }

            return string.Join(
                ' ', results.OrderBy(result => result.PluginName, StringComparer.Ordinal).Select(CountOf));
        }

        static string CountOf(AuthenticationResult result)
        {
            (string name, string value) = result.Variables().Single();
            return $"{name}={value}{(result.FromCache ? "*" : "")}";
        }
    }

    [Fact]
    public async Task Authenticate_StackChange_AsksForEachStack()
    {
        await using TestHost test = new TestHost().Write("""
            [plugins.each]
            @recorder
            config = { context = "EACH" }
            [plugins.once]
            @recorder
            config = { context = "ONCE" }
            refresh = { onStackChange = false }
            """);

        await test.AskAsync("dev");
        IReadOnlyList<AuthenticationResult> results = await test.AskAsync("prod");

        AuthenticationResult each = results.Single(result => result.PluginName == "each");
        AuthenticationResult once = results.Single(result => result.PluginName == "once");
        each.Variables()["EACH"].ShouldBe("prod||");
        each.FromCache.ShouldBeFalse();
        once.Variables()["ONCE"].ShouldBe("dev||");
        once.FromCache.ShouldBeTrue();
        once.Credential!.Context.StackName.ShouldBe("prod");
    }

    [Fact]
    public async Task Authenticate_EditAndAnotherStacksCredentialIsValid_CallsAgain()
    {
        await using TestHost test = new TestHost()
            .Write("[plugins.env]\nconfig = { vars = { A = '1' } }\nrefresh = { onStackChange = false }\n")
            .WriteStack("prod", "config:\n  p5:plugins:\n    env:\n      vars: { B: one }\n");
        await test.AskOneAsync("dev");
        (await test.AskOneAsync("prod")).FromCache.ShouldBeTrue();

        test.WriteStack("prod", "config:\n  p5:plugins:\n    env:\n      vars: { B: two }\n");

        (await test.AskOneAsync("prod")).Variables()["B"].ShouldBe("two");
    }

    [Fact]
    public async Task Authenticate_TwoCallers_ShareOneCallAndItsOutput()
    {
        using var gate = new Gate();
        await using TestHost test = new TestHost().Write($$"""
            [plugins.login]
            @recorder
            config = { gate = "{{gate.Port}}", count = "COUNT", print = "enter the code" }
            """);
        // The test goes on elsewhere than in the handler of the output, which is held up while it runs.
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var second = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        Task<AuthenticationResult> firstCall = test.AskOneAsync(options: Listening(first));
        await first.Task.WaitAsync(TestTimeout.Default);
        Task<AuthenticationResult> secondCall = test.AskOneAsync(options: Listening(second) with { Force = true });
        await second.Task.WaitAsync(TestTimeout.Default);
        using Gate.Visitor visitor = await gate.ArrivedAsync();
        gate.HasVisitor.ShouldBeFalse();
        visitor.Release();

        (await firstCall).Variables()["COUNT"].ShouldBe("1");
        (await secondCall).Variables()["COUNT"].ShouldBe("1");

        static AuthenticationOptions Listening(TaskCompletionSource heard) => new()
        {
            Output = (plugin, output) =>
            {
                if (plugin == "login" && output.Text == "enter the code")
                {
                    heard.TrySetResult();
                }
            },
        };
    }

    [Fact]
    public async Task Authenticate_AnotherCallEndsBetweenLookAndCall_ItsAnswerServes()
    {
        await using TestHost test = new TestHost().Write("[plugins.login]\n@recorder\nconfig = { count = 'COUNT' }\n");
        AuthenticationResult? other = null;

        // Reported between the look into the cache and the call of the plugin.
        AuthenticationResult result = await Task.Run(() => test.AskOneAsync(options: new AuthenticationOptions
        {
            Asking = (_, _) => other ??= test.AskOneAsync().GetAwaiter().GetResult(),
        }));

        other!.Variables()["COUNT"].ShouldBe("1");
        result.Variables()["COUNT"].ShouldBe("1");
        result.FromCache.ShouldBeTrue();
    }

    [Fact]
    public async Task Authenticate_OneOfTwoCallersCancels_TheOtherGetsTheAnswer()
    {
        using var gate = new Gate();
        using var cancellation = new CancellationTokenSource();
        await using TestHost test = new TestHost()
            .Write($"[plugins.login]\n@recorder\nconfig = {{ gate = '{gate.Port}', count = 'COUNT' }}\n");
        Task cancelled = test.AskOneAsync(cancellationToken: cancellation.Token);
        Task<AuthenticationResult> other = test.AskOneAsync();
        using Gate.Visitor visitor = await gate.ArrivedAsync();

        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => cancelled);
        visitor.Release();

        (await other).Variables()["COUNT"].ShouldBe("1");
        test.ProcessIds().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Authenticate_CallersWithOtherTimeouts_AskApart()
    {
        using var gate = new Gate();
        await using TestHost test = new TestHost()
            .Write($"[plugins.login]\n@recorder\nconfig = {{ gate = '{gate.Port}' }}\n");
        Task<AuthenticationResult> patient = test.AskOneAsync();
        using Gate.Visitor first = await gate.ArrivedAsync();
        Task<AuthenticationResult> hasty = test.AskOneAsync(
            options: new AuthenticationOptions { Timeout = TimeSpan.FromSeconds(7) });
        using Gate.Visitor second = await gate.ArrivedAsync();

        test.Clock.Advance(TimeSpan.FromSeconds(7));
        (await hasty).Error!.ErrorId.ShouldBe(ErrorIds.PluginTimeout);
        first.Release();

        (await patient).Error.ShouldBeNull();
    }

    [Fact]
    public async Task Authenticate_Builtins_NeedNoProcess()
    {
        await using TestHost test = new TestHost().Write("""
            [plugins.env]
            cmd = "./not-used"
            config = { vars = { A = "1" } }
            [plugins.kubernetes]
            [plugins.k9s]
            [plugins.cloudflare]
            [plugins.grafana]
            config = { url = "https://example.org" }
            """);

        IReadOnlyList<AuthenticationResult> results = await test.AskAsync();

        results.Count.ShouldBe(5);
        foreach (AuthenticationResult result in results)
        {
            result.Credential!.VariableNames.ShouldBe(result.PluginName == "env" ? ["A"] : []);
            result.Credential.ExpiresAt.ShouldBeNull();
            result.Credential.AlwaysAsk.ShouldBeFalse();
        }

        test.Host.GetPlugins(test.Load())
            .ShouldAllBe(status => status.Kind == Host.PluginKind.Builtin && status.ProcessId == null);
    }

    [Fact]
    public async Task Authenticate_TenPlugins_AreAskedSideBySide()
    {
        // No plugin answers before all ten have been asked.
        using var gate = new Gate();
        await using TestHost test = new TestHost().Write(string.Join('\n', Enumerable.Range(0, 10).Select(i => $$"""
            [plugins.p{{i}}]
            @recorder
            config = { gate = "{{gate.Port}}" }
            """)));

        Task<IReadOnlyList<AuthenticationResult>> asking = test.AskAsync();
        List<Gate.Visitor> visitors = [];
        for (int i = 0; i < 10; i++)
        {
            visitors.Add(await gate.ArrivedAsync());
        }

        visitors.ForEach(visitor => visitor.Release());
        (await asking).Where(result => result.Credential is not null).Count().ShouldBe(10);
        visitors.ForEach(visitor => visitor.Dispose());
    }

    [Fact]
    public async Task Authenticate_AnotherStackIsApplied_PluginsSeeWhatWasThereBefore()
    {
        await using TestHost test = new TestHost().Write("""
            [plugins.login]
            @recorder
            config = { inherited = "TOKEN,REGION,P5_STACK,MINE" }
            """);
        test.Environment["TOKEN"] = "before";
        test.Environment["MINE"] = "before";
        test.Host.Environment.Apply([Applied(test, "prod")]);
        test.Environment["MINE"] = "user";

        IReadOnlyDictionary<string, string> dev = (await test.AskOneAsync("dev")).Variables();
        IReadOnlyDictionary<string, string> prod = (await test.AskOneAsync("prod", s_again)).Variables();

        dev["INHERITED_TOKEN"].ShouldBe("before");
        dev["INHERITED_REGION"].ShouldBe("(none)");
        dev["INHERITED_P5_STACK"].ShouldBe("(none)");
        dev["INHERITED_MINE"].ShouldBe("user");

        // The process that works without them works for prod too.
        prod.ShouldBe(dev);
        test.Environment["TOKEN"].ShouldBe("prod");
    }

    [Fact]
    public async Task Authenticate_ProcessStartedWithAppliedVariables_ServesThatStackAlone()
    {
        await using TestHost test = new TestHost().Write("""
            [plugins.login]
            @recorder
            config = { inherited = "TOKEN", pid = "PID" }
            """);
        test.Host.Environment.Apply([Applied(test, "prod")]);

        IReadOnlyDictionary<string, string> prod = (await test.AskOneAsync("prod")).Variables();
        IReadOnlyDictionary<string, string> prodAgain = (await test.AskOneAsync("prod", s_again)).Variables();
        test.Host.Environment.Clear();
        IReadOnlyDictionary<string, string> dev = (await test.AskOneAsync("dev")).Variables();
        IReadOnlyDictionary<string, string> devAgain = (await test.AskOneAsync("dev", s_again)).Variables();

        prod["INHERITED_TOKEN"].ShouldBe("prod");
        prodAgain["PID"].ShouldBe(prod["PID"]);
        dev["INHERITED_TOKEN"].ShouldBe("(none)");
        dev["PID"].ShouldNotBe(prod["PID"]);
        devAgain["PID"].ShouldBe(dev["PID"]);
    }

    [Fact]
    public async Task Authenticate_AnotherStackIsApplied_CommandsOfEnvSeeWhatWasThereBefore()
    {
        Tool.Require("sh");
        await using TestHost test = new TestHost().Write("""
            [plugins.env]
            config = { type = "exec", cmd = "sh", args = ["-c", "echo SEEN=[$TOKEN]"] }
            """);
        test.Host.Environment.Apply([Applied(test, "prod")]);

        (await test.AskOneAsync("dev")).Variables()["SEEN"].ShouldBe("[]");
        (await test.AskOneAsync("prod")).Variables()["SEEN"].ShouldBe("[prod]");
    }

    private static readonly AuthenticationOptions s_again = new() { Force = true };

    private static PluginCredential Applied(TestHost test, string stack) => PluginCredential.Create(
        "other",
        new AuthenticationContext(test.Workspace.Root, stack, ""),
        [new("TOKEN", stack), new("REGION", stack), new("MINE", stack)],
        0,
        test.Clock.GetUtcNow());

    [Fact]
    public async Task Authenticate_WithoutStack_IsTheCallersMistake()
    {
        await using TestHost test = new TestHost().Write("[plugins.env]\n");
        WorkspaceConfiguration withoutStack = ConfigurationLoader.Load(test.Workspace.Root, stackName: null);

        await Should.ThrowAsync<ArgumentException>(
            () => test.Host.AuthenticateAsync(withoutStack).ToListAsync().AsTask());
    }

    private static async Task<AuthenticationResult> NextAsync(IAsyncEnumerator<AuthenticationResult> results)
    {
        (await results.MoveNextAsync().AsTask().WaitAsync(TestTimeout.Default)).ShouldBeTrue();
        return results.Current;
    }
}
