using P5.Sources;
using static P5.Host.Tests.SourceRequests;

namespace P5.Host.Tests;

[Trait("Category", "Hostile")]
public sealed class EnvSourceTests : IDisposable
{
    private readonly TemporaryWorkspace _workspace = new();
    private readonly Dictionary<string, string> _variables = new ProcessEnvironment().GetVariables();
    private readonly ObservedTime _clock = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task Authenticate_File_ReadsItFromTheWorkspace()
    {
        _workspace.Write("secrets/.env", "\uFEFFA=1\r\nexport B='2'\n");

        CredentialResult result = await AskAsync([("type", "file"), ("path", "secrets/.env")]);

        Variables(result).ShouldBe(["A=1", "B=2"]);
        result.LifetimeSeconds.ShouldBe(0);
    }

    [Fact]
    public async Task Authenticate_FullPath_ReadsIt()
    {
        _workspace.Write("x.env", "A=1");

        Variables(await AskAsync([("path", _workspace.PathOf("x.env"))])).ShouldBe(["A=1"]);
    }

    // As one source, and in a list.
    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    public async Task Authenticate_MissingFile_IsAcceptedIfOptional(string optional, bool isAccepted)
    {
        CredentialResult single = await AskAsync([("path", "missing/.env"), ("optional", optional)]);
        CredentialResult listed = await AskAsync(
            [("sources", $$$"""[{"path":"missing/.env","optional":{{{optional}}}},{"vars":{"A":"1"}}]""")]);

        (single.Refusal is null).ShouldBe(isAccepted);
        (listed.Refusal is null).ShouldBe(isAccepted);
        if (isAccepted)
        {
            Variables(single).ShouldBeEmpty();
            Variables(listed).ShouldBe(["A=1"]);
        }
    }

    [Fact]
    public async Task Authenticate_OptionalFileThatExists_ReadsIt()
    {
        _workspace.Write(".env", "A=1");

        Variables(await AskAsync([("path", ".env"), ("optional", "true")])).ShouldBe(["A=1"]);

        _workspace.Write(".env", "hunter2");
        (await AskAsync([("path", ".env"), ("optional", "true")])).Refusal.ShouldNotBeNull();
    }

