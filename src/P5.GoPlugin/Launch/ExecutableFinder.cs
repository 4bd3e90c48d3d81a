using System.Diagnostics.CodeAnalysis;

namespace P5.GoPlugin;

/// <summary>Finds the file of a command as the operating system does when it starts one.</summary>
public static class ExecutableFinder
{
    private const UnixFileMode AnyExecute =
        UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>
    /// Finds the executable. A command that contains a folder is a path, relative to the current folder. Any other is
    /// looked up on the host's <c>PATH</c>, whose relative entries are ignored. On Windows the extensions of
    /// <c>PATHEXT</c> are tried; on Unix the file must have an execute bit.
    /// </summary>
    /// <param name="command">A path or a name.</param>
    /// <param name="path">The full path of the executable, or null if there is none.</param>
    /// <param name="problem">Why there is none, as a sentence without its full stop; null if there is one.</param>
    /// <returns>Whether the executable was found.</returns>
    public static bool TryFind(
        string command, [NotNullWhen(true)] out string? path, [NotNullWhen(false)] out string? problem) =>
        TryFind(command, Environment.GetEnvironmentVariable, out path, out problem);

    /// <summary>Finds the executable as a process with another environment would.</summary>
    /// <param name="command">A path or a name.</param>
    /// <param name="environment">
    /// The environment, whose <c>PATH</c> and <c>PATHEXT</c> are used. On Windows, its names must compare without case.
    /// </param>
    /// <param name="path">The full path of the executable, or null if there is none.</param>
    /// <param name="problem">Why there is none, as a sentence without its full stop; null if there is one.</param>
    /// <returns>Whether the executable was found.</returns>
    public static bool TryFind(
        string command,
        IReadOnlyDictionary<string, string> environment,
        [NotNullWhen(true)] out string? path,
        [NotNullWhen(false)] out string? problem) =>
        TryFind(command, name => environment.GetValueOrDefault(name), out path, out problem);

    private static bool TryFind(
        string command,
        Func<string, string?> readVariable,
        [NotNullWhen(true)] out string? path,
        [NotNullWhen(false)] out string? problem)
    {
        ArgumentException.ThrowIfNullOrEmpty(command);
        string[] extensions = (readVariable("PATHEXT") is { Length: > 0 } given ? given : ".COM;.EXE;.BAT;.CMD")
            .Split(';', StringSplitOptions.RemoveEmptyEntries);
        return Path.GetFileName(command) == command
            ? TryFindOnPath(command, readVariable("PATH") ?? "", extensions, out path, out problem)
            : TryFindFile(Path.GetFullPath(command), extensions, out path, out problem);
    }

    private static bool TryFindOnPath(
        string name,
        string searchPath,
        string[] extensions,
        [NotNullWhen(true)] out string? path,
        [NotNullWhen(false)] out string? problem)
    {
        string? unusable = null;
        foreach (string folder in searchPath.Split(Path.PathSeparator).Where(Path.IsPathFullyQualified))
        {
            if (TryFindFile(Path.Combine(folder, name), extensions, out path, out string? reason))
            {
                problem = null;
                return true;
            }

            if (File.Exists(Path.Combine(folder, name)))
            {
                unusable ??= reason;
            }
        }

        path = null;
        problem = unusable ?? $"no folder on PATH contains an executable '{name}'";
        return false;
    }

    private static bool TryFindFile(
        string file,
        string[] extensions,
        [NotNullWhen(true)] out string? path,
        [NotNullWhen(false)] out string? problem)
    {
        path = OperatingSystem.IsWindows()
            ? WindowsCandidates(file, extensions).FirstOrDefault(File.Exists)
            : File.Exists(file) && (File.GetUnixFileMode(file) & AnyExecute) != 0 ? file : null;
        problem = path is null ? Diagnose(file) : null;
        return path is not null;
    }

    private static IEnumerable<string> WindowsCandidates(string file, string[] extensions)
    {
        if (IsAlternateStream(file) || IsDevice(file))
        {
            return [];
        }

        IEnumerable<string> extended = extensions.Select(extension => file + extension);
        return extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)
            ? extended.Prepend(file)
            : extended;
    }

    /// <summary>A stream beside a file's content, which no list of files shows.</summary>
    private static bool IsAlternateStream(string file) => file.IndexOf(':', Path.GetPathRoot(file)!.Length) >= 0;

    /// <summary>
    /// A name such as <c>NUL</c> or <c>COM1</c>, which means a device in every folder, also with an extension.
    /// </summary>
    private static bool IsDevice(string file) =>
        Path.GetFullPath(file).StartsWith(@"\\.\", StringComparison.Ordinal);

    private static string Diagnose(string file)
    {
        if (OperatingSystem.IsWindows() && IsDevice(file))
        {
            return $"'{file}' is the name of a device";
        }

        if (OperatingSystem.IsWindows() && IsAlternateStream(file))
        {
            return $"'{file}' is not the name of a file: it contains ':'";
        }

        if (Directory.Exists(file))
        {
            return $"'{file}' is a folder";
        }

        if (!File.Exists(file))
        {
            return $"'{file}' does not exist";
        }

        return OperatingSystem.IsWindows()
            ? $"'{file}' has none of the extensions of PATHEXT"
            : $"'{file}' has no execute bit (mode {Convert.ToString((int)File.GetUnixFileMode(file), 8)})";
    }
}
