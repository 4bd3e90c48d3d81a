using Microsoft.Win32.SafeHandles;

namespace P5;

/// <summary>
/// Why .NET could not load an assembly of P5. Compiled into each assembly that reports it, because the report must not
/// depend on another assembly of P5.
/// </summary>
/// <param name="message">What failed, on which file, and why.</param>
/// <param name="nextStep">What the user can do about it.</param>
internal sealed class AssemblyFailure(string message, string nextStep)
{
    public string Message => message;

    public string NextStep => nextStep;

    /// <summary>The file's version is not the requested one (FUSION_E_REF_DEF_MISMATCH).</summary>
    public const int WrongVersion = unchecked((int)0x80131040);

    private const int TooManyOpenFiles = unchecked((int)0x80070004);

    /// <summary>Finds the failure in an exception or in its causes.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="folder">What contains the assemblies, for the message, such as <c>The module's folder</c>.</param>
    /// <param name="path">The full path of that folder.</param>
    /// <returns>The failure; null if the exception has another cause.</returns>
    public static AssemblyFailure? Find(Exception exception, string folder, string path)
    {
        Exception[] causes = [.. CausesOf(exception).Where(IsLoadFailure)];
        if (causes.Length == 0)
        {
            return null;
        }

        if (causes[0] is DllNotFoundException or EntryPointNotFoundException)
        {
            return CannotOpen($"a library that it needs ({causes[0].Message.Split('\n')[0].TrimEnd('\r', '.')})");
        }

        string[] names = [.. causes.Select(FileNameOf).OfType<string>()];
        return names.Length == 0
            ? Unusable(folder, $"the files in {path} are of different versions ({causes[0].Message})")
            : OfFile(names.FirstOrDefault(Path.IsPathRooted) ?? PathOf(names[0], path), causes, folder);
    }

    private static IEnumerable<Exception> CausesOf(Exception exception)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }

    private static bool IsLoadFailure(Exception exception) => exception switch
    {
        FileNotFoundException file => file.FileName is { } name && IsFullName(name),
        FileLoadException or BadImageFormatException or TypeLoadException or MissingMemberException => true,
        _ => false,
    };

    private static string? FileNameOf(Exception exception) => exception switch
    {
        FileNotFoundException file => file.FileName,
        FileLoadException file => file.FileName,
        BadImageFormatException file => file.FileName,
        _ => null,
    };

    private static bool IsFullName(string name) => name.Contains(", Version=", StringComparison.Ordinal);

    private static string PathOf(string assembly, string path) =>
        Path.Join(path, (IsFullName(assembly) ? assembly[..assembly.IndexOf(',', StringComparison.Ordinal)] : assembly)
            + ".dll");

    private static AssemblyFailure OfFile(string file, Exception[] causes, string folder)
    {
        if (!File.Exists(file))
        {
            return IsInRuntime(file)
                ? CannotOpen($"{Path.GetFileName(file)}, which is a part of .NET")
                : Unusable(folder, $"{file} is missing", "incomplete");
        }

        if (causes.Any(cause => cause.HResult == WrongVersion))
        {
            return Unusable(folder, $"{file} is of another version than the files beside it");
        }

        return causes.Any(cause => cause.HResult == TooManyOpenFiles) || !CanOpen(file)
            ? CannotOpen(file)
            : Unusable(folder, $"{file} cannot be read, because it is not a valid assembly");
    }

    private static bool CanOpen(string file)
    {
        try
        {
            using SafeFileHandle handle = File.OpenHandle(file);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>
    /// Whether .NET has an assembly of that name elsewhere. Looks at names only: a lack of file descriptors may be why
    /// it was not opened.
    /// </summary>
    private static bool IsInRuntime(string missing) =>
        AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") is string files
        && files.Split(Path.PathSeparator)
            .Any(file => file != missing && Path.GetFileName(file) == Path.GetFileName(missing));

    private static AssemblyFailure Unusable(string folder, string problem, string state = "damaged") => new(
        $"{folder} is {state}: {problem}.", "Install it again, then try again in a new process.");

    private static AssemblyFailure CannotOpen(string file) => new(
        $"The system cannot open {file}.",
        "Check the permissions of the file and the limit of open files (ulimit -n), then try again in a new process.");
}
