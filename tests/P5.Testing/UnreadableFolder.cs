namespace P5.Testing;

/// <summary>
/// A folder that no user can read, not even root: the path of a folder in it is longer than the system allows. Windows
/// allows such paths.
/// </summary>
public sealed class UnreadableFolder : IDisposable
{
    // With the folders around it longer than Linux's 4096 and macOS's 1024 bytes, while each half is shorter.
    private const int Levels = 9;

    private static readonly string s_name = new('n', 240);

    /// <summary>Why a test with such a folder is skipped on Windows.</summary>
    public const string WindowsReason = "Windows allows paths of this length.";

    private readonly string _home;
    private readonly string _moved;

    /// <summary>Creates the folder.</summary>
    /// <param name="path">Its full path.</param>
    public UnreadableFolder(string path)
    {
        int levels = OperatingSystem.IsMacOS() ? 2 : Levels;
        string half = Path.Combine([.. Enumerable.Repeat(s_name, levels)]);
        string other = path + "-half";
        Directory.CreateDirectory(Path.Combine(path, half));
        Directory.CreateDirectory(Path.Combine(other, half));
        _home = Path.Combine(other, s_name);
        _moved = Path.Combine(path, half, s_name);
        Directory.Move(_home, _moved);
    }

    /// <summary>Makes the folder one that can be deleted.</summary>
    public void Dispose() => Directory.Move(_moved, _home);
}
