using System.Diagnostics;
using System.Globalization;

namespace P5.Host.Tests;

public sealed class FileLockTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => _folder.PathOf("x.lock");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TryTake_Held_IsRefusedUntilItIsReleased()
    {
        using (FileLock held = FileLock.TryTake(File).ShouldNotBeNull())
        {
            FileLock.TryTake(File).ShouldBeNull();
        }

        System.IO.File.Exists(File).ShouldBeFalse("the holder deletes it");
        FileLock.TryTake(File).ShouldNotBeNull().Dispose();
    }

    [Fact]
    public void TryTake_FileOfAKilledProcess_IsTaken()
    {
        System.IO.File.WriteAllText(File, "1\nold\nmark");

        FileLock.TryTake(File).ShouldNotBeNull().Dispose();

        System.IO.File.Exists(File).ShouldBeFalse();
    }

    [Fact]
    public async Task TryTake_Pipe_IsRefused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no pipe of that kind.");
        await Tool.RunAsync("mkfifo", File);

        Should.Throw<IOException>(() => FileLock.TryTake(File)).Message.ShouldContain("is not a regular file");
    }

    [Fact]
    public async Task TakeAsync_ManyAtOnce_OneHasItAtATime()
    {
        int holders = 0;
        int most = 0;

        await Parallel.ForEachAsync(Enumerable.Range(0, 8), async (_, cancellationToken) =>
        {
            using FileLock held = await TakeAsync(cancellationToken: cancellationToken);
            most = Math.Max(most, Interlocked.Increment(ref holders));
            await Task.Yield();
            Interlocked.Decrement(ref holders);
        }).WaitAsync(TestTimeout.Default);

        most.ShouldBe(1);
        Directory.GetFiles(_folder.Root).ShouldBeEmpty();
    }

    [Fact]
    public async Task TakeAsync_Held_NamesTheHolderAndTheEndOfTheWait()
    {
        var told = new List<LockHolder?>();
        var first = new TaskCompletionSource();
        FileLock held = FileLock.TryTake(File).ShouldNotBeNull();
        Task<FileLock> next = TakeAsync(holder =>
        {
            told.Add(holder);
            first.TrySetResult();
        });
        await first.Task.WaitAsync(TestTimeout.Default);

        held.Dispose();
        (await next.WaitAsync(TestTimeout.Default)).Dispose();

        told.Count.ShouldBe(2);
        told[0].ShouldNotBeNull().ProcessId.ShouldBe(System.Environment.ProcessId);
        told[0]!.ToString().ShouldMatch(@"^process \d+ \(.+\)$");
        told[1].ShouldBeNull();
    }

    [Fact]
    public async Task TakeAsync_Cancelled_EndsTheWait()
    {
        using FileLock held = FileLock.TryTake(File).ShouldNotBeNull();
        using var cancellation = new CancellationTokenSource();
        Task<FileLock> wait = TakeAsync(_ => cancellation.Cancel(), cancellationToken: cancellation.Token);

        await Should.ThrowAsync<OperationCanceledException>(wait.WaitAsync(TestTimeout.Default));
    }

    [Fact]
    public async Task TakeAsync_TimeoutOver_NamesTheHolder()
    {
        using FileLock held = FileLock.TryTake(File).ShouldNotBeNull();
        var clock = new ObservedTime();
        Task<FileLock> wait = TakeAsync(_ => clock.Advance(TimeSpan.FromMinutes(1)), TimeSpan.FromMinutes(1), clock);

        TimeoutException error = await Should.ThrowAsync<TimeoutException>(wait.WaitAsync(TestTimeout.Default));

        error.Message.ShouldContain(System.Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task TakeAsync_HolderIsKilled_TakesOver()
    {
        using Process holder = await OtherProcess.HoldLockAsync(File);
        FileLock.TryTake(File).ShouldBeNull();
        var told = new TaskCompletionSource<LockHolder?>();
        Task<FileLock> next = TakeAsync(who => told.TrySetResult(who));
        (await told.Task.WaitAsync(TestTimeout.Default)).ShouldNotBeNull().ProcessId.ShouldBe(holder.Id);

        holder.Kill();

        (await next.WaitAsync(TestTimeout.Default)).Dispose();
        Directory.GetFiles(_folder.Root).ShouldBeEmpty();
    }

    [Fact]
    public async Task TakeAsync_OtherProcessReleasesIt_TakesOver()
    {
        using Process holder = await OtherProcess.HoldLockAsync(File);
        Task<FileLock> next = TakeAsync();

        holder.StandardInput.Close();

        (await next.WaitAsync(TestTimeout.Default)).Dispose();
        Directory.GetFiles(_folder.Root).ShouldBeEmpty();
    }

    // The lock of another program too: the kernel's, not the file's existence.
    [Fact]
    public async Task TakeAsync_OtherProgramIsKilled_TakesOver()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "flock(1) is part of Linux systems.");
        using Process holder = Programs.Start(new ProcessStartInfo("flock", [File, "sh", "-c", "echo held; exec cat"]));
        (await holder.StandardOutput.ReadLineAsync().WaitAsync(TestTimeout.Default)).ShouldBe("held");
        FileLock.TryTake(File).ShouldBeNull();

        Processes.KillTree(holder);

        (await TakeAsync().WaitAsync(TestTimeout.Default)).Dispose();
    }

    private Task<FileLock> TakeAsync(
        Action<LockHolder?>? waiting = null,
        TimeSpan? timeout = null,
        TimeProvider? clock = null,
        CancellationToken cancellationToken = default) =>
        FileLock.TakeAsync(File, waiting, timeout, clock ?? TimeProvider.System, cancellationToken);
}
