using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text;

namespace P5.Host.Tests;

/// <summary>Several hosts, as in several processes, which share a store.</summary>
[Trait("Category", "Hostile")]
public sealed class StoredLoginTests : IAsyncLifetime
{
    private const string Secret = "hunter2-stored";

    private readonly TestHost _first = new(options => options with { PassphraseIterations = 1 });
    private readonly List<P5Host> _hosts = [];
    private int _questions;

    private string Folder => _first.Host.Store.Directory;

    private string[] Files => [.. Directory.GetFiles(Folder).Select(file => Path.GetExtension(file)).Order()];

    public async ValueTask InitializeAsync()
    {
        _first.Write($$"""
            [plugins.sso]
            @recorder
            config = { "env.TOKEN" = "{{Secret}}", pid = "PID", ttl = "3600" }
            """);
        await _first.Host.Store.EnableAsync(TestStore.Backend, AskAsync, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (P5Host host in _hosts)
        {
            await host.DisposeAsync();
        }

        await _first.DisposeAsync();
    }

    [Fact]
    public async Task Authenticate_LoginOfAnotherProcess_IsUsed()
    {
        AuthenticationResult login = await AskAsync(_first.Host);
        _first.Clock.Advance(TimeSpan.FromMinutes(10));
        AuthenticationResult stored = await AskAsync(NewHost());

        login.FromCache.ShouldBeFalse();
        stored.FromCache.ShouldBeTrue();
        stored.Warnings.ShouldBeEmpty();
        stored.Variables().ShouldBe(login.Variables());
        stored.Credential!.ObtainedAt.ShouldBe(login.Credential!.ObtainedAt);
        stored.Credential.ExpiresAt.ShouldBe(login.Credential.ExpiresAt);
        _first.ProcessIds().ShouldHaveSingleItem();
    }

    // On Windows, no file can have these names.
    [Theory]
    [InlineData("NUL", "con")]
    [InlineData("com1.x", "AUX")]
    public async Task Authenticate_NamesOfDevices_AreNamesOfPluginsAndStacks(string plugin, string stack)
    {
        _first.WriteStack(stack, "config: {}\n");
        _first.Write($$"""
            [plugins."{{plugin}}"]
            @recorder
            config = { "env.TOKEN" = "{{Secret}}", ttl = "3600" }
            """);

        AuthenticationResult login = await AskAsync(_first.Host, stack: stack);
        AuthenticationResult stored = await AskAsync(NewHost(), stack: stack);

        login.Variables()["TOKEN"].ShouldBe(Secret);
        stored.FromStore.ShouldBeTrue();
        new StackSelector().List(_first.Workspace.Root).Select(found => found.Name).ShouldContain(stack);
    }

    [Fact]
    public async Task Authenticate_BuiltInCommandWithALifetime_IsStored()
    {
        Tool.Require("sh");
        _first.Write("""
            [plugins.a]
            builtin = "command"
            [plugins.a.config]
            command = ["sh", "-c", "echo x >>runs; echo A=1"]
            lifetime = "1h"
            """);

        await AskAsync(_first.Host);
        AuthenticationResult stored = await AskAsync(NewHost());

        stored.FromCache.ShouldBeTrue();
        stored.Variables()["A"].ShouldBe("1");
        File.ReadAllLines(Path.Combine(_first.Load("dev").WorkspaceDirectory, "runs")).ShouldBe(["x"]);
    }

    [Fact]
    public async Task Remove_OfAStack_LeavesTheOthers()
    {
        await AskAsync(_first.Host);
        await AskAsync(_first.Host, stack: "prod");

        _first.Host.Store.Remove("sso", "prod").ShouldBe(1);

        _first.Host.Store.List().Select(stored => stored.Stack).ShouldBe(["dev"]);
    }

    [Fact]
    public async Task Authenticate_SecondCallOfAProcess_AsksForThePassphraseOnce()
    {
        Assert.SkipWhen(Wine.IsRunning, Wine.HasNoPassphrases);
        await AskAsync(_first.Host);
        P5Host second = NewHost();
        _questions = 0;

        await AskAsync(second);
        await AskAsync(second, stack: "prod");

        _questions.ShouldBe(1);
    }

    [Fact]
    public async Task Authenticate_Stored_HasNoValueOnTheDisk()
    {
        await AskAsync(_first.Host);

        Files.ShouldBe([".credential", ".json", ".key"]);
        foreach (string file in Directory.GetFiles(Folder))
        {
            Encoding.Latin1.GetString(File.ReadAllBytes(file)).ShouldNotContain("hunter2", Case.Insensitive, file);
        }
    }

    [Theory]
    [InlineData("ttl = \"0\"")]
    [InlineData("ttl = \"-1\"")]
    [InlineData("fail = \"no\"")]
    public async Task Authenticate_NothingWithALifetime_IsNotStored(string setting)
    {
        _first.Write($"[plugins.sso]\n@recorder\nconfig = {{ {setting} }}\n");

        await AskAsync(_first.Host);

        Files.ShouldBe([".json", ".key"]);
    }

    // The file is of this process, and ends with it.
    [Fact]
    public async Task Authenticate_AnswerHasThePathOfAFile_IsNotStored()
    {
        _first.Write("""
            order = ["env"]
            [plugins.env]
            files = ["P5T_FILE"]
            config = { vars = { P5T_FILE = "content" } }
            [plugins.next]
            @recorder
            config = { inherited = "P5T_FILE", ttl = "3600" }
            """);

        AuthenticationResult[] results = await _first.Host
            .AuthenticateAsync(_first.Load(), new AuthenticationOptions { AskSecret = AskAsync })
            .ToArrayAsync(CancellationToken.None).AsTask().WaitAsync(TestTimeout.Default);

        results[1].Error.ShouldBeNull();
        Files.ShouldNotContain(".credential");
    }

    [Fact]
    public async Task Authenticate_StoreFalse_IsNotStored()
    {
        _first.Write("[plugins.sso]\n@recorder\nstore = false\nconfig = { ttl = \"60\" }\n");

        await AskAsync(_first.Host);

        Files.ShouldBe([".json", ".key"]);
    }

    [Fact]
    public async Task Authenticate_StoreTrueInARepository_DoesNotTurnItOn()
    {
        await _first.Host.Store.DisableAsync(removeSecrets: false, CancellationToken.None);
        _first.Write("[plugins.sso]\n@recorder\nstore = true\nconfig = { ttl = \"60\" }\n");

        await AskAsync(_first.Host);

        Files.ShouldBeEmpty();
        _questions.ShouldBe(
            TestStore.Backend == StoreBackend.Passphrase ? 2 : 0,
            "the new passphrase and its repetition, when it was turned on");
    }

    [Fact]
    public async Task Authenticate_OtherStackConfigurationOrExecutable_IsAnotherLogin()
    {
        await AskAsync(_first.Host);

        (await AskAsync(NewHost(), stack: "prod")).FromCache.ShouldBeFalse();
        _first.Write($$"""
            [plugins.sso]
            @recorder
            config = { "env.TOKEN" = "{{Secret}}", pid = "PID", ttl = "3600", more = "1" }
            """);
        (await AskAsync(NewHost())).FromCache.ShouldBeFalse();

        Files.Count(extension => extension == ".credential").ShouldBe(3);
    }

    [Fact]
    public async Task Authenticate_Expired_IsAskedAgainAndDeleted()
    {
        await AskAsync(_first.Host);
        _first.Clock.Advance(TimeSpan.FromHours(1));

        (await AskAsync(NewHost(), stack: "prod")).FromCache.ShouldBeFalse();
        (await AskAsync(NewHost())).FromCache.ShouldBeFalse();

        Files.Count(extension => extension == ".credential").ShouldBe(2, "the login for prod deleted the old one");
    }

    [Fact]
    public async Task Authenticate_ClockSetBack_IsAskedAgain()
    {
        await AskAsync(_first.Host);
        _first.Clock.SetClock(TimeSpan.FromDays(-1));

        (await AskAsync(NewHost())).FromCache.ShouldBeFalse();
    }

    // The cache of the process measures the lifetime from the answer on, not from the time when it was read.
    [Fact]
    public async Task Authenticate_ClockSetBackAfterReading_DoesNotProlongTheLifetime()
    {
        await AskAsync(_first.Host);
        _first.Clock.Advance(TimeSpan.FromMinutes(50));
        P5Host second = NewHost();
        (await AskAsync(second)).FromCache.ShouldBeTrue();

        _first.Clock.SetClock(TimeSpan.FromMinutes(-45));
        _first.Clock.Advance(TimeSpan.FromMinutes(15));

        second.Credentials.Find(_first.Load().Plugins["sso"], second.Credentials.List().Single().Context)
            .ShouldBeNull();
    }

    [Fact]
    public async Task Authenticate_ForceOrTooShortALifetime_IsALogin()
    {
        await AskAsync(_first.Host);
        P5Host second = NewHost();

        (await AskAsync(second, new() { Force = true, AskSecret = AskAsync })).FromCache.ShouldBeFalse();
        (await AskAsync(NewHost(), new() { MinimumLifetime = TimeSpan.FromHours(2), AskSecret = AskAsync }))
            .FromCache.ShouldBeFalse();
    }

    [Fact]
    public async Task Authenticate_AnotherProcessLogsIn_WaitsAndUsesItsAnswer()
    {
        using var gate = new Gate();
        _first.Write($$"""
            [plugins.sso]
            @recorder
            config = { "env.TOKEN" = "{{Secret}}", gate = "{{gate.Port}}", ttl = "60" }
            """);
        Task<AuthenticationResult> login = AskAsync(_first.Host);
        using Gate.Visitor visitor = await gate.ArrivedAsync();
        var waits = new TaskCompletionSource<LockHolder>();
        Task<AuthenticationResult> other = AskAsync(NewHost(), new()
        {
            AskSecret = AskAsync,
            Waiting = (_, holder) => waits.TrySetResult(holder!),
        });
        (await waits.Task.WaitAsync(TestTimeout.Default)).ProcessId.ShouldBe(System.Environment.ProcessId);

        visitor.Release();

        (await login).FromCache.ShouldBeFalse();
        (await other).FromCache.ShouldBeTrue();
        gate.HasVisitor.ShouldBeFalse();
        _first.ProcessIds().ShouldHaveSingleItem();
        Files.ShouldBe([".credential", ".json", ".key"], "no lock is left");
    }

    [Fact]
    public async Task Authenticate_WaitExceedsTheTimeout_IsAnErrorThatNamesTheProcess()
    {
        using var gate = new Gate();
        using var cancellation = new CancellationTokenSource();
        _first.Write($"[plugins.sso]\n@recorder\nconfig = {{ gate = '{gate.Port}', ttl = '60' }}\n");
        Task<AuthenticationResult> login = AskAsync(_first.Host, cancellationToken: cancellation.Token);
        using Gate.Visitor visitor = await gate.ArrivedAsync();

        AuthenticationResult other = await AskAsync(NewHost(TimeProvider.System), new()
        {
            AskSecret = AskAsync,
            Timeout = TimeSpan.FromMilliseconds(1),
        });

        other.Error.ShouldNotBeNull().ErrorId.ShouldBe(ErrorIds.PluginTimeout);
        other.Error.Message.ShouldContain($"process {System.Environment.ProcessId} (");
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(login);
    }

    [Theory]
    [InlineData("flipped")]
    [InlineData("truncated")]
    [InlineData("empty")]
    [InlineData("swapped")]
    [InlineData("folder")]
    public async Task Authenticate_DamagedFile_IsSaidOnceAndLeadsToALogin(string damage)
    {
        await AskAsync(_first.Host);
        string file = Directory.GetFiles(Folder, "*.credential").Single();
        byte[] content = await File.ReadAllBytesAsync(file);
        switch (damage)
        {
            case "flipped":
                content[^1] ^= 1;
                await File.WriteAllBytesAsync(file, content);
                break;
            case "truncated":
                await File.WriteAllBytesAsync(file, content[..(content.Length / 2)]);
                break;
            case "empty":
                await File.WriteAllBytesAsync(file, []);
                break;
            case "swapped":
                await AskAsync(_first.Host, stack: "prod");
                File.Copy(Directory.GetFiles(Folder, "*.credential").Single(other => other != file), file, true);
                break;
            default:
                File.Delete(file);
                Directory.CreateDirectory(file);
                break;
        }

        AuthenticationResult result = await AskAsync(NewHost());

        result.FromCache.ShouldBeFalse();
        result.Variables()["TOKEN"].ShouldBe(Secret);
        P5Exception warning = result.Warnings.ShouldHaveSingleItem();
        warning.ErrorId.ShouldBe(ErrorIds.StoreUnusable);
        warning.Message.ShouldContain(Folder);
        if (damage != "folder")
        {
            Files.ShouldContain(".damaged");
            AuthenticationResult next = await AskAsync(NewHost());
            next.FromCache.ShouldBeTrue();
            next.Warnings.ShouldBeEmpty();
        }
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Authenticate_FileOthersCanWrite_IsNotUsed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has an access list on the folder.");
        await AskAsync(_first.Host);
        string file = Directory.GetFiles(Folder, "*.credential").Single();
        File.SetUnixFileMode(file, File.GetUnixFileMode(file) | UnixFileMode.OtherWrite);

        AuthenticationResult result = await AskAsync(NewHost());

        result.FromCache.ShouldBeFalse();
        result.Warnings.ShouldHaveSingleItem().Message.ShouldContain("Other users can write to");
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Authenticate_KeyOthersCanWrite_IsNotUsed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has an access list on the folder.");
        string key = Directory.GetFiles(Folder, "*.key").Single();
        File.SetUnixFileMode(key, File.GetUnixFileMode(key) | UnixFileMode.OtherWrite);

        AuthenticationResult result = await AskAsync(NewHost());

        result.Credential.ShouldNotBeNull();
        result.Warnings.ShouldHaveSingleItem().Message.ShouldBe($"Other users can write to {key}, so it is not used.");
        Files.ShouldNotContain(".credential");
    }

    [Fact]
    public async Task Authenticate_KeyOfAnotherUser_IsNotUsed()
    {
        Assert.SkipWhen(TestUser.Obstacle is not null, TestUser.Obstacle ?? "");
        using var stranger = TestUser.Create();
        string key = Directory.GetFiles(Folder, "*.key").Single();
        (await Programs.RunAsync(new ProcessStartInfo("chown", [stranger.Id, key]))).ShouldSucceed();

        AuthenticationResult result = await AskAsync(NewHost());

        result.Credential.ShouldNotBeNull();
        result.Warnings.ShouldHaveSingleItem().Message.ShouldBe($"Another user owns {key}, so it is not used.");
    }

    [Theory]
    [InlineData("pipe")]
    [InlineData("folder")]
    public async Task Authenticate_LockIsNotAFile_IsAWarning(string kind)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no pipe of that kind.");
        await AskAsync(_first.Host);
        string file = Directory.GetFiles(Folder, "*.credential").Single();
        string lockFile = Path.ChangeExtension(file, ".lock");
        File.Delete(file);
        await PlaceAsync(kind, lockFile);

        AuthenticationResult result = await AskAsync(NewHost());

        result.Variables()["TOKEN"].ShouldBe(Secret);
        P5Exception warning = result.Warnings.ShouldHaveSingleItem();
        warning.ErrorId.ShouldBe(ErrorIds.StoreUnusable);
        warning.Message.ShouldContain(lockFile);
        (await AskAsync(NewHost(), stack: "prod")).Warnings.ShouldBeEmpty("it is the lock of another credential");
    }

