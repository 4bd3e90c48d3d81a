using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;

namespace P5.GoPlugin.Tests;

[Trait("Category", "Hostile")]
public sealed class OwnedProcessTests : IDisposable
{
    /// <summary>Prints its id. The shell in between ends, so that nothing leads from the command to it.</summary>
    private const string StartDaemon = "(setsid sleep 60 </dev/null >/dev/null 2>&1 & echo $!); ";

    private readonly string _root = Directory.CreateTempSubdirectory("gpt-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task DisposeAsync_CommandRuns_EndsItAndItsDaemon()
    {
        SkipWithoutEnvironments();
        OwnedProcess command = Start($"{StartDaemon}cat {Fifo()}");
        int daemon = await ReadIdAsync(command);
        Processes.IsAlive(daemon).ShouldBeTrue();

        await command.DisposeAsync();

        Processes.IsAlive(command.Id).ShouldBeFalse();
        Processes.IsAlive(daemon).ShouldBeFalse();
        Folders.ShouldBeEmpty();
    }

    /// <summary>Only the process tree leads to them, and new ones are started while they are looked for.</summary>
    [Fact]
    public async Task Kill_DescendantsHaveNoEnvironment_EndsThem()
    {
        SkipWithoutEnvironments();
        OwnedProcess command = Start("env -i sh -c 'while :; do sleep 60 & echo $!; sleep 0.01; done' & wait");
        using var reader = new StreamReader(command.StandardOutput);

        List<int> descendants = [int.Parse((await reader.ReadLineAsync())!, CultureInfo.InvariantCulture)];
        command.Kill();
        while (await reader.ReadLineAsync().WaitAsync(TestTimeout.Default) is { } line)
        {
            descendants.Add(int.Parse(line, CultureInfo.InvariantCulture));
        }

        await Processes.EndedAsync(descendants);
        await command.DisposeAsync();
    }

    /// <summary>Such as the agent that keeps the passphrase of a key.</summary>
    [Fact]
    public async Task DisposeAsync_CommandEndedByItself_LeavesItsDaemonAlone()
    {
        SkipWithoutEnvironments();
        OwnedProcess command = Start($"{StartDaemon}exit 3");
        int daemon = await ReadIdAsync(command);
        (await command.Exited.WaitAsync(TestTimeout.Default)).ShouldBe(3);

        await command.DisposeAsync();

        Folders.ShouldBeEmpty();
        Processes.IsAlive(daemon).ShouldBeTrue();
        using var process = System.Diagnostics.Process.GetProcessById(daemon);
        process.Kill();
        await Processes.EndedAsync(daemon);
    }

    [Fact]
    public async Task Run_HostOfTheCommandWasKilled_EndsItAndItsDaemon()
    {
        SkipWithoutEnvironments();
        OwnedProcess command = Start($"{StartDaemon}cat {Fifo()}");
        int daemon = await ReadIdAsync(command);
        string folder = Folders.ShouldHaveSingleItem();
        FolderRecord record = FolderRecord.Read(folder)!;
        record.Plugin.ShouldBe(ProcessIdentity.Of(command.Id));

        (record with { Host = ProcessIdentity.Current with { Start = "1" } }).Write(folder);
        new OrphanReaper(UserFolder.Open(_root), NullLogger.Instance).Run();

        await command.Exited.WaitAsync(TestTimeout.Default);
        await Processes.EndedAsync(daemon);
        Folders.ShouldBeEmpty();
        await command.DisposeAsync();
    }

    [Fact]
    public void Start_FileIsNoProgram_LeavesNoFolder()
    {
        string file = Path.Combine(_root, "text");
        File.WriteAllText(file, "");

        Should.Throw<System.ComponentModel.Win32Exception>(() => Start(file, []));

        Folders.ShouldBeEmpty();
    }

    [Fact]
    public void Start_FolderForTheRecordCannotBeCreated_StartsNothing()
    {
        string file = Path.Combine(_root, "text");
        File.WriteAllText(file, "");

        Should.Throw<IOException>(() => OwnedProcess.Start(
            Programs.Faulty, ["silent"], null, _ => { }, file, mayLeaveChildren: true, NullLogger.Instance));
    }

    [Theory]
    [InlineData("PLUGIN_UNIX_SOCKET_DIR", true)]
    [InlineData("GOPLUGIN_COMMAND_DIR", true)]
    [InlineData("A", false)]
    public void IsMark_Variable_DependsOnNameAndFolder(string name, bool expected)
    {
        OwnedProcess.IsMark(name, Path.Combine(UserFolder.Open(_root), "0123456789ab")).ShouldBe(expected);
        OwnedProcess.IsMark(name, "/run/terraform").ShouldBeFalse();
        OwnedProcess.IsMark(name, "").ShouldBeFalse();
    }

    private string[] Folders => Directory.GetFileSystemEntries(UserFolder.Open(_root));

    private OwnedProcess Start(string script) => Start("/bin/sh", ["-c", script]);

    private OwnedProcess Start(string file, string[] arguments) => OwnedProcess.Start(
        file, arguments, _root, _ => { }, _root, mayLeaveChildren: true, NullLogger.Instance);

    /// <summary>A pipe without a writer: whoever reads it waits.</summary>
    private string Fifo()
    {
        string fifo = Path.Combine(_root, "fifo");
        using var mkfifo = System.Diagnostics.Process.Start("mkfifo", [fifo]);
        mkfifo.WaitForExit();
        return fifo;
    }

    private static async Task<int> ReadIdAsync(OwnedProcess command)
    {
        using var reader = new StreamReader(command.StandardOutput, leaveOpen: true);
        string line = (await reader.ReadLineAsync().WaitAsync(TestTimeout.Default)).ShouldNotBeNull();
        return int.Parse(line, CultureInfo.InvariantCulture);
    }

    private static void SkipWithoutEnvironments() =>
        Assert.SkipUnless(OperatingSystem.IsLinux(), "other systems do not show the environment of a process");
}
