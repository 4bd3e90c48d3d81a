using System.Text;
using System.Text.Json;

namespace P5.Host.Tests;

/// <summary>The user's secrets: a host for each process, which share a store.</summary>
[Trait("Category", "Hostile")]
public sealed class UserSecretsTests : IAsyncLifetime
{
    private const string Secret = "hunter2-passphrase";

    private readonly TestHost _first = new();
    private readonly List<P5Host> _hosts = [];
    private int _questions;

    private CredentialStore Store => _first.Host.Store;

    private string Repository => _first.Workspace.Root;

    public async ValueTask InitializeAsync()
    {
        await Store.EnableAsync(TestStore.Backend, AskAsync, CancellationToken.None);
        _first.Write("""
            [plugins.pulumi.config]
            backend = "s3://shop"
            passphrase = "secret:shop/dev"
            """);
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
    public async Task Authenticate_InTheFolderOfTheSecret_UsesIt()
    {
        await SetAsync(Secret);

        AuthenticationResult result = await CallAsync(NewHost());

        result.Variables().ShouldBe(
            [new("PULUMI_BACKEND_URL", "s3://shop"), new("PULUMI_CONFIG_PASSPHRASE", Secret)], ignoreOrder: true);
        foreach (string file in Directory.GetFiles(Store.Directory))
        {
            Encoding.Latin1.GetString(File.ReadAllBytes(file)).ShouldNotContain("hunter2", Case.Insensitive, file);
        }
    }

    [Fact]
    public async Task Authenticate_AfterTheSecretWasStoredAnew_UsesTheNewOne()
    {
        await SetAsync("old");
        await CallAsync(_first.Host);
        bool isCached = (await CallAsync(_first.Host)).FromCache;

        await NewHost().Store.Secrets.SetAsync(
            "shop/dev", "newer", [Repository], force: false, AskAsync, CancellationToken.None);
        AuthenticationResult result = await CallAsync(_first.Host);

        isCached.ShouldBeTrue();
        result.FromCache.ShouldBeFalse();
        result.Variables()["PULUMI_CONFIG_PASSPHRASE"].ShouldBe("newer");
    }

    // A downloaded repository names a secret of another one.
    [Fact]
    public async Task Authenticate_InAnotherFolder_IsRefused()
    {
        Directory.CreateDirectory(_first.Workspace.PathOf("mine"));
        await Store.Secrets.SetAsync(
            "shop/dev", Secret, [_first.Workspace.PathOf("mine")], force: false, AskAsync, CancellationToken.None);

        P5Exception error = (await CallAsync(_first.Host)).Error.ShouldNotBeNull();

        error.ErrorId.ShouldBe(ErrorIds.SecretNotAllowed);
        error.PluginName.ShouldBe("pulumi");
        error.Message.ShouldBe(
            $"Plugin 'pulumi': Secret 'shop/dev' is not for {Repository}: you have stored it for "
            + $"{_first.Workspace.PathOf("mine")}.");
        error.RecommendedAction.ShouldContain("Set-P5Secret shop/dev -Force -Path");
    }

    [Theory]
    [InlineData("a/shop", "a", true)]
    [InlineData("a/shop", "a/shop", true)]
    [InlineData("a/shop", "a/shop/infra", false)]
    [InlineData("ab", "a", false)]
    [InlineData("tree", "a", true)]
    [InlineData("fake", "a", false)]
    [InlineData("link", "a", true)]
    [InlineData("dl/infra", "a", false)]
    [InlineData("dl/infra", "dl", false)]
    [InlineData("dl/nested/infra", "a", false)]
    [InlineData("dl/tree", "a", true)]
    public void FindForeignFolder_WorkspaceAndFolder_FollowsLinksAndWorktrees(
        string workspace, string folder, bool isFor)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a right there.");
        TemporaryWorkspace files = _first.Workspace;
        foreach (string name in new[]
        {
            "a/shop/infra", "a/shop/.git/worktrees/tree", "ab", "tree", "fake", "dl/.git", "dl/nested",
        })
        {
            Directory.CreateDirectory(files.PathOf(name));
        }

        // The hostile p5.toml in dl configures a workspace of another repository.
        files.Write("dl/p5.toml", "");
        Directory.CreateSymbolicLink(files.PathOf("dl/infra"), files.PathOf("a/shop/infra"));
        Directory.CreateSymbolicLink(files.PathOf("dl/nested/infra"), files.PathOf("a/shop/infra"));
        Directory.CreateSymbolicLink(files.PathOf("dl/tree"), files.PathOf("tree"));
        Directory.CreateSymbolicLink(files.PathOf("link"), files.PathOf("a/shop"));
        files.Write("a/shop/.git/worktrees/tree/commondir", "../..\n");
        files.Write("a/shop/.git/worktrees/tree/gitdir", files.PathOf("tree/.git") + "\n");
        files.Write("tree/.git", $"gitdir: {files.PathOf("a/shop/.git/worktrees/tree")}\n");
        files.Write("fake/.git", $"gitdir: {files.PathOf("a/shop/.git/worktrees/tree")}\n");
        var secret = new StoredSecret { Name = "a", Folders = [files.PathOf(folder)], SetAt = default };

        (secret.FindForeignFolder(files.PathOf(workspace)) is null).ShouldBe(isFor);
    }