    [Fact]
    public async Task Authenticate_FileOfAnotherUser_IsNotUsed()
    {
        Assert.SkipWhen(TestUser.Obstacle is not null, TestUser.Obstacle ?? "");
        using var stranger = TestUser.Create();
        await AskAsync(_first.Host);
        string file = Directory.GetFiles(Folder, "*.credential").Single();
        (await Programs.RunAsync(new ProcessStartInfo("chown", [stranger.Id, file]))).ShouldSucceed();

        AuthenticationResult result = await AskAsync(NewHost());

        result.FromCache.ShouldBeFalse();
        result.Warnings.ShouldHaveSingleItem().Message.ShouldContain("Another user owns");
        (await AskAsync(NewHost())).Warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Authenticate_WrongPassphrase_IsSaidOnceAndLeadsToALogin()
    {
        Assert.SkipWhen(Wine.IsRunning, Wine.HasNoPassphrases);
        await AskAsync(_first.Host);
        P5Host second = NewHost();
        var options = new AuthenticationOptions { AskSecret = (_, _) => Task.FromResult<string?>("wrong") };

        AuthenticationResult result = await AskAsync(second, options);
        AuthenticationResult next = await AskAsync(second, options with { Force = true });

        result.FromCache.ShouldBeFalse();
        result.Warnings.ShouldHaveSingleItem().Message.ShouldContain("the passphrase was wrong three times");
        result.Warnings[0].RecommendedAction.ShouldStartWith("Try again with Test-P5CredentialStore ");
        result.Warnings[0].RecommendedAction.ShouldNotContain("Enable-P5CredentialStore");
        next.Warnings.ShouldBeEmpty();
        Files.ShouldBe([".credential", ".json", ".key"], "nothing is moved aside");
    }

    [Fact]
    public async Task Authenticate_NoOneToAskForThePassphrase_SaysWhatToDo()
    {
        Assert.SkipWhen(Wine.IsRunning, Wine.HasNoPassphrases);
        AuthenticationResult result = await AskAsync(NewHost(), new AuthenticationOptions());

        result.Credential.ShouldNotBeNull();
        P5Exception warning = result.Warnings.ShouldHaveSingleItem();
        warning.Message.ShouldContain("not interactive");
        warning.RecommendedAction.ShouldContain("Enable-P5CredentialStore -Backend");
    }

    [Fact]
    public async Task Authenticate_SettingIsDamaged_IsAWarning()
    {
        await File.WriteAllTextAsync(Path.Combine(Folder, "settings.json"), "{");

        AuthenticationResult result = await AskAsync(NewHost());

        result.Credential.ShouldNotBeNull();
        result.Warnings.ShouldHaveSingleItem().Message.ShouldContain("settings.json is not valid");
    }

    [Fact]
    public async Task Disable_StoreOfOtherProcesses_TheyLogInAndStoreNothing()
    {
        P5Host second = NewHost();
        await AskAsync(second);

        await _first.Host.Store.DisableAsync(removeSecrets: false, CancellationToken.None);
        AuthenticationResult result = await AskAsync(second, new() { Force = true, AskSecret = AskAsync });

        result.FromCache.ShouldBeFalse();
        result.Warnings.ShouldBeEmpty();
        Directory.GetFiles(Folder).ShouldBeEmpty();
        second.Store.Backend.ShouldBeNull();
    }

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("""{ "Backend": "Passphrase", "Id": null }""")]
    public async Task Disable_SettingIsDamaged_RemovesEverything(string setting)
    {
        await AskAsync(_first.Host);
        await File.WriteAllTextAsync(Path.Combine(Folder, "settings.json"), setting);

        await NewHost().Store.DisableAsync(removeSecrets: false, CancellationToken.None);

        Files.ShouldBeEmpty();
        NewHost().Store.Backend.ShouldBeNull();
    }

