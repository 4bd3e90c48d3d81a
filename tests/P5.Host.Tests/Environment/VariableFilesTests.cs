namespace P5.Host.Tests;

/// <summary>Variables whose values programs get as files, in a session.</summary>
public sealed class VariableFilesTests : IDisposable
{
    private const string Content = "apiVersion: v1\r\ntoken: hunter2-file\n\nä";
    private const string Name = "KUBECONFIG";

    private static readonly AuthenticationContext s_dev = new("/work", "dev", "");
    private static readonly AuthenticationContext s_prod = s_dev with { StackName = "prod" };

    private readonly TemporaryFolder _folder = new();
    private readonly ObservedTime _clock = new();
    private readonly MemoryEnvironment _environment = new();
    private readonly EnvironmentSession _session;

    public VariableFilesTests() => _session = new EnvironmentSession(
        _environment, new CredentialFolder(_folder.PathOf("state"), runtimeDirectory: null), _clock);

    public void Dispose()
    {
        _session.DeleteFiles();
        _folder.Dispose();
    }

    private string Value => _environment[Name].ShouldNotBeNull();

    private string Folder => _folder.PathOf("state/files");

    private string[] Files => Directory.Exists(Folder)
        ? Directory.GetFiles(Folder, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) != ".lock").ToArray()
        : [];

    [Fact]
    [Trait("Category", "Hostile")]
    public void Apply_File_HasTheContentToTheByteAndIsTheUsersAlone()
    {
        IReadOnlyList<VariableChange> changes = _session.Apply([Of(Content)]);

        string path = Value;
        File.ReadAllBytes(path).ShouldBe(System.Text.Encoding.UTF8.GetBytes(Content));
        Path.GetFileName(path).ShouldStartWith(Name);
        changes.ShouldBe([new VariableChange(Name, EnvironmentAction.Set, "kube", File: path)]);
        _session.Files.ShouldBe([path]);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.GetUnixFileMode(Folder).ShouldBe(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public void Clear_File_IsDeletedAndTheVariableIsRestored()
    {
        _environment[Name] = "mine";
        _session.Apply([Of(Content)]);

        _session.Clear();

        _environment[Name].ShouldBe("mine");
        Directory.GetFileSystemEntries(Folder).ShouldBeEmpty();
        _session.Files.ShouldBeEmpty();
    }

    [Fact]
    public void Apply_SameContentAgain_KeepsTheFile()
    {
        _session.Apply([Of(Content)]);
        string path = Value;

        _session.Apply([Of(Content)]);

        _environment[Name].ShouldBe(path);
        Files.ShouldBe([path]);
    }

    // Programs, and cached credentials of other plugins, have copies of the path.
    [Fact]
    public void Apply_NewContent_ReplacesThatOfTheSameFile()
    {
        _session.Apply([Of(Content, lifetime: 60)]);
        string path = Value;

        _session.Apply([Of("new", lifetime: 120)]);

        Value.ShouldBe(path);
        Files.ShouldBe([path]);
        File.ReadAllText(path).ShouldBe("new");
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        _clock.Advance(TimeSpan.FromSeconds(90));
        File.Exists(path).ShouldBeTrue("the end is that of the new credential");
        _clock.Advance(TimeSpan.FromMinutes(1));
        File.Exists(path).ShouldBeFalse();
    }

    [Fact]
    public void Apply_NewContent_IsNeverSeenByHalf()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A file that a program has open is not replaced there.");
        _session.Apply([Of(Content)]);
        using var opened = new StreamReader(Value);

        _session.Apply([Of("new")]);

        opened.ReadToEnd().ShouldBe(Content);
        File.ReadAllText(Value).ShouldBe("new");
    }

    [Fact]
    public void Apply_NewContentWhileAProgramReadsTheOld_IsAFileOfItsOwn()
    {
        Assert.SkipUnless(OperatingSystem.IsWindows(), "A file that a program has open can be replaced here.");
        _session.Apply([Of(Content)]);
        string old = Value;
        using (new FileStream(old, FileMode.Open, FileAccess.Read, FileShare.Read))
        {
            _session.Apply([Of("new")]);
        }

        Value.ShouldNotBe(old);
        File.ReadAllText(Value).ShouldBe("new");
        _clock.Advance(TimeSpan.FromMinutes(1));
        Files.ShouldBe([Value]);
    }

    [Fact]
    public void Apply_AfterClear_IsAtTheSamePath()
    {
        _session.Apply([Of(Content)]);
        string path = Value;
        _session.Clear();
        File.Exists(path).ShouldBeFalse();

        _session.Apply([Of("new")]);

        Value.ShouldBe(path);
        File.ReadAllText(path).ShouldBe("new");
    }

    [Fact]
    [Trait("Category", "Hostile")]
    public void Apply_StacksWorkspacesAndPlugins_ShareNoPath()
    {
        PluginCredential[] others =
        [
            Of(Content), Of(Content) with { Context = s_prod },
            Of(Content) with { Context = s_dev with { WorkspaceDirectory = "/other" } },
            Of(Content, plugin: "other"),
        ];

        string[] paths =
        [
            .. others.Select(credential =>
            {
                _session.Clear();
                _session.Apply([credential]);
                return Value;
            }),
        ];

        paths.Distinct().Count().ShouldBe(others.Length);
    }

    [Fact]
    public void Scope_NewContentForTheSameStack_DoesNotReplaceThatAroundIt()
    {
        _session.Apply([Of("outer")]);
        string outer = Value;

        using (_session.Enter(s_dev, default))
        {
            Value.ShouldBe(outer);
            _session.Apply([Of("inner")]);
            File.ReadAllText(outer).ShouldBe("outer");
            string inner = Value;
            _session.Apply([Of("newer")]);
            Value.ShouldBe(inner);
            File.ReadAllText(inner).ShouldBe("newer");
        }

        Value.ShouldBe(outer);
        Files.ShouldBe([outer]);
        File.ReadAllText(outer).ShouldBe("outer");
    }

    [Fact]
    public void Apply_OtherStack_DeletesTheFilesOfTheFirst()
    {
        _session.Apply([Of(Content)]);

        _session.Apply([Of("prod") with { Context = s_prod }]);

        Files.ShouldBe([Value]);
        File.ReadAllText(Value).ShouldBe("prod");
    }

    [Fact]
    public void Apply_EmptyValue_IsNoFile()
    {
        _session.Apply([Of("")]);

        _environment[Name].ShouldBe("");
        Files.ShouldBeEmpty();
    }

    // A kubeconfig can be the same for two stacks, of which one has a credential that expires.
    [Fact]
    public void Apply_SameContentWithAnotherEnd_IsAFileOfItsOwn()
    {
        _session.Apply([Of(Content)]);
        string lasting = Value;
        using (_session.Enter(s_prod, default))
        {
            _session.Apply([Of(Content) with { Context = s_prod, ExpiresAt = _clock.GetUtcNow().AddSeconds(4) }]);
            Value.ShouldNotBe(lasting);
            _clock.Advance(TimeSpan.FromSeconds(5));
            File.Exists(Value).ShouldBeFalse("its credential has expired");
        }

        Value.ShouldBe(lasting);
        File.ReadAllText(Value).ShouldBe(Content);
    }

    [Fact]
    public void Apply_FileIsGone_IsWrittenAgain()
    {
        _session.Apply([Of(Content)]);
        if (OperatingSystem.IsWindows())
        {
            // The lock is open there, so the folder cannot be deleted.
            File.Delete(Value);
        }
        else
        {
            Directory.Delete(Folder, recursive: true);
        }

        _session.Apply([Of(Content)]);

        File.ReadAllText(Value).ShouldBe(Content);
    }

    [Fact]
    public void Apply_LaterPluginWins_OneFileIsWritten()
    {
        _session.Apply([Of("first"), Of("last", plugin: "z") with { Order = 1 }]);
        Files.Select(File.ReadAllText).ShouldBe(["last"]);

        _session.Clear("z");

        Files.ShouldBe([Value]);
        File.ReadAllText(Value).ShouldBe("first");
    }

    [Fact]
    public void Apply_FolderCannotBeWritten_ChangesNothing()
    {
        _session.Apply([Of("old", "TOKEN=old")]);
        string path = Value;
        foreach (string held in Directory.GetDirectories(Folder))
        {
            Directory.Delete(held, recursive: true);
        }

        string[] locks = Directory.GetFiles(Folder);
        Directory.Move(Folder, Folder + "-moved");
        File.WriteAllText(Folder, "");

        P5Exception error = Should.Throw<P5Exception>(() => _session.Apply([Of("hunter2-new", "TOKEN=new")]));

        error.ErrorId.ShouldBe(ErrorIds.StateUnusable);
        error.Message.ShouldStartWith($"The file of {Name} of plugin 'kube' cannot be written: ");
        $"{error}".ShouldNotContain("hunter2");
        locks.ShouldHaveSingleItem();
        _environment[Name].ShouldBe(path);
        _environment["TOKEN"].ShouldBe("old");
        _session.Applied.ShouldHaveSingleItem().GetVariables()["TOKEN"].ShouldBe("old");
    }

    [Fact]
    public void Expiry_File_IsDeletedAndTheVariableStays()
    {
        _session.Apply([Of(Content, lifetime: 3600)]);
        string path = Value;

        _clock.Advance(TimeSpan.FromSeconds(3599));
        File.Exists(path).ShouldBeTrue();
        _clock.Advance(TimeSpan.FromMinutes(1));

        File.Exists(path).ShouldBeFalse();
        _environment[Name].ShouldBe(path);
        _session.Files.ShouldBeEmpty();
    }

    // The timer does not run while the machine sleeps, but the clock does.
    [Fact]
    public void Expiry_AfterSleep_IsNoticedWithinAMinute()
    {
        _session.Apply([Of(Content, lifetime: 3600)]);
        _clock.SetClock(TimeSpan.FromHours(2));

        _clock.Advance(TimeSpan.FromMinutes(1));

        Files.ShouldBeEmpty();
    }

    [Fact]
    public void Expiry_OtherPluginIsAppliedThen_TheExpiredFileIsNotWrittenAgain()
    {
        _session.Apply([Of(Content, lifetime: 60)]);
        string path = Value;
        _clock.Advance(TimeSpan.FromMinutes(2));

        _session.Apply([Of(null, "OTHER=1", plugin: "other")]);

        _environment[Name].ShouldBe(path);
        Files.ShouldBeEmpty();
    }

    [Fact]
    public void Expiry_CredentialIsRenewedWithTheSameContent_FileIsWrittenAgain()
    {
        _session.Apply([Of(Content, lifetime: 60)]);
        _clock.Advance(TimeSpan.FromMinutes(2));

        _session.Apply([Of(Content, lifetime: 60)]);

        File.ReadAllText(Value).ShouldBe(Content);
    }

    [Fact]
    public void Apply_ExpiredCredential_IsAnErrorAndNothingChanges()
    {
        PluginCredential credential = Of(Content, lifetime: 60);
        _clock.Advance(TimeSpan.FromMinutes(2));

        P5Exception error = Should.Throw<P5Exception>(() => _session.Apply([credential]));

        error.Message.ShouldBe(
            "The credential of plugin 'kube' has expired, so the file of KUBECONFIG is not written.");
        _environment[Name].ShouldBeNull();
        _session.Applied.ShouldBeEmpty();
    }

    [Fact]
    public void Scope_OwnFile_IsDeletedAtItsEndAndTheFormerStays()
    {
        _session.Apply([Of("outer")]);
        string outer = Value;

        using (_session.Enter(s_prod, default))
        {
            _environment[Name].ShouldBeNull();
            File.Exists(outer).ShouldBeTrue();
            _session.Apply([Of("inner") with { Context = s_prod }]);
            File.ReadAllText(Value).ShouldBe("inner");
        }

        _environment[Name].ShouldBe(outer);
        Files.ShouldBe([outer]);
    }

    [Fact]
    public void Copy_File_IsNotWritten()
    {
        EnvironmentSession preview = _session.Copy();

        preview.Apply([Of(Content)]).ShouldHaveSingleItem().File.ShouldNotBeNull().ShouldNotContain("hunter2");

        Files.ShouldBeEmpty();
        _environment[Name].ShouldBeNull();
    }

    [Fact]
    public void Compose_File_ExistsUntilTheEndAlsoIfItsCredentialExpires()
    {
        string path;
        using (CommandEnvironment command = _session.Compose(s_dev, [Of(Content, lifetime: 60)], Stream.Null))
        {
            path = command.Variables[Name];
            command.Files.ShouldBe(new Dictionary<string, string> { [Name] = path });
            _clock.Advance(TimeSpan.FromHours(1));
            File.ReadAllText(path).ShouldBe(Content);
        }

        File.Exists(path).ShouldBeFalse();
        _environment[Name].ShouldBeNull();
    }

    // A command gets what later plugins returned, and that may contain the paths of files for them.
    [Fact]
    public void Hold_CredentialExpires_FileIsDeletedAtTheEnd()
    {
        using var files = new VariableFiles(new CredentialFolder(_folder.PathOf("state"), null), _clock);
        string path = files.Write(VariableSet.Combine([Of(Content, lifetime: 60)])).GetVariables()[Name];

        using (files.Hold())
        {
            _clock.Advance(TimeSpan.FromMinutes(5));
            File.ReadAllText(path).ShouldBe(Content);
        }

        _clock.Advance(TimeSpan.Zero);
        File.Exists(path).ShouldBeFalse();
    }

    // A large value is a reason for a file.
    [Fact]
    public void Size_OfAFile_IsNoProblemOfTheEnvironment()
    {
        string large = new('x', 4 * 1024 * 1024);

        using CommandEnvironment command = _session.Compose(s_dev, [Of(large)], Stream.Null);
        _session.Apply([Of(large)]);

        new FileInfo(command.Variables[Name]).Length.ShouldBe(large.Length);
        _session.FindSizeProblems().ShouldBeEmpty();
    }

    [Fact]
    public void Values_OfFiles_AreStillKnownToWhoeverAsksForThem()
    {
        _session.Apply([Of(Content)]);

        _session.Remembered.ShouldHaveSingleItem().GetVariables()[Name].ShouldBe(Content);
        LayeredVariable.Flatten(_session.Applied)[Name].ToString().ShouldBe("kube");
    }

    [Fact]
    public void RequireNoFiles_File_IsAnErrorThatNamesTheVariable()
    {
        P5Exception error = Should.Throw<P5Exception>(
            () => VariableSet.Combine([Of(Content)]).RequireNoFiles("Do something else."));

        error.ErrorId.ShouldBe(ErrorIds.ExportFailed);
        error.Message.ShouldBe(
            "KUBECONFIG of plugin 'kube' is a file, which cannot be exported: nothing would delete it.");
        error.RecommendedAction.ShouldBe("Do something else.");
        error.PluginName.ShouldBe("kube");
        VariableSet.Combine([Of("")]).RequireNoFiles("Do something else.");
    }

    [Fact]
    public void RequireNoFiles_Several_NamesAllOfThem()
    {
        var credentials = new[] { ("vault", "TOKEN"), ("kube", "KUBECONFIG") }.Select(file => PluginCredential.Create(
            file.Item1, s_dev, [new(file.Item2, Content)], 0, _clock.GetUtcNow(), [file.Item2]));

        P5Exception error = Should.Throw<P5Exception>(
            () => VariableSet.Combine(credentials).RequireNoFiles("Do something else."));

        error.Message.ShouldBe(
            "KUBECONFIG of plugin 'kube', TOKEN of plugin 'vault' are files, which cannot be exported: nothing would "
            + "delete them.");
        error.PluginName.ShouldBeNull();
    }

    // {0} is the path, {1} the name of its folder.
    [Theory]
    [InlineData("A = '{0}'", true)]
    [InlineData("{0}:{0}", true)]
    [InlineData("file:///resolved/{1}/KUBECONFIG-1?", true)]
    [InlineData("/other/KUBECONFIG-1", false)]
    public void FindPaths_Text_FindsEachPath(string format, bool isFound)
    {
        _session.Apply([Of(Content)]);
        string folder = Path.GetDirectoryName(Value)!;
        string text = string.Format(
            System.Globalization.CultureInfo.InvariantCulture, format, Value, Path.GetFileName(folder));

        IReadOnlyList<string> paths = _session.FindPaths(text);

        paths.Distinct().ShouldBe(isFound ? [Value] : []);
        _session.FindPaths(folder).ShouldBe([folder]);
        _session.Clear();
        _session.FindPaths(text).ShouldBe(paths, "those of deleted files too");
    }

    private PluginCredential Of(string? content, string? other = null, string plugin = "kube", int lifetime = 0)
    {
        var variables = new Dictionary<string, string>();
        if (content is not null)
        {
            variables.Add(Name, content);
        }

        if (other?.Split('=') is [var name, var value])
        {
            variables.Add(name, value);
        }

        return PluginCredential.Create(plugin, s_dev, variables, lifetime, _clock.GetUtcNow(), [Name]);
    }
}
