namespace P5.Interop.Tests;

/// <summary>A folder of one test, outside any git repository, deleted when the test ends.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    /// <summary>Short, because sockets lie in it: their paths have about 100 bytes.</summary>
    public string Root { get; } = Directory.CreateTempSubdirectory("p5i").FullName;

    /// <summary>Writes a file.</summary>
    public void Write(string name, string text) => File.WriteAllText(Path.Combine(Root, name), text);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