    [Fact]
    public async Task Disable_DamagedSettingOfAKeyElsewhere_RemovesTheFilesAndSaysWhatIsLeft()
    {
        await AskAsync(_first.Host);
        File.Delete(Directory.GetFiles(Folder, "*.key").Single());
        await File.WriteAllTextAsync(Path.Combine(Folder, "settings.json"), "{");

        P5Exception error = await Should.ThrowAsync<P5Exception>(
            NewHost().Store.DisableAsync(removeSecrets: false, CancellationToken.None));

        error.Message.ShouldStartWith("The credential store is off, and its files are removed. Its key was not: ");
        Files.ShouldBeEmpty();
        await NewHost().Store.DisableAsync(removeSecrets: false, CancellationToken.None);
    }

    [Fact]
    public async Task Disable_SettingIsAFolder_RemovesTheRest()
    {
        await AskAsync(_first.Host);
        string settings = Path.Combine(Folder, "settings.json");
        File.Delete(settings);
        Directory.CreateDirectory(settings);

        P5Exception error = await Should.ThrowAsync<P5Exception>(
            NewHost().Store.DisableAsync(removeSecrets: false, CancellationToken.None));

        error.ErrorId.ShouldBe(ErrorIds.StoreUnusable);
        error.Message.ShouldContain(settings);
        Files.ShouldBeEmpty();
        (await AskAsync(NewHost())).Warnings.ShouldHaveSingleItem("it is not silently off")
            .ErrorId.ShouldBe(ErrorIds.StoreUnusable);
    }

