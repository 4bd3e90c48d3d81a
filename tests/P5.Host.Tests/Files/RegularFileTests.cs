namespace P5.Host.Tests;

/// <summary>What another user can put in the place of a file is neither waited for nor read without end.</summary>
[Trait("Category", "Hostile")]
public sealed class RegularFileTests : IDisposable
{
    private readonly TemporaryWorkspace _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("pipe")]
    [InlineData("/dev/zero")]
    [InlineData("/dev/tty")]
    [InlineData("/dev/stdin")]
    public async Task ReadBytes_NotARegularFile_IsAnError(string kind)
    {
        string file = await PlaceAsync("file", kind);

        IOException error = await Should.ThrowAsync<IOException>(() => ReadAsync(file));

        // Without a terminal, /dev/tty cannot be opened at all.
        if (kind != "/dev/tty")
        {
            error.Message.ShouldBe($"'{file}' is not a regular file, but a folder, a pipe or a device.");
        }
    }

    // Without the check, a name that a repository gives would take what the user types.
    [Theory]
    [InlineData("NUL")]
    [InlineData("con")]
    [InlineData("CONIN$")]
    [InlineData("COM1")]
    public async Task ReadBytes_DeviceOfWindows_IsAnError(string name)
    {
        Assert.SkipUnless(OperatingSystem.IsWindows(), "the rules of Windows");

        await Should.ThrowAsync<IOException>(() => ReadAsync(name));
        await Should.ThrowAsync<IOException>(() => ReadAsync(UserPath.Resolve(name, _files.Root)));
    }

    [Fact]
    public void ReadBytes_Folder_IsAnError()
    {
        _files.Write("folder/file", "");

        Exception error = Should.Throw<Exception>(() => RegularFile.ReadBytes(_files.PathOf("folder"), 100));

        (error is IOException or UnauthorizedAccessException).ShouldBeTrue();
    }

    [Fact]
    public void ReadBytes_Missing_IsFileNotFound()
    {
        Should.Throw<FileNotFoundException>(() => RegularFile.ReadBytes(_files.PathOf("missing"), 100));
        _files.Write("file", "");
        Exception error = Should.Throw<Exception>(() => RegularFile.ReadBytes(_files.PathOf("file/missing"), 100));
        (error is FileNotFoundException or DirectoryNotFoundException).ShouldBeTrue();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(99)]
    [InlineData(100)]
    public void ReadBytes_UpToTheLimit_ReadsAll(int length)
    {
        byte[] bytes = [.. Enumerable.Range(0, length).Select(i => (byte)i)];

        RegularFile.ReadBytes(_files.Write("file", bytes), 100).ShouldBe(bytes);
    }

    [Fact]
    public void ReadBytes_SparseFileOf20GB_IsAnErrorWithItsSize()
    {
        string file = _files.Write("file", "");
        using (FileStream stream = File.OpenWrite(file))
        {
            stream.SetLength(20_000_000_000);
        }

        FileTooLargeException error = Should.Throw<FileTooLargeException>(() => RegularFile.ReadBytes(file, 100));

        error.Length.ShouldBe(20_000_000_000);
        error.Message.ShouldBe($"'{file}' has at least 20,000,000,000 bytes; the limit is 100 bytes.");
    }

    // Its length is 0 by its status.
    [Fact]
    public void ReadBytes_FileOfTheKernel_ReadsAll()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has such a file for each process.");

        RegularFile.ReadBytes("/proc/self/status", 100_000).ShouldNotBeEmpty();
        Should.Throw<FileTooLargeException>(() => RegularFile.ReadBytes("/proc/self/status", 10));
    }

    [Theory]
    [InlineData("p5.toml")]
    [InlineData("Pulumi.yaml")]
    public async Task Load_PipeInThePlaceOfAFile_IsAnErrorThatNamesIt(string name)
    {
        string pipe = await PlaceAsync(name, "pipe");

        ConfigurationException error = await Should.ThrowAsync<ConfigurationException>(
            () => InBackground(() => _files.Load()));

        error.Message.ShouldContain($"{pipe}: The file cannot be read: '{pipe}' is not a regular file");
    }

    [Fact]
    public async Task Load_PipeInThePlaceOfAStackFile_IsTheStacksError()
    {
        _files.Write("p5.toml", "[plugins.env]");
        string pipe = await PlaceAsync("Pulumi.dev.yaml", "pipe");

        WorkspaceConfiguration configuration = await InBackground(() => _files.Load("dev"));

        configuration.StackError.ShouldNotBeNull().Message.ShouldContain($"'{pipe}' is not a regular file");
    }

    [Fact]
    public async Task Identity_PipeInThePlaceOfGitsFile_IsAnError()
    {
        string pipe = await PlaceAsync(".git", "pipe");

        P5Exception error = await Should.ThrowAsync<P5Exception>(
            () => InBackground(() => WorkspaceIdentity.Of(_files.Root)));

        error.ErrorId.ShouldBe(ErrorIds.ConfigInvalid);
        error.Message.ShouldContain(pipe);
    }

    [Fact]
    public async Task Edit_PipeInThePlaceOfTheFile_IsNotReplaced()
    {
        string pipe = await PlaceAsync("target", "pipe");

        await Should.ThrowAsync<P5Exception>(
            () => InBackground(() =>
            {
                AtomicFile.Edit(pipe, "new", expected: null, keepBackup: true);
                return true;
            }));

        Directory.GetFileSystemEntries(_files.Root).ShouldBe([pipe]);
    }

    private static Task<byte[]> ReadAsync(string file) => InBackground(() => RegularFile.ReadBytes(file, 100));

    /// <summary>The test fails, rather than hangs, if a file is waited for.</summary>
    private static Task<T> InBackground<T>(Func<T> action) => Task.Run(action).WaitAsync(TestTimeout.Default);

    private async Task<string> PlaceAsync(string name, string kind)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such files in folders.");
        string path = _files.PathOf(name);
        if (kind == "pipe")
        {
            await Tool.RunAsync("mkfifo", path);
        }
        else
        {
            File.CreateSymbolicLink(path, kind);
        }

        return path;
    }
}
