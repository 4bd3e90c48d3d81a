using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace P5.Host.Tests;

[Trait("Category", "Hostile")]
public sealed class AtomicFileTests : IDisposable
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly DateTime s_longAgo = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly TemporaryFolder _files = new();

    private string Target => _files.PathOf("target");

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData(null)]
    [InlineData("a longer content from before")]
    public void Write_NewOrExistingFile_HasTheNewContentOnly(string? before)
    {
        if (before is not null)
        {
            _files.Write("target", before);
        }

        AtomicFile.Write(Target, "new"u8.ToArray(), Owner);

        File.ReadAllText(Target).ShouldBe("new");
        Entries().ShouldBe(["target"]);
    }

    /// <summary>Another shell, which reads the old content to its end.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Replace_ReaderHasTheFileOpen_Succeeds(bool edit)
    {
        _files.Write("target", "old");
        using (SafeFileHandle reader = RegularFile.Open(Target))
        {
            if (edit)
            {
                AtomicFile.Edit(Target, "new", expected: null, keepBackup: false);
            }
            else
            {
                AtomicFile.Write(Target, "new"u8.ToArray(), Owner);
            }

            File.ReadAllText(Target).ShouldBe("new");
            RegularFile.ReadBytes(reader, Target, maximum: 10).ShouldBe("old"u8.ToArray());
        }

        // Windows gives the old file another name until it is closed.
        Entries().ShouldBe(["target"]);
    }

    [Fact]
    public void Edit_PathThatNoFileCanHave_IsRejected() =>
        Should.Throw<P5Exception>(() => AtomicFile.Edit(Target + "\0", "new", expected: null, keepBackup: false))
            .ErrorId.ShouldBe(ErrorIds.ConfigInvalid);

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Write_ExistingFile_HasTheGivenPermissions()
    {
        SkipOnWindows();
        _files.Write("target", "");
        File.SetUnixFileMode(Target, Owner | UnixFileMode.OtherRead);

        AtomicFile.Write(Target, [], Owner);

        File.GetUnixFileMode(Target).ShouldBe(Owner);
    }

    [Fact]
    public void Write_Link_IsReplacedItself()
    {
        SkipOnWindows();
        _files.Write("other", "other");
        File.CreateSymbolicLink(Target, "other");

        AtomicFile.Write(Target, "new"u8.ToArray(), Owner);

        new FileInfo(Target).LinkTarget.ShouldBeNull();
        File.ReadAllText(_files.PathOf("other")).ShouldBe("other");
    }

    [Fact]
    public void Write_CannotReplace_LeavesNoTemporaryFile()
    {
        _files.Write("target/file", "");

        Exception error = Should.Throw<Exception>(() => AtomicFile.Write(Target, [], Owner));

        (error is IOException or UnauthorizedAccessException).ShouldBeTrue();
        Entries().ShouldBe(["target"]);
    }

    [Fact]
    public void Edit_OlderBackup_IsReplaced()
    {
        _files.Write("target", "old");
        _files.Write("target.bak", "older");

        AtomicFile.Edit(Target, "new", expected: null, keepBackup: true);

        File.ReadAllText(Target + ".bak").ShouldBe("old");
    }

    [Fact]
    public void Edit_ReadOnlyFile_IsRejected()
    {
        _files.Write("target", "old");
        File.SetAttributes(Target, FileAttributes.ReadOnly);
        try
        {
            Should.Throw<P5Exception>(() => AtomicFile.Edit(Target, "new", expected: null, keepBackup: true)).Message
                .ShouldBe($"{Target}: The file is read-only.");
            File.ReadAllText(Target).ShouldBe("old");
            Entries().ShouldBe(["target"]);
        }
        finally
        {
            File.SetAttributes(Target, FileAttributes.Normal);
        }
    }

    [Theory]
    [InlineData("old", "edited")]
    [InlineData("old", null)]
    [InlineData("", "created")]
    public void Edit_OtherContentThanExpected_IsRejected(string expected, string? actual)
    {
        if (actual is not null)
        {
            _files.Write("target", actual);
        }

        P5Exception error = Should.Throw<P5Exception>(
            () => AtomicFile.Edit(Target, "new", System.Text.Encoding.UTF8.GetBytes(expected), keepBackup: false));

        error.ErrorId.ShouldBe(ErrorIds.ConfigInvalid);
        (File.Exists(Target) ? File.ReadAllText(Target) : null).ShouldBe(actual);
    }

    [Fact]
    public void Edit_Link_ChangesItsTargetAndStaysALink()
    {
        SkipOnWindows();
        _files.Write("real/config", "old");
        File.CreateSymbolicLink(_files.PathOf("middle"), "real/config");
        File.CreateSymbolicLink(Target, "middle");

        AtomicFile.Edit(Target, "new", expected: null, keepBackup: true);

        new FileInfo(Target).LinkTarget.ShouldBe("middle");
        File.ReadAllText(_files.PathOf("real/config")).ShouldBe("new");
        File.ReadAllText(_files.PathOf("real/config.bak")).ShouldBe("old");
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Edit_UnixPermissions_Stay()
    {
        SkipOnWindows();
        const UnixFileMode Mode = Owner | UnixFileMode.GroupWrite | UnixFileMode.OtherRead;
        _files.Write("target", "old");
        File.SetUnixFileMode(Target, Mode);

        AtomicFile.Edit(Target, "new", expected: null, keepBackup: true);

        File.GetUnixFileMode(Target).ShouldBe(Mode);
        File.GetUnixFileMode(Target + ".bak").ShouldBe(Mode);
    }

    // Someone who may write to the folder has put it there, to have another file overwritten.
    [Fact]
    public void Edit_BackupIsALink_LeavesItsTargetAlone()
    {
        SkipOnWindows();
        _files.Write("target", "old");
        _files.Write("precious", "precious");
        File.CreateSymbolicLink(Target + ".bak", "precious");

        AtomicFile.Edit(Target, "new", expected: null, keepBackup: true);

        File.ReadAllText(_files.PathOf("precious")).ShouldBe("precious");
        File.ReadAllText(Target + ".bak").ShouldBe("old");
        new FileInfo(Target + ".bak").LinkTarget.ShouldBeNull();
    }

    [Fact]
    public void Edit_TemporaryFileOfAKilledProcess_IsDeleted()
    {
        _files.Write("target", "old");
        File.SetLastWriteTimeUtc(_files.Write(".target.0123abcd.p5tmp", "copy"), s_longAgo);
        File.SetLastWriteTimeUtc(_files.Write(".target.bak.0123abcd.p5tmp", "copy"), s_longAgo);
        File.SetLastWriteTimeUtc(_files.Write(".other.0123abcd.p5tmp", "other's"), s_longAgo);
        _files.Write(".target.4567abcd.p5tmp", "in use");

        AtomicFile.Edit(Target, "new", expected: null, keepBackup: true);

        Entries().ShouldBe([".other.0123abcd.p5tmp", ".target.4567abcd.p5tmp", "target", "target.bak"]);
    }

    private static void SkipOnWindows() =>
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no unix permissions, and links need a privilege.");

    private IEnumerable<string?> Entries() =>
        Directory.EnumerateFileSystemEntries(_files.Root).Select(Path.GetFileName).Order(StringComparer.Ordinal);
}
