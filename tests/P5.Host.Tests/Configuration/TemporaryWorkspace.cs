namespace P5.Host.Tests.Configuration;

/// <summary>A folder outside any git repository, deleted when the test ends.</summary>
internal sealed class TemporaryWorkspace : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("p5-config-").FullName;

    public string PathOf(string relative) => Path.Combine(Root, relative);

    public TemporaryWorkspace Write(string relative, string text) => Write(relative, System.Text.Encoding.UTF8.GetBytes(text));

    public TemporaryWorkspace Write(string relative, byte[] bytes)
    {
        string file = PathOf(relative);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, bytes);
        return this;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