    // As on a full disk.
    [Fact]
    public async Task Disable_LockCannotBeCreated_RemovesEverything()
    {
        await AskAsync(_first.Host);
        Directory.CreateDirectory(Path.Combine(Folder, "settings.lock"));

        await NewHost().Store.DisableAsync(removeSecrets: false, CancellationToken.None);

        Files.ShouldBeEmpty();
    }

    [Fact]
    public async Task Remove_OnePlugin_LeavesTheOthers()
    {
        _first.Write(
            "[plugins.a]\n@recorder\nconfig = { ttl = '60' }\n[plugins.b]\n@recorder\nconfig = { ttl = '60' }\n");
        await _first.AskAsync(options: new() { AskSecret = AskAsync });

        NewHost().Store.Remove("a").ShouldBe(1);

        _first.Host.Store.List().ShouldHaveSingleItem().Plugin.ShouldBe("b");
        _first.Host.Store.Clear().ShouldBe(1);
        Files.ShouldBe([".json", ".key"]);
    }

    // The other tests have one iteration.
    [Fact]
    public async Task Enable_Passphrase_DerivesTheKeyWithManyIterations()
    {
        Assert.SkipWhen(Wine.IsRunning, Wine.HasNoPassphrases);
        await using var host = new TestHost();

        await host.Host.Store.EnableAsync(StoreBackend.Passphrase, AskAsync, CancellationToken.None);

        byte[] key = await File.ReadAllBytesAsync(Directory.GetFiles(host.Host.Store.Directory, "*.key").Single());
        BinaryPrimitives.ReadInt32LittleEndian(key).ShouldBe(600_000);
    }

