using System.Diagnostics;

namespace P5.Cli.Tests;

/// <summary>
/// Two users of this machine, and a p5env that both can run. It is a copy: the repository may be in a folder that is
/// root's alone.
/// </summary>
public sealed class TwoUsers : IDisposable
{
    private const UnixFileMode Enter =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupExecute | UnixFileMode.GroupRead | UnixFileMode.OtherExecute | UnixFileMode.OtherRead;

    private readonly TemporaryFolder _folder = new();
    private readonly TestUser? _victim;
    private readonly TestUser? _attacker;

    public TwoUsers()
    {
        if (OperatingSystem.IsWindows() || TestUser.Obstacle is not null)
        {
            return;
        }

        File.SetUnixFileMode(_folder.Root, Enter);
        foreach (string file in Directory.EnumerateFiles(Path.GetDirectoryName(Workspace.P5Env)!))
        {
            string copy = _folder.PathOf(Path.GetFileName(file));
            File.Copy(file, copy);
            File.SetUnixFileMode(copy, Enter);
        }

        _victim = TestUser.Create();
        _attacker = TestUser.Create();
    }

    /// <summary>The user who runs p5env. Skips the test if there can be none.</summary>
    public TestUser Victim => Need(_victim);

    /// <summary>The user who places files where the victim may find them.</summary>
    public TestUser Attacker => Need(_attacker);

    /// <summary>Runs p5env.</summary>
    /// <param name="user">Who runs it; null is root.</param>
    /// <param name="folder">Where it runs; the home and the temporary folder of the user too.</param>
    /// <param name="environment">Variables beside this process's; null removes one.</param>
    /// <param name="arguments">Its arguments.</param>
    public Task<RunResult> RunAsync(
        TestUser? user,
        string folder,
        IReadOnlyDictionary<string, string?> environment,
        params IEnumerable<string> arguments)
    {
        string program = _folder.PathOf(Path.GetFileName(Workspace.P5Env));
        ProcessStartInfo start = user?.StartInfo(program, arguments) ?? new ProcessStartInfo(program, arguments);
        start.WorkingDirectory = folder;
        start.Environment["DOTNET_ROOT"] = Path.GetDirectoryName(PwshProcess.DotNetHost);
        start.Environment["HOME"] = start.Environment["TMPDIR"] = folder;
        foreach (string name in (string[])["PULUMI_HOME", "PULUMI_STACK", "P5_SAFE_OWNERS", "SUDO_UID"])
        {
            start.Environment.Remove(name);
        }

        foreach ((string name, string? value) in environment)
        {
            start.Environment[name] = value;
        }

        return Programs.RunAsync(start);
    }

    public void Dispose()
    {
        _attacker?.Dispose();
        _victim?.Dispose();
        _folder.Dispose();
    }

    private static TestUser Need(TestUser? user)
    {
        Assert.SkipWhen(user is null, TestUser.Obstacle ?? "");
        return user!;
    }
}
