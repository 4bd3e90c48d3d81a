namespace P5.Host.Tests;

internal static class ExecutableFile
{
    /// <summary>Writes a file that the user may execute.</summary>
    public static void WriteExecutable(this TemporaryWorkspace workspace, string relative, string text)
    {
        workspace.Write(relative, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(
                workspace.PathOf(relative), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
