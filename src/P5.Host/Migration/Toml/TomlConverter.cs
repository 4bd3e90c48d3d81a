using P5.Host.Migration.Writing;
using P5.Toml;

namespace P5.Host.Migration.Toml;

/// <summary>Converts a p5.toml: edits its tree in place, so that everything else stays as it was typed.</summary>
internal static class TomlConverter
{
    public static ConfigConversion Convert(string path, byte[] bytes, ConversionOptions options)
    {
        string text;
        DocumentSyntax document;
        try
        {
            text = TomlParser.Decode(bytes);
            document = TomlParser.ParseStrict(text);
        }
        catch (TomlException exception)
        {
            throw MigrationError.At(path, exception.Position, key: null, exception.Message, exception);
        }

        var converter = new TomlPluginConverter(path, options);
        foreach (PluginEntry plugin in PluginFinder.Find(document, path))
        {
            converter.Convert(plugin);
        }

        string converted = document.ToString();
        return new ConfigConversion
        {
            Path = path,
            Changed = converted != text,
            Plugins = converter.Conversions,
            Warnings = converter.Warnings,
            Diff = UnifiedDiff.Create(path, text, converted),
            Text = converted,
            Original = bytes,
        };
    }
}
