using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace P5.Cli.Tests;

/// <summary>Processes that need the same credential at once.</summary>
[Trait("Category", "Hostile")]
public sealed class SharedLoginTests
{
    private const int ShellCount = 20;

    // DPAPI has no place for a key: it encrypts the one in a file.
    private static readonly string[] s_extensions =
        OperatingSystem.IsWindows() ? [".credential", ".json", ".key"] : [".credential", ".json"];

    [Fact]
    public async Task Export_ManyProcessesAtOnce_OneLogsInAndAllHaveTheCredential()
    {
        await using StoreWorkspace store = await StoreWorkspace.CreateAsync();
        Process[] shells = [.. Enumerable.Range(0, ShellCount).Select(_ => store.StartExport())];
        try
        {
            using Socket login = await store.LoginAsync();
            Task<string>[] waits = [.. shells.Select(WaitsAsync)];
            await AtLeastAsync(waits, ShellCount - 1);

            login.Send([1]);

            // The one that logs in is read until its end.
            await Task.WhenAll(waits);
            foreach (Process shell in shells)
            {
                RunResult result = await Programs.EndAsync(shell);
                result.ExitCode.ShouldBe(0, result.Error);
                result.Output.ShouldContain(StoreWorkspace.Secret);
            }

            store.LoginCount.ShouldBe(1);
            store.HasLogin.ShouldBeFalse();
            Extensions(store).ShouldBe(s_extensions);
        }
        finally
        {
            Array.ForEach(shells, shell => shell.Dispose());
        }
    }

    [Fact]
    public async Task Export_HolderIsKilled_AnotherProcessLogsIn()
    {
        await using StoreWorkspace store = await StoreWorkspace.CreateAsync();
        using Process holder = store.StartExport();
        using Socket interrupted = await store.LoginAsync();
        using Process next = store.StartExport();
        (await WaitsAsync(next)).ShouldContain($"sso: waiting for the login in process {holder.Id} (p5env)");
        store.HasLogin.ShouldBeFalse();

        holder.Kill();

        using Socket login = await store.LoginAsync();
        login.Send([1]);
        RunResult result = await Programs.EndAsync(next);
        result.ExitCode.ShouldBe(0, result.Error);
        result.Error.ShouldNotContain("warning:");
        result.Output.ShouldContain(StoreWorkspace.Secret);
        Extensions(store).ShouldBe(s_extensions);
    }

    // Killed when the answer is on its way: before, while and after it is stored.
    [Fact]
    public async Task Export_KilledAgainAndAgain_LeavesAStoreThatWorks()
    {
        await using StoreWorkspace store = await StoreWorkspace.CreateAsync();
        for (int round = 0; round < 8; round++)
        {
            using Process shell = store.StartExport();
            using Socket login = await store.LoginAsync();
            login.Send([1]);
            for (int yields = 0; yields < round; yields++)
            {
                await Task.Yield();
            }

            shell.Kill();
            await shell.WaitForExitAsync().WaitAsync(TestTimeout.Default);
            (await store.RunAsync("store", "clear")).ExitCode.ShouldBe(0);
        }

        using Process last = store.StartExport();
        using (Socket login = await store.LoginAsync())
        {
            login.Send([1]);
        }

        RunResult result = await Programs.EndAsync(last);
        result.ExitCode.ShouldBe(0, result.Error);
        result.Error.ShouldNotContain("warning:");
        Extensions(store).Except([".p5tmp"]).ShouldBe(s_extensions);
        store.Files.Where(file => Encoding.Latin1.GetString(File.ReadAllBytes(file)).Contains("hunter2"))
            .ShouldBeEmpty();
    }

