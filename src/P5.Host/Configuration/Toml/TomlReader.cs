using Tomlyn.Syntax;

namespace P5.Host;

/// <summary>Reads a TOML file into the value model.</summary>
/// <param name="source">The file.</param>
/// <param name="options">Has the offset from UTC that dates and times without one get.</param>
internal sealed class TomlReader(SourceText source, ConfigurationLoaderOptions options)
{
    /// <summary>The whole file as one table, or null if it is not valid TOML, which is noted.</summary>
    public ConfigMap? Read() => TomlSyntax.Parse(source) is { } document ? Read(document) : null;

    /// <summary>The whole file as one table.</summary>
    /// <exception cref="ConfigurationException">The file is not valid TOML.</exception>
    public ConfigMap ReadStrict()
    {
        ConfigMap? table = Read();
        source.Findings.ThrowIfError();
        return table!;
    }

    /// <summary>The values of a syntax tree, or null if its names or numbers are not valid, which is noted.</summary>
    public ConfigMap? Read(DocumentSyntax document)
    {
        ConfigMap table = new TomlValues(source, options.LocalOffset).Read(document);
        return source.HasErrors ? null : table;
    }
}