    // The error names the file or command, and the line.
    [Theory]
    [InlineData("A=1\nset B=hunter2")]
    [InlineData("A=1\nhunter2==")]
    [InlineData("{\"A\":\n{\"hunter2\":\"\"}}")]
    public async Task Authenticate_TextInAnotherFormat_NamesItsLineAndShowsNoText(string text)
    {
        Tool.Require("sh");
        _workspace.Write(".env", text);
        string line = text[0] == '{' ? "line 1" : "line 2";

        string file = (await AskAsync([("path", ".env")])).Refusal.ShouldNotBeNull();
        string exec = (await AskAsync([("cmd", "cat"), ("args", """[".env"]""")])).Refusal.ShouldNotBeNull();

        file.ShouldContain($"file source {_workspace.PathOf(".env")}, {line}: ");
        exec.ShouldContain($"output of exec source cat, {line}: ");
        (file + exec).ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task Authenticate_BytesThatAreNotUtf8_AreRefused()
    {
        Tool.Require("sh");
        await File.WriteAllBytesAsync(_workspace.PathOf(".env"), [.. "A=1\nB=h\u00FC"u8[..^2], 0xFC]);

        string file = (await AskAsync([("path", ".env")])).Refusal.ShouldNotBeNull();
        string exec = (await AskAsync([("cmd", "cat"), ("args", """[".env"]""")])).Refusal.ShouldNotBeNull();

        file.ShouldContain("line 2: the text is not valid UTF-8");
        exec.ShouldContain("line 2: the text is not valid UTF-8");
    }

    [Fact]
    public async Task Authenticate_ExecOfAws_ExpiresWithItsCredential()
    {
        Tool.Require("sh");
        DateTimeOffset now = _clock.GetUtcNow();
        WriteAws("aws.json", now.AddSeconds(90.5));
        WriteAws("later.json", now.AddHours(1));

        CredentialResult result = await AskAsync(
            [("sources", """[{"path":"later.json"},{"cmd":"cat","args":["aws.json"]},{"vars":{"A":"1"}}]""")]);

        Variables(result).ShouldBe(["A=1", "AWS_ACCESS_KEY_ID=AKIA", "AWS_SECRET_ACCESS_KEY=secret"]);
        result.LifetimeSeconds.ShouldBe(90);
    }

    [Fact]
    public async Task Authenticate_ExpiredCredentialOfAws_IsRefused()
    {
        WriteAws("aws.json", _clock.GetUtcNow().AddSeconds(-1));

        (await AskAsync([("path", "aws.json")])).Refusal.ShouldNotBeNull().ShouldContain("already expired");
    }

    [Fact]
    public async Task HasChanged_FileSources_ShowsEdits()
    {
        _workspace.Write("a.env", "A=1");
        CredentialResult result = await AskAsync(
            [("sources", """[{"vars":{}},{"path":"a.env"},{"path":"b.env","optional":true}]""")]);
        result.HasChanged.ShouldNotBeNull()().ShouldBeFalse();

        // The length is equal, and the time may be.
        _workspace.Write("a.env", "A=2");
        result.HasChanged().ShouldBeTrue();

        _workspace.Write("a.env", "A=1");
        result = await AskAsync([("sources", """[{"path":"a.env"},{"path":"b.env","optional":true}]""")]);
        _workspace.Write("b.env", "B=1");
        result.HasChanged.ShouldNotBeNull()().ShouldBeTrue();

        result = await AskAsync([("sources", """[{"path":"a.env"},{"path":"b.env","optional":true}]""")]);
        File.Delete(_workspace.PathOf("b.env"));
        result.HasChanged.ShouldNotBeNull()().ShouldBeTrue();
    }

    [Fact]
    public async Task HasChanged_OtherSources_IsNotChecked() =>
        (await AskAsync([("vars", """{"A":"1"}""")])).HasChanged.ShouldBeNull();

    [Fact]
    public async Task Authenticate_Static_GivesScalarsAsText()
    {
        Variables(await AskAsync([("type", "static"), ("vars", """{"A":"","B":2.50,"C":true}""")]))
            .ShouldBe(["A=", "B=2.50", "C=true"]);
    }

    // What type a source has if none is given.
    [Theory]
    [InlineData("path", ".env", "A=file")]
    [InlineData("vars", """{"A":"static"}""", "A=static")]
    public async Task Authenticate_NoType_InfersIt(string key, string value, string expected)
    {
        _workspace.Write(".env", "A=file");

        Variables(await AskAsync([(key, value)])).ShouldBe([expected]);
        Variables(await AskAsync([("sources", $$"""[{"{{key}}": {{(value[0] == '{' ? value : $"\"{value}\"")}}}]""")]))
            .ShouldBe([expected]);
    }

    [Fact]
    public async Task Authenticate_SeveralSources_ProgramBeforeStackAndSingleBeforeList()
    {
        Variables(await AskAsync(
            [
                ("vars", """{"A":"1","B":"1","C":"1","D":"1"}"""),
                ("sources", """[{"vars":{"B":"2","C":"2","D":"2"}}]"""),
            ],
            [("vars", """{"C":"3","D":"3"}"""), ("sources", """[{"vars":{"D":"4"}},{"type":"static","vars":null}]""")]))
            .ShouldBe(["A=1", "B=2", "C=3", "D=4"]);
    }

    // Configuration that is not a source: the key and what was expected, never a value.
    [Theory]
    [InlineData("other", "hunter2", "no source is configured")]
    [InlineData("type", "hunter", "type must be file, static or exec")]
    [InlineData("type", "file", "a file source needs a path")]
    [InlineData("type", "exec", "an exec source needs cmd")]
    [InlineData("vars", "hunter2", "vars must be a table, such as")]
    [InlineData("vars", "{hunter2", "vars must be a table in JSON")]
    [InlineData("vars", "[\"hunter2\"]", "vars must be a table, but is a list")]
    [InlineData("vars", "{\"A\":[\"hunter2\"]}", "vars.A must be text, but is a list")]
    [InlineData("vars", "{\"A\":null}", "vars.A must be text, but is null")]
    [InlineData("sources", "{\"vars\":\"hunter2\"}", "sources must be a list, but is a table")]
    [InlineData("sources", "hunter2", "sources must be a list of tables, such as")]
    [InlineData("sources", "[hunter2", "sources must be a list in JSON")]
    [InlineData("sources", "[\"hunter2\"]", "sources[0] must be a table with a type, but is text")]
    [InlineData("sources", "[{\"vars\":{}},{}]", "sources[1] needs a type")]
    [InlineData("sources", "[{\"type\":[\"hunter2\"]}]", "sources[0]: type must be text, but is a list")]
    [InlineData(
        "sources", "[{\"type\":\"static\",\"vars\":[\"hunter2\"]}]", "sources[0]: vars must be a table, but is a list")]
    [InlineData(
        "sources", "[{\"cmd\":\"x\",\"args\":{\"a\":\"hunter2\"}}]", "sources[0]: args must be a list, but is a table")]
    [InlineData(
        "sources", "[{\"command\":[[\"hunter2\"]]}]", "sources[0]: command must contain only text, but has a list")]
    [InlineData("sources", "[{\"path\":\"missing.env\",\"vars\":{\"A\":\"hunter2\"}}]", "missing.env cannot be read")]
    [InlineData("path", "a\0b", "cannot be read")]
    [InlineData("path", ".", "cannot be read")]
    [InlineData(
        "path", "missing.env", "missing.env cannot be read: it does not exist. Create it, or set optional = true")]
    [InlineData("sources", "[{\"path\":\"x\",\"optional\":\"hunter2\"}]", "sources[0]: optional must be true or false")]
    [InlineData("sources", "[{\"path\":\"x\",\"optional\":[]}]", "sources[0]: optional must be text, but is a list")]
    [InlineData("sources", "[{\"vars\":{},\"optional\":true}]", "sources[0]: only a file source can be optional")]
    [InlineData("vars", "{\"hunter2=\":[]}", "vars contains a name that contains '='")]
    [InlineData(
        "vars", "{\"A\":\"hunter2 \\ud800\"}", "a JSON string contains an escape that is not a valid character")]
    public async Task Authenticate_WrongConfiguration_NamesTheSource(string key, string value, string problem)
    {
        CredentialResult result = await AskAsync([(key, value)]);

        result.Refusal.ShouldNotBeNull().ShouldContain(problem);
        result.Refusal.ShouldNotBeNull().ShouldNotContain("hunter2");
    }

    [Theory]
    [InlineData("; echo >&2; echo the reason >&2", "(10485761 bytes are not shown)", "the reason")]
    [InlineData("", "(10485760 bytes are not shown)")]
    public async Task Authenticate_ExecFailsWithAHugeLine_LeavesItOut(string end, params string[] shown)
    {
        Tool.Require("sh");
        string script = $"head -c 10485760 /dev/zero | tr '\\\\0' x >&2{end}; exit 3";

        CredentialResult result = await AskAsync([("cmd", "sh"), ("args", $"""["-c","{script}"]""")]);

        result.Refusal.ShouldBe(
            $"exec source sh ended with exit code 3: {string.Join(Environment.NewLine, shown)}");
    }

    [Fact]
    public async Task Authenticate_Exec_RunsItInTheWorkspace()
    {
        string sh = Tool.Require("sh");

        Variables(await AskAsync([("cmd", "sh"), ("args", """["-c","echo \"A=$(pwd -P)\"; echo 'B=$1'", "x", "y"]""")]))
            .ShouldBe([$"A={await RealPathAsync(sh, _workspace.Root)}", "B=$1"]);
    }

    // The reference's documentation writes the whole command as a list.
    [Theory]
    [InlineData("""["sh","-c","echo A=1"]""", null)]
    [InlineData("""["sh","-c"]""", """["echo A=1"]""")]
    public async Task Authenticate_ExecWithCommandList_RunsIt(string command, string? args)
    {
        Tool.Require("sh");
        List<(string, string)> config = [("command", command)];
        if (args is not null)
        {
            config.Add(("args", args));
        }

        Variables(await AskAsync([.. config])).ShouldBe(["A=1"]);
        Variables(await AskAsync([("type", "exec"), .. config])).ShouldBe(["A=1"]);
        Variables(await AskAsync([("sources", $$"""[{"command":{{command}},"args":{{args ?? "[]"}}}]""")]))
            .ShouldBe(["A=1"]);
    }

    [Fact]
    public async Task Authenticate_ExecWithRelativePath_StartsFromTheFolderItRunsIn()
    {
        Tool.Require("sh");
        WriteScript("tools/creds", "echo \"A=$(basename \"$PWD\")\"");

        Variables(await AskAsync([("cmd", "./tools/creds")])).ShouldBe([$"A={Path.GetFileName(_workspace.Root)}"]);
        Variables(await AskAsync([("cmd", "./creds"), ("dir", "tools")])).ShouldBe(["A=tools"]);
    }

    [Fact]
    public async Task Authenticate_Exec_GetsInheritedVariablesAndNoInput()
    {
        Tool.Require("sh");
        _variables["P5_TEST_INHERITED"] = "from before";

        Variables(await AskAsync([("cmd", "sh"), ("args", """["-c","echo A=$P5_TEST_INHERITED; cat"]""")]))
            .ShouldBe(["A=from before"]);
    }

    [Fact]
    public async Task Authenticate_Exec_IsFoundOnThePathThatItGets()
    {
        Tool.Require("sh");
        WriteScript("bin/creds", "echo \"A=$PATH\"");
        _variables["PATH"] = _workspace.PathOf("bin");

        Variables(await AskAsync([("cmd", "creds")])).ShouldBe([$"A={_workspace.PathOf("bin")}"]);

        _variables["PATH"] = _workspace.Root;
        (await AskAsync([("cmd", "creds")])).Refusal.ShouldNotBeNull().ShouldContain("'creds'");
    }

    [Fact]
    public async Task Authenticate_ExecWithTooLargeAnEnvironment_NamesTheVariable()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems do not limit single variables.");
        _variables["BIG"] = new string('x', 32 * Environment.SystemPageSize);

        (await AskAsync([("cmd", "sh")])).Refusal.ShouldNotBeNull()
            .ShouldContain("exec source sh cannot be started: BIG has ");
    }