    [Fact]
    public async Task Enable_Again_KeepsWhatIsStored()
    {
        await AskAsync(_first.Host);

        await NewHost().Store.EnableAsync(TestStore.Backend, AskAsync, CancellationToken.None);

        (await AskAsync(NewHost())).FromCache.ShouldBeTrue();
    }

    // It has another name than the old key, which stays until the new one is there.
    [Fact]
    public async Task Enable_KeyCannotBeWritten_KeepsTheOldStore()
    {
        Assert.SkipWhen(Wine.IsRunning, Wine.HasNoPassphrases);
        await AskAsync(_first.Host);
        string key = Directory.GetFiles(Folder, "*.key").Single();
        File.Move(key, key + ".away");
        int question = 0;

        await Should.ThrowAsync<P5Exception>(NewHost().Store.EnableAsync(
            StoreBackend.Passphrase,
            (_, _) => Task.FromResult<string?>($"another each time {question++}"),
            CancellationToken.None));

        File.Move(key + ".away", key);
        (await AskAsync(NewHost())).FromCache.ShouldBeTrue();
    }

    [Theory]
    [InlineData(StoreBackend.Passphrase)]
    [InlineData(null)]
    public async Task Enable_AnotherProcessChangesTheStoreMeanwhile_DoesNotWaitAndAsksForItsPassphrase(
        StoreBackend? changedTo)
    {
        Assert.SkipWhen(Wine.IsRunning, Wine.HasNoPassphrases);
        await _first.Host.Store.DisableAsync(removeSecrets: false, CancellationToken.None);
        var asked = new TaskCompletionSource();
        var answer = new TaskCompletionSource<string?>();
        var prompts = new List<string>();
        Task<StoreBackend> slow = NewHost().Store.EnableAsync(
            StoreBackend.Passphrase,
            (prompt, _) =>
            {
                prompts.Add(prompt);
                asked.TrySetResult();
                return answer.Task;
            },
            CancellationToken.None);
        await asked.Task.WaitAsync(TestTimeout.Default);

        CredentialStore other = NewHost().Store;
        await other.EnableAsync(StoreBackend.Passphrase, AskAsync, CancellationToken.None)
            .WaitAsync(TestTimeout.Default);
        if (changedTo is null)
        {
            await other.DisableAsync(removeSecrets: false, CancellationToken.None).WaitAsync(TestTimeout.Default);
        }

        answer.SetResult("open sesame");
        await slow.WaitAsync(TestTimeout.Default);

        prompts.Count(prompt => prompt.StartsWith("Passphrase")).ShouldBe(changedTo is null ? 0 : 1);
        Files.ShouldBe([".json", ".key"]);
        (await AskAsync(NewHost())).Warnings.ShouldBeEmpty();
        (await AskAsync(NewHost())).FromCache.ShouldBeTrue();
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task List_FileThatCannotBeRead_IsLeftOutAndCleared()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no pipe of that kind.");
        await AskAsync(_first.Host);
        File.CreateSymbolicLink(Path.Combine(Folder, "x.credential"), "/dev/zero");

        _first.Host.Store.List().ShouldHaveSingleItem();
        (await AskAsync(NewHost(), stack: "prod")).Warnings.ShouldBeEmpty();
        NewHost().Store.Clear().ShouldBe(3);
    }

