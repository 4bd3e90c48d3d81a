using System.Globalization;
using System.Text;

namespace P5.Plugin;

/// <summary>How a host starts this program: the executable, and its arguments.</summary>
/// <param name="Name">The program's name.</param>
/// <param name="Executable">The executable: its full path, or a name on PATH.</param>
/// <param name="Arguments">The arguments that are part of the command.</param>
internal sealed record ProgramCommand(string Name, string Executable, IReadOnlyList<string> Arguments)
{
    private const string Launcher = "dotnet";

    private static readonly string s_executableEnding = OperatingSystem.IsWindows() ? ".exe" : "";

    /// <summary>The command of this process.</summary>
    public static ProgramCommand Find()
    {
        string name = AppDomain.CurrentDomain.FriendlyName;
        return Find(
            Environment.ProcessPath ?? "",
            name,
            Path.Combine(AppContext.BaseDirectory, name + ".dll"),
            Environment.GetEnvironmentVariable("PATH") ?? "");
    }

    /// <summary>
    /// The command of a process. With <c>dotnet plugin.dll</c>, its path is that of dotnet: then the executable beside
    /// the assembly is the better command, because it finds its .NET by itself.
    /// </summary>
    /// <param name="processPath">Full path of the process's executable.</param>
    /// <param name="name">The program's name.</param>
    /// <param name="assemblyPath">Full path of the program's assembly, which a single file does not have.</param>
    /// <param name="searchPath">The folders of PATH.</param>
    internal static ProgramCommand Find(string processPath, string name, string assemblyPath, string searchPath)
    {
        bool isLauncher = name != Launcher
            && Path.GetFileName(processPath).Equals(Launcher + s_executableEnding, StringComparison.OrdinalIgnoreCase);
        if (!isLauncher || !File.Exists(assemblyPath))
        {
            return new(name, processPath, []);
        }

        string executable = Path.Combine(Path.GetDirectoryName(assemblyPath)!, name + s_executableEnding);
        if (File.Exists(executable))
        {
            return new(name, executable, []);
        }

        bool isOnPath = searchPath.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Any(folder => File.Exists(Path.Combine(folder, Launcher + s_executableEnding)));
        return new(name, isOnPath ? Launcher : processPath, [assemblyPath]);
    }

    /// <summary>The table of p5.toml, as indented lines.</summary>
    public string ToToml()
    {
        bool isBare = Name.Length > 0 && Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
        string arguments = Arguments.Count == 0 ? "" : $"  args = [{string.Join(", ", Arguments.Select(Quote))}]\n";
        return $"  [plugins.{(isBare ? Name : Quote(Name))}]\n  cmd = {Quote(Executable)}\n{arguments}";
    }

    private static string Quote(string text)
    {
        if (!text.Any(c => c == '\'' || char.IsControl(c)))
        {
            return $"'{text}'";
        }

        var quoted = new StringBuilder("\"");
        foreach (char c in text)
        {
            _ = char.IsControl(c) ? quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}")
                : c is '"' or '\\' ? quoted.Append('\\').Append(c)
                : quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(' ', [Executable, .. Arguments]);
}
