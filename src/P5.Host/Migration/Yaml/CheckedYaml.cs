using P5.Host.Migration.Plugins;
using SharpYaml;

namespace P5.Host.Migration.Yaml;

/// <summary>A YAML file that takes only edits that do what they are meant to do.</summary>
/// <param name="source">The file as it was read.</param>
/// <param name="root">What it means.</param>
internal sealed class CheckedYaml(ConfigFileText source, ConfigMap root)
{
    /// <summary>The text after the edits so far.</summary>
    public string Text { get; private set; } = source.Text;

    /// <summary>What that means.</summary>
    public ConfigMap Root { get; private set; } = root;

    /// <summary>Makes an edit, or none of it.</summary>
    /// <param name="edit">Makes the new text of the old one.</param>
    /// <param name="expected">What the new text must mean.</param>
    /// <exception cref="EditRefusedException">The edit cannot be made, or would do something else.</exception>
    public void Edit(Func<string, string> edit, ConfigMap expected)
    {
        try
        {
            string edited = edit(Text);
            if (YamlReader.ReadStrict(source.WithText(edited)) is not { } meaning
                || !ConversionCheck.MeansTheSame(meaning, expected))
            {
                throw new EditRefusedException(
                    "the edit would change more than this plugin's keys; does an alias share them?");
            }

            (Text, Root) = (edited, expected);
        }
        catch (Exception exception) when (exception is ConfigurationException or YamlException)
        {
            throw new EditRefusedException("the file would be no YAML then; is there an anchor on one of its keys?");
        }
    }
}
