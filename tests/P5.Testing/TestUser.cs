using System.Diagnostics;
using System.Globalization;

namespace P5.Testing;

/// <summary>
/// A user of this machine that exists for some tests. Disposing of it removes it; the next one to be created removes
/// those that a killed run left.
/// </summary>
public sealed class TestUser : IDisposable
{
    // Then the id of the process that created it.
    private const string Prefix = "p5test-";

    private static readonly string[] s_tools = ["useradd", "userdel", "setpriv", "id"];

    private static int s_created;

    private TestUser(string name, string id) => (Name, Id) = (name, id);

    /// <summary>Why there can be no such user; null if there can.</summary>
    public static string? Obstacle { get; } =
        !OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess
            ? "Only root on Linux can create a user for the test."
            : s_tools.FirstOrDefault(tool => !IsOnPath(tool)) is { } missing
                ? $"'{missing}', which the test needs to create a user or to run as one, is not installed."
                : null;

    public string Name { get; }

    /// <summary>The numeric id of the user, and of the group of the same name.</summary>
    public string Id { get; }

    /// <summary>Creates the user and its group, without a home folder and without a way to log in.</summary>
    public static TestUser Create()
    {
        foreach (string left in FindLeftovers())
        {
            Remove(left);
        }

        string name = string.Create(
            CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-{Interlocked.Increment(ref s_created)}");
        Run("useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", name);
        return new TestUser(name, Run("id", "-u", name).Trim());
    }

    /// <summary>What starts a program as this user, with its groups alone and this process's environment.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    public ProcessStartInfo StartInfo(string program, params IEnumerable<string> arguments) =>
        new("setpriv", ["--reuid", Id, "--regid", Name, "--clear-groups", "--", program, .. arguments]);

    /// <summary>Runs lines of <c>sh</c> as this user, which must succeed.</summary>
    /// <param name="folder">The folder that they run in.</param>
    /// <param name="lines">The lines.</param>
    public async Task RunShellAsync(string folder, string lines)
    {
        ProcessStartInfo start = StartInfo("sh", "-eu");
        start.WorkingDirectory = folder;
        (await Programs.RunAsync(start, lines)).ShouldSucceed();
    }

    public void Dispose() => Remove(Name);

    // Those of a process that runs may be in use: tests of several projects run at once.
    private static string[] FindLeftovers() =>
    [
        .. File.ReadLines("/etc/passwd")
            .Select(line => line.Split(':')[0])
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)
                && !Processes.IsAlive(int.Parse(name.Split('-')[1], CultureInfo.InvariantCulture))),
    ];

    // It may still have a process, which is in its tests' hands; another run may have removed a leftover by now.
    private static void Remove(string name) => Run("userdel", 6, "--force", name);

    private static string Run(string program, params string[] arguments) => Run(program, 0, arguments);

    private static string Run(string program, int otherCode, params string[] arguments)
    {
        using Process process = Programs.Start(new ProcessStartInfo(program, arguments));
        string error = process.StandardError.ReadToEnd();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        (process.ExitCode == 0 || process.ExitCode == otherCode)
            .ShouldBeTrue($"{program} {string.Join(' ', arguments)}: {process.ExitCode}, {error}");
        return output;
    }

    private static bool IsOnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, program)));
}