    [Fact]
    public async Task Authenticate_ExecFails_ReportsExitCodeAndLastErrorLines()
    {
        Tool.Require("sh");
        const string ThirtyLines = """i=0; while [ $i -lt 30 ]; do echo \"line $i.\" >&2; i=$((i+1)); done""";

        CredentialResult result = await AskAsync(
            [("cmd", "sh"), ("args", $"""["-c","echo A=hunter2; {ThirtyLines}; exit 3"]""")]);

        result.Refusal.ShouldNotBeNull().ShouldContain("exec source sh ended with exit code 3");
        result.Refusal.ShouldNotBeNull().ShouldContain("line 29.");
        result.Refusal.ShouldNotBeNull().ShouldContain("line 10.");
        result.Refusal.ShouldNotBeNull().ShouldNotContain("line 9.");
        result.Refusal.ShouldNotBeNull().ShouldNotContain("hunter2");
    }

    [Theory]
    [InlineData("p5-no-such-command", "p5-no-such-command")]
    [InlineData("./missing", "./missing")]
    [InlineData("./.env", "./.env")] // no execute bit, no extension of a program
    [InlineData("./a\0b", "cannot be started")]
    public async Task Authenticate_ExecThatCannotRun_NamesIt(string command, string named)
    {
        _workspace.Write(".env", "A=1");

        CredentialResult result = await AskAsync([("cmd", command), ("args", """["hunter2"]""")]);

        result.Refusal.ShouldNotBeNull().ShouldContain(named);
        result.Refusal.ShouldNotBeNull().ShouldContain("exec source");
        result.Refusal.ShouldNotBeNull().ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task Authenticate_ExecInMissingFolder_SaysSo()
    {
        Tool.Require("sh");

        CredentialResult result = await AskAsync([("cmd", "sh"), ("dir", "nowhere")]);

        result.Refusal.ShouldNotBeNull().ShouldContain("nowhere");
    }

    [Fact]
    public async Task Authenticate_ExecCancelled_LeavesNoProcess()
    {
        Tool.Require("sh");
        using var cancellation = new CancellationTokenSource();
        int processId = await HangAsync(
            timeout: null,
            async call =>
            {
                await cancellation.CancelAsync();
                await Should.ThrowAsync<OperationCanceledException>(() => call.WaitAsync(TestTimeout.Default));
            },
            cancellation.Token);

        Processes.IsAlive(processId).ShouldBeFalse();
    }

    [Fact]
    public async Task Authenticate_ExecTakesTooLong_TimesOutAndLeavesNoProcess()
    {
        Tool.Require("sh");
        var timeout = TimeSpan.FromSeconds(90);
        int processId = await HangAsync(timeout, async call =>
        {
            await _clock.TimerSetAsync(timeout).WaitAsync(TestTimeout.Default);
            _clock.Advance(timeout);
            await Should.ThrowAsync<TimeoutException>(() => call.WaitAsync(TestTimeout.Default));
            call.IsFaulted.ShouldBeTrue();
        });

        Processes.IsAlive(processId).ShouldBeFalse();
    }

    /// <summary>The time does not pass in the first two calls: they need not wait for the other process.</summary>
    [Fact]
    public async Task Authenticate_ExecLeavesAProcess_WaitsOnlyIfItHoldsTheOutput()
    {
        Tool.Require("sh");
        _workspace.Write("pids", "");
        string Script(string redirection) => $$"""["-c","sleep 60 {{redirection}} & echo $! >>pids; echo A=1"]""";

        Variables(await AskAsync([("cmd", "sh"), ("args", Script(">/dev/null 2>&1"))])).ShouldBe(["A=1"]);
        Variables(await AskAsync([("cmd", "sh"), ("args", Script(">/dev/null"))])).ShouldBe(["A=1"]);
        Task<CredentialResult> held = AskAsync([("cmd", "sh"), ("args", Script("2>/dev/null"))]);
        await _clock.TimerSetAsync(TimeSpan.FromSeconds(2)).WaitAsync(TestTimeout.Default);
        _clock.Advance(TimeSpan.FromSeconds(2));

        (await held).Refusal.ShouldBe(
            "exec source sh ended, but a process that it started holds its standard output open, so the output may be "
            + "incomplete. Redirect the output of that process, for example to /dev/null");
        await EndAllAsync("pids", count: 3);
    }

    [Fact]
    public async Task Authenticate_ExecFailsAndLeavesAProcess_ReportsTheErrorLinesThatItHas()
    {
        Tool.Require("sh");

        // The system's clock, because nothing else gives the reader of the lines time to read them.
        SourceContext context = Context with { TimeProvider = TimeProvider.System };
        CredentialRequest request = SourceRequests.Of(
            [("cmd", "sh"), ("args", """["-c","sleep 60 & echo $! >pid; echo the reason >&2; exit 3"]""")], []);

        (await AskAsync(request, context)).Refusal.ShouldBe("exec source sh ended with exit code 3: the reason");
        await EndAllAsync("pid", count: 1);
    }

    [Fact]
    public async Task Authenticate_LongestTimeout_IsNone()
    {
        SourceContext context = Context with { Timeout = TimeSpan.MaxValue, TimeProvider = TimeProvider.System };

        (await AskAsync(SourceRequests.Of([("vars", "{}")], []), context)).Refusal.ShouldBeNull();
    }

    [Fact]
    public void ToString_Inputs_HoldNoValue()
    {
        _variables["A"] = "hunter2";

        string.Concat(Context, new ExecInput("sh", ["hunter2"], null)).ShouldNotContain("hunter2");
        EnvInputParser.Parse(new Dictionary<string, string> { ["vars"] = """{"A":"hunter2"}""" })
            .ShouldHaveSingleItem().ToString().ShouldNotContain("hunter2");
    }

    private SourceContext Context => new()
    {
        WorkspaceDirectory = _workspace.Root,
        Environment = _variables,
        TimeProvider = _clock,
    };

    /// <summary>Starts a command that says its process id and hangs, and lets the test end it.</summary>
    private async Task<int> HangAsync(
        TimeSpan? timeout, Func<Task, Task> end, CancellationToken cancellationToken = default)
    {
        string pidFile = _workspace.PathOf("pid");
        WriteScript("hang", $"mkfifo fifo && echo $$ > '{pidFile}.new' && mv '{pidFile}.new' '{pidFile}' && cat fifo");
        using var watcher = new FileSystemWatcher(_workspace.Root, "pid") { EnableRaisingEvents = true };
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        watcher.Renamed += (_, _) => written.TrySetResult();
        watcher.Created += (_, _) => written.TrySetResult();

        Task call = new EnvSource().GetCredentialAsync(
            SourceRequests.Of([("cmd", "./hang")], []), Context with { Timeout = timeout }, cancellationToken);
        await written.Task.WaitAsync(TestTimeout.Default, CancellationToken.None);
        int processId = int.Parse(
            await File.ReadAllTextAsync(pidFile, CancellationToken.None),
            System.Globalization.CultureInfo.InvariantCulture);
        Processes.IsAlive(processId).ShouldBeTrue();
        await end(call);
        return processId;
    }

    /// <summary>Ends the processes whose ids are in a file. They must be running.</summary>
    private async Task EndAllAsync(string file, int count)
    {
        int[] ids =
        [
            .. File.ReadLines(_workspace.PathOf(file))
                .Where(line => line.Length > 0)
                .Select(line => int.Parse(line, System.Globalization.CultureInfo.InvariantCulture)),
        ];
        ids.Length.ShouldBe(count);
        foreach (int id in ids)
        {
            Processes.IsAlive(id).ShouldBeTrue();
            using var process = System.Diagnostics.Process.GetProcessById(id);
            process.Kill();
        }

        await Processes.EndedAsync(ids);
    }

    private Task<CredentialResult> AskAsync(
        IEnumerable<(string Key, string Value)> program, params (string Key, string Value)[] stack) =>
        AskAsync(SourceRequests.Of(program, stack), Context);

    private static Task<CredentialResult> AskAsync(CredentialRequest request, SourceContext context) =>
        new EnvSource().GetCredentialAsync(request, context, CancellationToken.None).WaitAsync(TestTimeout.Default);

    private void WriteScript(string relative, string body) =>
        _workspace.WriteExecutable(relative, $"#!/bin/sh\n{body}\n");

    private void WriteAws(string file, DateTimeOffset expiration) => _workspace.Write(
        file,
        $$"""{"Version":1,"AccessKeyId":"AKIA","SecretAccessKey":"secret","Expiration":"{{expiration:O}}"}""");

    private static async Task<string> RealPathAsync(string sh, string folder) =>
        (await Tool.RunAsync(sh, "-c", "cd \"$1\" && pwd -P", "sh", folder)).TrimEnd('\n');
}
