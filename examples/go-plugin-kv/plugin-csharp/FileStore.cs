using System.Text;

namespace Example.Kv;

/// <summary>Values under keys, each in a file of a folder: the same files as those of the plugin in Go.</summary>
internal sealed class FileStore(string folder)
{
    /// <summary>Returns a value, or null if there is none.</summary>
    public async Task<byte[]?> ReadAsync(string key, CancellationToken cancellationToken) =>
        File.Exists(FileOf(key)) ? await File.ReadAllBytesAsync(FileOf(key), cancellationToken) : null;

    public Task WriteAsync(string key, ReadOnlyMemory<byte> value, CancellationToken cancellationToken) =>
        File.WriteAllBytesAsync(FileOf(key), value, cancellationToken);

    /// <summary>Keys may contain any character, so they are encoded in hexadecimal.</summary>
    private string FileOf(string key) =>
        Path.Combine(folder, Convert.ToHexStringLower(Encoding.UTF8.GetBytes(key)) + ".value");
}
