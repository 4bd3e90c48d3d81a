namespace P5.Migration.Tests;

/// <summary>Converts texts through a file in a folder of its own.</summary>
public abstract class ConverterTestBase : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected string PathOf(string name) => _folder.PathOf(name);

    protected string Write(string name, string text) => _folder.Write(name, text);

    protected void WriteExecutable(string name) =>
        _folder.WriteExecutable(OperatingSystem.IsWindows() ? name + ".exe" : name, "");

    protected ConfigConversion Convert(string toml, ConversionOptions? options = null) =>
        ConvertFile("p5.toml", toml, options);

    protected ConfigConversion ConvertFile(string name, string text, ConversionOptions? options = null) =>
        ConfigConverter.Convert(Write(name, text), options ?? new ConversionOptions());

    /// <summary>The warnings with the file's path cut from their start.</summary>
    protected IEnumerable<string> Sentences(ConfigConversion conversion) =>
        conversion.Warnings.Select(warning => warning[(PathOf("p5.toml").Length + 1)..]);
}
