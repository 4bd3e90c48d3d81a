namespace P5.Host;

/// <summary>The file of an encrypted key, in the folder of the store.</summary>
internal static class KeyFile
{
    /// <summary>Of its name.</summary>
    public const string Extension = ".key";

    private const int MaximumBytes = 64 * 1024;

    /// <exception cref="KeyVaultException">It cannot be read.</exception>
    /// <exception cref="P5Exception">
    /// Another user owns it, or can write to it (<see cref="ErrorIds.StateUnusable"/>).
    /// </exception>
    public static byte[]? Read(string folder, string id) => Use(() =>
    {
        string path = PathOf(folder, id);
        if (!File.Exists(path))
        {
            return null;
        }

        UserState.Check(path);
        return RegularFile.ReadBytes(path, MaximumBytes);
    });

    /// <exception cref="KeyVaultException">It cannot be written.</exception>
    public static void Write(string folder, string id, byte[] content) => Use<object>(() =>
    {
        AtomicFile.Write(PathOf(folder, id), content, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return null;
    });

    /// <exception cref="KeyVaultException">It cannot be removed.</exception>
    public static void Remove(string folder, string id) => Use<object>(() =>
    {
        File.Delete(PathOf(folder, id));
        return null;
    });

    private static string PathOf(string folder, string id) => Path.Combine(folder, id + Extension);

    private static T? Use<T>(Func<T?> action)
        where T : class
    {
        try
        {
            return action();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KeyVaultException(exception.Message.TrimEnd('.'), exception);
        }
    }
}
