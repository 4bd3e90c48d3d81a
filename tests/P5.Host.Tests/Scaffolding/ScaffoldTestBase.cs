namespace P5.Host.Tests;

/// <summary>Makes plugins in a folder of its own, which is deleted when the test ends.</summary>
public abstract class ScaffoldTestBase : IDisposable
{
    private protected TemporaryWorkspace Folder { get; } = new();

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Every file and folder, with slashes from the root, in order.</summary>
    protected IEnumerable<string> Entries() => Directory
        .EnumerateFileSystemEntries(Folder.Root, "*", SearchOption.AllDirectories)
        .Select(entry => Path.GetRelativePath(Folder.Root, entry).Replace('\\', '/'))
        .Order(StringComparer.Ordinal);

    protected string Read(string relative) => File.ReadAllText(Folder.PathOf(relative));

    private protected ScaffoldedProject Plan(
        string name = "my-vault",
        PluginLanguage language = PluginLanguage.Go,
        string folder = "",
        bool add = false,
        string? source = null) =>
        PluginScaffold.Plan(new PluginProjectOptions
        {
            Name = name,
            Language = language,
            Directory = Folder.PathOf(folder),
            AddToConfiguration = add,
            PackageSource = source,
        });

    private protected ScaffoldedProject Make(
        string name = "my-vault",
        PluginLanguage language = PluginLanguage.Go,
        string folder = "",
        bool add = false,
        string? source = null)
    {
        ScaffoldedProject project = Plan(name, language, folder, add, source);
        PluginScaffold.Write(project);
        return project;
    }
}