    [Fact]
    public async Task Export_Stored_IsNowhereElse()
    {
        Needs.Linux();
        await using StoreWorkspace store = await StoreWorkspace.CreateAsync();
        using Process shell = store.StartExport();
        using Socket login = await store.LoginAsync();
        using Process waiting = store.StartExport();
        await WaitsAsync(waiting);

        foreach (int process in new[] { shell.Id, waiting.Id })
        {
            (await File.ReadAllTextAsync($"/proc/{process}/environ")).ShouldNotContain("hunter2");
            (await File.ReadAllTextAsync($"/proc/{process}/cmdline")).ShouldNotContain("hunter2");
        }

        login.Send([1]);
        foreach (Process process in new[] { shell, waiting })
        {
            RunResult result = await Programs.EndAsync(process);
            result.Output.ShouldContain(StoreWorkspace.Secret);
            result.Error.ShouldNotContain("hunter2");
        }

        foreach (string file in store.Files)
        {
            Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)).ShouldNotContain("hunter2");
        }
    }

    [Fact]
    public async Task Store_Commands_ShowAndRemoveWhatIsStored()
    {
        await using StoreWorkspace store = await StoreWorkspace.CreateAsync();
        (await store.ExportAsync()).ExitCode.ShouldBe(0);

        string status = (await store.RunAsync("store", "status")).Output;
        status.ShouldStartWith("on, ");
        status.ShouldMatch(@"\nsso, stack dev, .*, until \d{4}-");
        (await store.RunAsync("store", "test")).Output.ShouldContain(" (selected): works");
        (await store.RunAsync("store", "clear")).ExitCode.ShouldBe(0);
        (await store.RunAsync("store", "status")).Output.ShouldNotContain("sso");
        (await store.RunAsync("store", "disable")).ExitCode.ShouldBe(0);
        (await store.RunAsync("store", "status")).Output.Trim().ShouldBe("off");
        store.Files.ShouldBeEmpty();
    }

    [Fact]
    public async Task Export_Stored_SaysSo_AndForceLogsInAgain()
    {
        await using StoreWorkspace store = await StoreWorkspace.CreateAsync();

        RunResult called = await store.ExportAsync();
        RunResult stored = await store.RunAsync("export", "--stack", "dev", "--verbose");
        RunResult forced = await store.ExportAsync("--force");

        called.Error.ShouldContain("p5env: sso returned SSO_TOKEN (until ");
        stored.Error.ShouldContain("p5env: sso: the store has SSO_TOKEN (until ");
        forced.Error.ShouldContain("p5env: sso returned SSO_TOKEN (until ");
        store.LoginCount.ShouldBe(2);
    }

    [Fact]
    public async Task StoreClear_Revoke_EndsWhatIsStored_OrKeepsIt()
    {
        const string Lease = """{"lease_id":"hunter2-lease","lease_duration":3600,"data":{"key":"hunter2"}}""";
        await using StoreWorkspace store = await StoreWorkspace.CreateAsync();
        var vault = FaultyServer.Answering(200, Lease);
        await using (vault)
        {
            await store.ExportFromVaultAsync(vault.Address);
            RunResult ended = await store.RunAsync("store", "clear", "--revoke", "--verbose");

            ended.ExitCode.ShouldBe(0);
            ended.Error.ShouldContain($"vault: ended 1 lease at {vault.Address}/");
            Extensions(store).ShouldNotContain(".credential");
            await store.ExportFromVaultAsync(vault.Address);
        }

        RunResult kept = await store.RunAsync("store", "clear", "--revoke");

        kept.ExitCode.ShouldBe(1);
        kept.Error.ShouldContain(
            "error: The credential of plugin 'vault' for stack 'dev' was not revoked, and is not removed: Vault at");
        kept.Error.ShouldNotContain("hunter2");
        Extensions(store).ShouldContain(".credential");
        (await store.RunAsync("store", "clear")).ExitCode.ShouldBe(0);
        Extensions(store).ShouldNotContain(".credential");
    }

    [Fact]
    public async Task StoreClear_RevokeOfWhatHasNoRevocation_SaysSo()
    {
        await using StoreWorkspace store = await StoreWorkspace.CreateAsync();
        await store.ExportAsync();

        RunResult cleared = await store.RunAsync("store", "clear", "--revoke");

        cleared.ShouldBe(new RunResult(
            0, "", "p5env: warning: sso: removed without a revocation. Only vault, and aws with a login of its own, "
            + "create something that P5 can end. The protocol of plugins has no revocation. End these credentials at "
            + "their issuer.\n"));
        Extensions(store).ShouldNotContain(".credential");
    }

    private static string[] Extensions(StoreWorkspace store) => [.. store.Files.Select(Path.GetExtension).Order()!];

    /// <summary>Reads what a process reports until it waits for another one; "" if it ends without.</summary>
    private static async Task<string> WaitsAsync(Process shell)
    {
        while (await shell.StandardError.ReadLineAsync().WaitAsync(TestTimeout.Default) is { } line)
        {
            if (line.Contains("waiting for the login"))
            {
                return line;
            }
        }

        return "";
    }

    private static async Task AtLeastAsync(Task<string>[] waits, int count)
    {
        await foreach (Task<string> wait in Task.WhenEach(waits))
        {
            (await wait).ShouldContain("waiting for the login");
            if (--count == 0)
            {
                return;
            }
        }
    }
}
