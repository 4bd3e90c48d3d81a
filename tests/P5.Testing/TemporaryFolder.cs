using System.Text;

namespace P5.Testing;

/// <summary>A folder of one test, outside of any git repository. Disposing of it deletes it.</summary>
public class TemporaryFolder : IDisposable
{
    /// <summary>
    /// The full path. It is short because sockets are in it, whose paths are limited to about 100 bytes.
    /// </summary>
    public string Root { get; } = Directory.CreateTempSubdirectory("p5t-").FullName;

    /// <summary>The full path of a file or folder, which is given with slashes.</summary>
    public string PathOf(string relative) => Path.GetFullPath(relative, Root);

    /// <summary>Writes a file, and creates the folders above it.</summary>
    /// <returns>The file's full path.</returns>
    public string Write(string relative, string text) => Write(relative, Encoding.UTF8.GetBytes(text));

    /// <inheritdoc cref="Write(string, string)"/>
    public string Write(string relative, byte[] bytes)
    {
        string file = PathOf(relative);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, bytes);
        return file;
    }

    /// <summary>Writes a file that the user may execute.</summary>
    /// <returns>The file's full path.</returns>
    public string WriteExecutable(string relative, string text)
    {
        string file = Write(relative, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return file;
    }

    public void Dispose()
    {
        Directory.Delete(Root, recursive: true);
        GC.SuppressFinalize(this);
    }
}