    [Fact]
    public async Task Enable_BackendOfAnotherSystem_NamesThoseOfThisOne()
    {
        StoreBackend other = OperatingSystem.IsWindows() ? StoreBackend.Keychain : StoreBackend.Dpapi;

        P5Exception error = await Should.ThrowAsync<P5Exception>(
            NewHost().Store.EnableAsync(other, AskAsync, CancellationToken.None));

        error.ErrorId.ShouldBe(ErrorIds.StoreUnusable);
        error.Message.ShouldContain(nameof(StoreBackend.Passphrase));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Files_OnUnix_AreTheUsersAlone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has an access list on the folder.");
        await AskAsync(_first.Host);

        File.GetUnixFileMode(Folder)
            .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (string file in Directory.GetFiles(Folder))
        {
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, file);
        }
    }

    [Fact]
    [SupportedOSPlatform("windows")]
    public void Folder_OnWindows_IsTheUsersAlone()
    {
        Assert.SkipUnless(OperatingSystem.IsWindows(), "only Windows has access control lists");

        AccessList.OthersOf(Folder).ShouldBeEmpty();
        AccessList.OthersOf(Path.GetDirectoryName(Folder)!).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("*.credential")]
    [InlineData("*.key")]
    [InlineData("settings.json")]
    [SupportedOSPlatform("windows")]
    public async Task Authenticate_FileEveryoneCanWriteOnWindows_IsNotUsed(string pattern)
    {
        Assert.SkipUnless(OperatingSystem.IsWindows(), "only Windows has access control lists");
        await AskAsync(_first.Host);
        string file = Directory.GetFiles(Folder, pattern).Single();
        AccessList.AllowEveryone(file);

        AuthenticationResult result = await AskAsync(NewHost());

        result.Credential.ShouldNotBeNull();
        result.FromCache.ShouldBeFalse();
        result.Warnings.ShouldHaveSingleItem().Message.ShouldContain($"Other users can write to {file}");
    }

    private static async Task PlaceAsync(string kind, string path)
    {
        if (kind == "folder")
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            await Tool.RunAsync("mkfifo", path);
        }
    }

    private async Task<AuthenticationResult> AskAsync(
        P5Host host,
        AuthenticationOptions? options = null,
        string stack = "dev",
        CancellationToken cancellationToken = default) =>
        (await host.AuthenticateAsync(
            _first.Load(stack), options ?? new() { AskSecret = AskAsync }, cancellationToken)
            .ToListAsync(CancellationToken.None).AsTask().WaitAsync(TestTimeout.Default, CancellationToken.None))
        .ShouldHaveSingleItem();

    private Task<string?> AskAsync(string prompt, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _questions);
        return Task.FromResult<string?>("open sesame");
    }

    private P5Host NewHost(TimeProvider? clock = null)
    {
        var host = new P5Host(new P5HostOptions
        {
            TimeProvider = clock ?? _first.Clock,
            Environment = new MemoryEnvironment(),
            StateDirectory = _first.Workspace.PathOf("state"),
            PassphraseIterations = 1,
        });
        _hosts.Add(host);
        return host;
    }
}
