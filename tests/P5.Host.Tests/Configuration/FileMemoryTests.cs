namespace P5.Host.Tests;

public sealed class FileMemoryTests : IDisposable
{
    private static readonly DateTime s_longAgo = DateTime.UtcNow.AddHours(-1);

    private readonly TemporaryWorkspace _folder = new();
    private readonly FileMemory<string> _memory = new();
    private int _readings;

    private string File => _folder.PathOf("file");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Get_FileAsBefore_DoesNotReadAgain()
    {
        Write("text", s_longAgo);

        Get().ShouldBe("text");
        Get().ShouldBe("text");

        _readings.ShouldBe(1);
    }

    // Whoever writes twice within a tick of the file system's clock leaves the same time of writing.
    [Fact]
    public void Get_WrittenTwiceInOneTick_GivesTheSecondText()
    {
        DateTime tick = DateTime.UtcNow;
        Write("one", tick);
        Get().ShouldBe("one");
        Write("two", tick);

        Get().ShouldBe("two");
    }

    [Fact]
    public void Get_WrittenByAClockThatIsAhead_ReadsAgain()
    {
        Write("one", DateTime.UtcNow.AddHours(1));
        Get();
        Get();

        _readings.ShouldBe(2);
    }

    [Theory]
    [InlineData("longer", 0)]
    [InlineData("two", 1)]
    [InlineData("two", -1)] // an older file was put there
    public void Get_OtherLengthOrTime_GivesTheNewText(string text, int seconds)
    {
        Write("one", s_longAgo);
        Get();
        Write(text, s_longAgo.AddSeconds(seconds));

        Get().ShouldBe(text);
    }

    [Fact]
    public void Get_FileComesAndGoes_FollowsIt()
    {
        Get().ShouldBe("nothing");
        Get().ShouldBe("nothing");
        _readings.ShouldBe(1);

        Write("text", s_longAgo);
        Get().ShouldBe("text");
        System.IO.File.Delete(File);
        Get().ShouldBe("nothing");
    }

    [Fact]
    public void Get_FileIsALink_FollowsItsTarget()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege on Windows.");
        System.IO.File.WriteAllText(_folder.PathOf("a"), "a");
        System.IO.File.WriteAllText(_folder.PathOf("b"), "b");
        System.IO.File.SetLastWriteTimeUtc(_folder.PathOf("a"), s_longAgo);
        System.IO.File.SetLastWriteTimeUtc(_folder.PathOf("b"), s_longAgo);
        System.IO.File.CreateSymbolicLink(File, "a");
        Get().ShouldBe("a");

        System.IO.File.WriteAllText(_folder.PathOf("a"), "edited");
        Get().ShouldBe("edited");
        System.IO.File.Delete(File);
        System.IO.File.CreateSymbolicLink(File, "b");
        Get().ShouldBe("b");
    }

    [Fact]
    public void Get_ReadingFails_RemembersNothing()
    {
        Write("text", s_longAgo);
        Should.Throw<IOException>(() => _memory.Get("key", [File], () => throw new IOException("not now")));

        Get().ShouldBe("text");
    }

    [Fact]
    public void Get_OtherKey_IsMadeByItself()
    {
        Write("text", s_longAgo);
        Get();

        _memory.Get("other", [File], () => "made of it").ShouldBe("made of it");
        Get().ShouldBe("text");
    }

    private string Get() => _memory.Get("key", [File], () =>
    {
        _readings++;
        return System.IO.File.Exists(File) ? System.IO.File.ReadAllText(File) : "nothing";
    });

    private void Write(string text, DateTime written)
    {
        System.IO.File.WriteAllText(File, text);
        System.IO.File.SetLastWriteTimeUtc(File, written);
    }
}