    // A downloaded repository has a link to a workspace of another one, which may use the secret.
    [Fact]
    public async Task Authenticate_P5TomlOfAnotherFolder_IsRefused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a right there.");
        TemporaryWorkspace files = _first.Workspace;
        Array.ForEach(["shop/infra", "dl/.git"], name => Directory.CreateDirectory(files.PathOf(name)));
        files.Write("dl/p5.toml", File.ReadAllText(files.PathOf("p5.toml")));
        Directory.CreateSymbolicLink(files.PathOf("dl/infra"), files.PathOf("shop/infra"));
        await Store.Secrets.SetAsync(
            "shop/dev", Secret, [files.PathOf("shop")], force: false, AskAsync, CancellationToken.None);

        AuthenticationResult result = await _first.Host
            .AuthenticateAsync(
                ConfigurationLoader.Load(files.PathOf("dl/infra"), "dev"),
                new AuthenticationOptions { AskSecret = AskAsync })
            .SingleAsync(CancellationToken.None);

        P5Exception error = result.Error.ShouldNotBeNull();
        error.ErrorId.ShouldBe(ErrorIds.SecretNotAllowed);
        error.Message.ShouldBe(
            $"Plugin 'pulumi': Secret 'shop/dev' is not for {files.PathOf("dl")}, whose p5.toml configures "
            + $"{files.PathOf("dl/infra")}: you have stored it for {files.PathOf("shop")}.");
    }

    [Fact]
    public async Task Authenticate_NoSuchSecret_SaysHowToStoreIt()
    {
        P5Exception error = (await CallAsync(_first.Host)).Error.ShouldNotBeNull();

        error.ErrorId.ShouldBe(ErrorIds.SecretNotFound);
        error.Message.ShouldBe("Plugin 'pulumi': The credential store has no secret 'shop/dev'.");
        error.RecommendedAction.ShouldStartWith(
            "Store it with Set-P5Secret shop/dev or 'p5env secret set shop/dev', or correct the name.");
    }

    [Fact]
    public async Task Authenticate_StoreIsOff_SaysHowToTurnItOn()
    {
        await Store.DisableAsync(removeSecrets: false, CancellationToken.None);

        P5Exception error = (await CallAsync(_first.Host)).Error.ShouldNotBeNull();

        error.ErrorId.ShouldBe(ErrorIds.StoreUnusable);
        error.Message.ShouldBe("Plugin 'pulumi': The credential store is off, and secrets are stored there.");
        error.RecommendedAction.ShouldBe("Run Enable-P5CredentialStore or 'p5env store enable'.");
    }

    [Fact]
    public async Task Authenticate_NoOneToAskForThePassphrase_FailsAtOnce()
    {
        Assert.SkipWhen(TestStore.Backend != StoreBackend.Passphrase, Wine.HasNoPassphrases);
        await SetAsync(Secret);

        AuthenticationResult result = await CallAsync(NewHost(), new AuthenticationOptions());

        result.Credential.ShouldBeNull();
        result.Error!.Message.ShouldContain("this session is not interactive");
    }

    [Fact]
    public async Task Authenticate_FileOfAnotherSecret_IsNotUsed_AndStays()
    {
        await SetAsync(Secret);
        await Store.Secrets.SetAsync("other", "x", [Repository], force: false, AskAsync, CancellationToken.None);
        string[] files = Directory.GetFiles(Store.Directory, "*.secret");
        byte[][] contents = [.. files.Select(File.ReadAllBytes)];
        File.WriteAllBytes(files[0], contents[1]);
        File.WriteAllBytes(files[1], contents[0]);

        P5Exception error = (await CallAsync(_first.Host)).Error.ShouldNotBeNull();

        error.ErrorId.ShouldBe(ErrorIds.StoreUnusable);
        error.Message.ShouldContain("cannot be read: it belongs to another secret.");
        Directory.GetFiles(Store.Directory, "*.secret").Length.ShouldBe(2);
    }

    // Also the folders: a file that names more of them is not used.
    [Fact]
    public async Task Authenticate_ChangedFile_IsNotUsed_AndStays()
    {
        Directory.CreateDirectory(_first.Workspace.PathOf("mine"));
        await Store.Secrets.SetAsync(
            "shop/dev", Secret, [_first.Workspace.PathOf("mine")], force: false, AskAsync, CancellationToken.None);
        string file = Directory.GetFiles(Store.Directory, "*.secret").ShouldHaveSingleItem();
        string text = Encoding.Latin1.GetString(File.ReadAllBytes(file));
        File.WriteAllBytes(file, Encoding.Latin1.GetBytes(text.Replace("mine", "    ")));

        P5Exception error = (await CallAsync(_first.Host)).Error.ShouldNotBeNull();

        error.ErrorId.ShouldBe(ErrorIds.StoreUnusable);
        error.Message.ShouldContain("cannot be read: it was changed, or written with another key.");
        File.Exists(file).ShouldBeTrue();
    }

    // As after a kill between the new file of a secret and the setting that names its key.
    [Fact]
    public async Task Secrets_FileOfAnotherKeyIsLeft_AreUsedAndListedOnceAndRemoved()
    {
        await SetAsync(Secret);
        string file = Directory.GetFiles(Store.Directory, "*.secret").ShouldHaveSingleItem();
        File.Copy(file, FileOfAnotherKey(file));

        AuthenticationResult result = await CallAsync(_first.Host);

        result.Credential.ShouldNotBeNull();
        Store.Secrets.List().ShouldHaveSingleItem().Name.ShouldBe("shop/dev");
        (await Store.Secrets.RemoveAsync("shop/dev", CancellationToken.None)).ShouldBeTrue();
        Directory.GetFiles(Store.Directory, "*.secret").ShouldBeEmpty();
    }

    [Fact]
    public async Task Clear_OfCredentials_LeavesSecrets()
    {
        await SetAsync(Secret);

        Store.Clear();
        Store.Remove("pulumi");

        NewHost().Store.Secrets.List().ShouldHaveSingleItem().Name.ShouldBe("shop/dev");
    }

    [Fact]
    public async Task Disable_WithSecrets_IsRefusedUnlessTheyAreToBeRemoved()
    {
        await SetAsync(Secret);

        P5Exception error = await Should.ThrowAsync<P5Exception>(
            () => NewHost().Store.DisableAsync(removeSecrets: false, CancellationToken.None));
        bool isOn = Store.Backend is not null;
        await NewHost().Store.DisableAsync(removeSecrets: true, CancellationToken.None);

        error.ErrorId.ShouldBe(ErrorIds.SecretWouldBeLost);
        error.Message.ShouldBe(
            "Turning the credential store off would remove your secrets shop/dev. Nothing was changed.");
        isOn.ShouldBeTrue();
        Directory.GetFiles(Store.Directory).ShouldBeEmpty();
    }

    [Fact]
    public async Task Enable_WithAnotherKey_EncryptsSecretsAnew()
    {
        Assert.SkipUnless(await HasKeyringAsync(), "no backend works here without a prompt");
        await SetAsync(Secret);

        await NewHost().Store.EnableAsync(StoreBackend.KernelKeyring, AskAsync, CancellationToken.None);
        AuthenticationResult result = await CallAsync(NewHost());
        await NewHost().Store.DisableAsync(removeSecrets: true, CancellationToken.None);

        result.Variables()["PULUMI_CONFIG_PASSPHRASE"].ShouldBe(Secret);
    }

    // The keyring is empty, for example after a restart of its service; one session still has the key in memory.
    [Fact]
    public async Task KeyIsGone_SecretOfTheSessionThatHasIt_IsEncryptedAnew()
    {
        await EnableKeyringAsync();
        await SetAsync(Secret);
        await LoseKeyAsync();
        P5Host second = NewHost();

        AuthenticationResult ofSecond = await CallAsync(second);
        AuthenticationResult ofFirst = await CallAsync(_first.Host, Forced());
        AuthenticationResult later = await CallAsync(second);

        ofSecond.Error!.ErrorId.ShouldBe(ErrorIds.StoreUnusable);
        ofSecond.Error.Message.ShouldContain("cannot be read: the key that encrypts it is no longer in use");
        ofFirst.Variables()["PULUMI_CONFIG_PASSPHRASE"].ShouldBe(Secret);
        later.Variables()["PULUMI_CONFIG_PASSPHRASE"].ShouldBe(Secret);
        Directory.GetFiles(Store.Directory, "*.secret").ShouldHaveSingleItem();
        await Store.DisableAsync(removeSecrets: true, CancellationToken.None);
    }

    [Fact]
    public async Task KeyIsGone_SecretSetByTheSessionThatHasIt_IsReadByTheOthers()
    {
        await EnableKeyringAsync();
        await SetAsync("old");
        await LoseKeyAsync();
        P5Host second = NewHost();
        await second.Store.Secrets.SetAsync(
            "other", "x", [Repository], force: false, AskAsync, CancellationToken.None);

        await SetAsync(Secret);
        AuthenticationResult ofSecond = await CallAsync(second);

        ofSecond.Variables()["PULUMI_CONFIG_PASSPHRASE"].ShouldBe(Secret);
        Directory.GetFiles(Store.Directory, "*.secret").Length.ShouldBe(2);
        await Store.DisableAsync(removeSecrets: true, CancellationToken.None);
    }

    [Fact]
    public async Task Enable_KeyOfTheSecretsIsGone_ChangesNothing()
    {
        await SetAsync(Secret);
        File.Delete(Directory.GetFiles(Store.Directory, "*.key").Single());
        string[] before = Directory.GetFiles(Store.Directory);

        P5Exception error = await Should.ThrowAsync<P5Exception>(
            () => NewHost().Store.EnableAsync(StoreBackend.Passphrase, AskAsync, CancellationToken.None));

        error.ErrorId.ShouldBe(ErrorIds.SecretWouldBeLost);
        error.Message.ShouldContain("(their key is gone)");
        error.Message.ShouldEndWith("your secrets shop/dev. Nothing was changed.");
        Directory.GetFiles(Store.Directory).ShouldBe(before, ignoreOrder: true);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Disable_SecretWhoseNameCannotBeRead_ChangesNothing(bool hasAnother)
    {
        string file = await SetUnreadableAsync(hasAnother);

        await ShouldKeepSecretsAsync(
            () => NewHost().Store.DisableAsync(removeSecrets: false, CancellationToken.None), $"in {file}");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Enable_SecretWhoseNameCannotBeRead_ChangesNothing(bool hasAnother)
    {
        Assert.SkipUnless(await HasKeyringAsync(), "no backend works here without a prompt");
        string file = await SetUnreadableAsync(hasAnother);

        await ShouldKeepSecretsAsync(
            () => NewHost().Store.EnableAsync(StoreBackend.KernelKeyring, AskAsync, CancellationToken.None),
            $"in {file}");
    }

    [Fact]
    public async Task Count_SecretWhoseNameCannotBeRead_IsCounted()
    {
        await SetUnreadableAsync(hasAnother: true);

        Store.Secrets.List().Count.ShouldBe(1);
        Store.Secrets.Count().ShouldBe(2);
    }

    [Fact]
    public async Task Enable_SecretOfAnotherKey_ChangesNothing()
    {
        Assert.SkipUnless(await HasKeyringAsync(), "no backend works here without a prompt");
        await SetAsync(Secret);
        string file = Directory.GetFiles(Store.Directory, "*.secret").ShouldHaveSingleItem();
        File.Move(file, FileOfAnotherKey(file));

        await ShouldKeepSecretsAsync(
            () => NewHost().Store.EnableAsync(StoreBackend.KernelKeyring, AskAsync, CancellationToken.None),
            "secret 'shop/dev' is encrypted with a key that is no longer in use");
    }

    [Fact]
    public async Task Disable_WhileAnotherProcessStoresASecret_DecidesAfterwards()
    {
        await SetAsync(Secret);
        string file = Directory.GetFiles(Store.Directory, "*.secret").ShouldHaveSingleItem();
        string elsewhere = _first.Workspace.PathOf("moved");
        File.Move(file, elsewhere);
        Task disabling;
        using (LockSettings())
        {
            disabling = NewHost().Store.DisableAsync(removeSecrets: false, CancellationToken.None);
            disabling.IsCompleted.ShouldBeFalse();
            File.Move(elsewhere, file);
        }

        P5Exception error =
            await Should.ThrowAsync<P5Exception>(() => disabling.WaitAsync(TestTimeout.Default));

        error.ErrorId.ShouldBe(ErrorIds.SecretWouldBeLost);
        File.Exists(file).ShouldBeTrue();
    }

    [Fact]
    public async Task Remove_LockIsNotReleased_NamesTheProcess()
    {
        await SetAsync(Secret);
        using FileLock held = LockSettings();
        Task<bool> removing = NewHost().Store.Secrets.RemoveAsync("shop/dev", CancellationToken.None);
        _first.Clock.Advance(TimeSpan.FromMinutes(1));

        P5Exception error = await Should.ThrowAsync<P5Exception>(() => removing.WaitAsync(TestTimeout.Default));

        error.ErrorId.ShouldBe(ErrorIds.StoreUnusable);
        error.Message.ShouldContain($"process {System.Environment.ProcessId} (");
        error.Message.ShouldEndWith(") did not release its lock in time.");
        error.RecommendedAction.ShouldBe("Wait for that process, or end it.");
    }

    [Fact]
    public async Task Remove_WhileAnotherProcessChangesTheKey_RemovesAfterwards()
    {
        await SetAsync(Secret);
        string file = Directory.GetFiles(Store.Directory, "*.secret").ShouldHaveSingleItem();
        Task<bool> removing;
        using (LockSettings())
        {
            removing = NewHost().Store.Secrets.RemoveAsync("shop/dev", CancellationToken.None);
            removing.IsCompleted.ShouldBeFalse();
            File.Copy(file, FileOfAnotherKey(file));
        }

        (await removing.WaitAsync(TestTimeout.Default)).ShouldBeTrue();
        Directory.GetFiles(Store.Directory, "*.secret").ShouldBeEmpty();
    }

    [Fact]
    public async Task Remove_Secret_NeedsNoKey()
    {
        await SetAsync(Secret);
        _questions = 0;
        UserSecrets other = NewHost().Store.Secrets;

        (await other.RemoveAsync("shop/dev", CancellationToken.None)).ShouldBeTrue();
        (await other.RemoveAsync("shop/dev", CancellationToken.None)).ShouldBeFalse();

        other.List().ShouldBeEmpty();
        _questions.ShouldBe(0);
    }

    [Theory]
    [InlineData("", "x")]
    [InlineData("../x", "x")]
    [InlineData("-x", "x")]
    [InlineData("a b", "x")]
    [InlineData("a", "")]
    [InlineData("a", "hunter2\0")]
    public async Task Set_WrongNameOrValue_StoresNothing(string name, string value)
    {
        P5Exception error = await Should.ThrowAsync<P5Exception>(
            () => Store.Secrets.SetAsync(name, value, [Repository], force: false, AskAsync, CancellationToken.None));

        error.ErrorId.ShouldBe(ErrorIds.SecretInvalid);
        error.Message.ShouldNotContain("hunter2");
        Store.Secrets.List().ShouldBeEmpty();
    }

    [Fact]
    public async Task Set_TooLongOrForNoFolder_StoresNothing()
    {
        string tooLong = new('x', UserSecrets.MaximumBytes + 1);

        (await Should.ThrowAsync<P5Exception>(
            () => Store.Secrets.SetAsync("a", tooLong, [Repository], force: false, AskAsync, CancellationToken.None)))
            .Message.ShouldContain("longer than 64 KiB");
        (await Should.ThrowAsync<P5Exception>(
            () => Store.Secrets.SetAsync(
                "a", "x", [Repository + "/no"], force: false, AskAsync, CancellationToken.None)))
            .Message.ShouldContain("is not a folder");
        Store.Secrets.List().ShouldBeEmpty();
    }

    [Fact]
    public async Task Set_NameOfASecretForOtherFolders_NeedsForce()
    {
        Directory.CreateDirectory(_first.Workspace.PathOf("other"));
        Directory.CreateDirectory(_first.Workspace.PathOf("mine"));
        string other = _first.Workspace.PathOf("other");
        string mine = _first.Workspace.PathOf("mine");
        await SetAsync("old", force: false, other, mine);

        P5Exception error = await Should.ThrowAsync<P5Exception>(() => SetAsync("new", force: false, mine));
        byte[] unchanged = await File.ReadAllBytesAsync(
            Directory.GetFiles(Store.Directory, "*.secret").Single(), CancellationToken.None);
        StoredSecret same = await SetAsync("new", force: false, mine, other);
        StoredSecret forced = await SetAsync("new", force: true, mine);

        error.ErrorId.ShouldBe(ErrorIds.SecretInvalid);
        error.Message.ShouldBe(
            $"Secret 'a' exists for {other}, {mine}, and would be replaced by one for {mine}. Nothing was stored.");
        error.RecommendedAction.ShouldContain("Remove-P5Secret a");
        Encoding.Latin1.GetString(unchanged).ShouldContain("other");
        same.Folders.ShouldBe([mine, other]);
        forced.Folders.ShouldBe([mine]);
        Store.Secrets.List().ShouldHaveSingleItem().Folders.ShouldBe([mine]);

        Task<StoredSecret> SetAsync(string value, bool force, params string[] folders) =>
            Store.Secrets.SetAsync("a", value, folders, force, AskAsync, CancellationToken.None);
    }

    [Fact]
    public void FolderOf_LocationAroundTheHomeFolder_IsRefused()
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

        Should.Throw<P5Exception>(() => UserSecrets.FolderOf(Path.GetPathRoot(home)!))
            .ErrorId.ShouldBe(ErrorIds.SecretInvalid);
    }

    [Fact]
    public void FolderOf_InARepository_IsItsRoot()
    {
        Directory.CreateDirectory(_first.Workspace.PathOf("repo/.git"));
        Directory.CreateDirectory(_first.Workspace.PathOf("repo/infra"));

        UserSecrets.FolderOf(_first.Workspace.PathOf("repo/infra")).ShouldBe(
            RealPath.Of(_first.Workspace.PathOf("repo")));
        UserSecrets.FolderOf(_first.Workspace.PathOf("state")).ShouldBe(
            RealPath.Of(_first.Workspace.PathOf("state")));
    }

    [Fact]
    public void FolderOf_LinkIntoAnotherRepository_IsTheOneThere()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a right there.");
        TemporaryWorkspace files = _first.Workspace;
        Array.ForEach(
            ["dl/.git", "shop/.git", "shop/infra"], name => Directory.CreateDirectory(files.PathOf(name)));
        Directory.CreateSymbolicLink(files.PathOf("dl/infra"), files.PathOf("shop/infra"));

        UserSecrets.FolderOf(files.PathOf("dl/infra")).ShouldBe(RealPath.Of(files.PathOf("shop")));
    }

    private static async Task<bool> HasKeyringAsync()
    {
        using var folder = new TemporaryFolder();
        await using var host = new P5Host(new P5HostOptions { StateDirectory = folder.Root });
        return OperatingSystem.IsLinux()
            && await host.Store.TestAsync([StoreBackend.KernelKeyring], askPassphrase: null)
                .AllAsync(check => check.Problem is null);
    }

    /// <summary>Stores a secret whose file is then of a newer version of P5.</summary>
    private async Task<string> SetUnreadableAsync(bool hasAnother)
    {
        await SetAsync(Secret);
        string file = Directory.GetFiles(Store.Directory, "*.secret").ShouldHaveSingleItem();
        byte[] content = File.ReadAllBytes(file);
        content["P5STORE".Length]++;
        File.WriteAllBytes(file, content);
        if (hasAnother)
        {
            await Store.Secrets.SetAsync("other", "x", [Repository], force: false, AskAsync, CancellationToken.None);
        }

        return file;
    }

    private async Task ShouldKeepSecretsAsync(Func<Task> action, string expected)
    {
        string[] before = Directory.GetFiles(Store.Directory);

        P5Exception error = await Should.ThrowAsync<P5Exception>(action);

        error.ErrorId.ShouldBe(ErrorIds.SecretWouldBeLost);
        error.Message.ShouldContain(expected);
        error.Message.ShouldEndWith("Nothing was changed.");
        Directory.GetFiles(Store.Directory).ShouldBe(before, ignoreOrder: true);
    }

    private async Task EnableKeyringAsync()
    {
        Assert.SkipUnless(await HasKeyringAsync(), "no backend works here without a prompt");
        await Store.EnableAsync(StoreBackend.KernelKeyring, AskAsync, CancellationToken.None);
    }

    private async Task LoseKeyAsync()
    {
        using JsonDocument settings =
            JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Store.Directory, "settings.json")));
        await new KernelKeyringVault().RemoveAsync(
            settings.RootElement.GetProperty("Id").GetString()!, CancellationToken.None);
    }

    private AuthenticationOptions Forced() => new() { AskSecret = AskAsync, Force = true };

    private static string FileOfAnotherKey(string file) =>
        Path.Combine(Path.GetDirectoryName(file)!, $"{Path.GetFileName(file).Split('-')[0]}-0.secret");

    private FileLock LockSettings() =>
        FileLock.TryTake(Path.Combine(Store.Directory, "settings.lock")).ShouldNotBeNull();

    private Task<string?> AskAsync(string prompt, CancellationToken cancellationToken)
    {
        _questions++;
        return Task.FromResult<string?>("open sesame");
    }

    private Task<StoredSecret> SetAsync(string value) =>
        Store.Secrets.SetAsync("shop/dev", value, [Repository], force: false, AskAsync, CancellationToken.None);

    private P5Host NewHost()
    {
        var host = new P5Host(new P5HostOptions
        {
            TimeProvider = _first.Clock,
            Environment = new MemoryEnvironment(),
            StateDirectory = _first.Workspace.PathOf("state"),
        });
        _hosts.Add(host);
        return host;
    }

    private async Task<AuthenticationResult> CallAsync(P5Host host, AuthenticationOptions? options = null) =>
        (await host.AuthenticateAsync(_first.Load(), options ?? new AuthenticationOptions { AskSecret = AskAsync })
            .ToListAsync(CancellationToken.None).AsTask().WaitAsync(TestTimeout.Default)).ShouldHaveSingleItem();
}
