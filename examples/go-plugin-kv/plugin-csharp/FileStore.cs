using System.Text;

namespace Example.Kv;

/// <summary>Values under keys, each in a file of a folder: those that the plugin in Go writes and reads too.</summary>
internal sealed class FileStore(string folder)
{
    /// <summary>Gives a value, or null if there is none.</summary>
    public async Task<byte[]?> ReadAsync(string key, CancellationToken cancellationToken) =>
        File.Exists(FileOf(key)) ? await File.ReadAllBytesAsync(FileOf(key), cancellationToken) : null;

    public Task WriteAsync(string key, ReadOnlyMemory<byte> value, CancellationToken cancellationToken) =>
        File.WriteAllBytesAsync(FileOf(key), value, cancellationToken);

    /// <summary>Keys may hold anything, so they are spelled in hexadecimal digits.</summary>
    private string FileOf(string key) =>
        Path.Combine(folder, Convert.ToHexStringLower(Encoding.UTF8.GetBytes(key)) + ".value");
}
